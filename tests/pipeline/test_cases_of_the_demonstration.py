"""The cases behind a figure are the figure's own, each with the file and line it came from."""

from datetime import date

import pandas as pd
import pytest

from etl.domain.periods import Period, PeriodKind
from etl.pipeline import cases, load_definitions
from etl.store.assessments import load_findings
from tests.pipeline.folders import DATA

SITES = ("cahors", "figeac", "gourdon")
MONTH = Period(date(2026, 6, 1))
PERIODS = [MONTH, Period(date(2026, 4, 1), PeriodKind.QUARTER)]
OUTCOMES = ["met", "missed", "pending", "excluded", "unknown"]
INDICATORS = [
    indicator.code
    for engagement in load_definitions(DATA).engagements
    for indicator in engagement.indicators
]


@pytest.fixture(scope="module")
def findings(demonstration):
    with demonstration.warehouse.store.reading() as connection:
        return load_findings(connection, periods=[each.code for each in PERIODS])


def cases_of(demonstration, code, month):
    return cases(demonstration.warehouse, code, SITES, month, demonstration.at)


def counts(frame):
    found = frame["outcome"].value_counts() if len(frame) else {}
    return {outcome: int(found.get(outcome, 0)) for outcome in OUTCOMES}


def told(findings, code, month, site, service="*"):
    own = findings[
        (findings["indicator"] == code)
        & (findings["period"] == month.code)
        & (findings["site"] == site)
        & (findings["service"] == service)
    ]
    assert len(own) == 1, (code, month.code, site, service)
    return {outcome: int(own[outcome].item()) for outcome in OUTCOMES}


@pytest.mark.parametrize("month", PERIODS, ids=lambda each: each.code)
@pytest.mark.parametrize("code", INDICATORS)
def test_cases_are_as_many_as_the_finding_says(code, month, demonstration, findings):
    found = cases_of(demonstration, code, month)
    sites = found["site"] if len(found) else pd.Series(dtype="str")
    wanted = {site: told(findings, code, month, site) for site in (*SITES, "*")}
    assert {site: counts(found[sites == site]) for site in SITES} | {
        "*": counts(found)
    } == wanted
    if len(found):
        assert found["file_name"].notna().all()
        assert (found["line"] >= 1).all()


@pytest.mark.parametrize("code", ["17a", "17b", "18a"])
def test_cases_of_a_service_are_as_many_as_its_finding_says(code, demonstration, findings):
    month = MONTH
    whole = findings[(findings["indicator"] == code) & (findings["period"] == month.code)]
    services = whole.loc[whole["service"] != "*", ["site", "service"]].drop_duplicates()
    services = services[services["site"] != "*"]
    assert len(services) > 3
    for site, service in services.itertuples(index=False):
        found = cases(
            demonstration.warehouse, code, (site,), month, demonstration.at, service=service
        )
        assert counts(found) == told(findings, code, month, site, service)


def lines_of(path):
    """Return the lines of a file, the first one named 1, whatever its encoding."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    return dict(enumerate(text.splitlines(), start=1))


SITE_WORDS = {"Cahors": "cahors", "Figeac": "figeac", "Gourdon": "gourdon"}
CALL_WORDS = {
    "Décroché": "answered",
    "Abandon": "abandoned",
    "Débordement": "overflowed",
    "Non décroché": "unanswered",
    "Message de fermeture": "closed",
    "Coupé par fermeture": "cut_by_closing",
}


def call_as_written(line):
    cells = line.split(";")
    return cells[1], SITE_WORDS[cells[2]], CALL_WORDS[cells[5]]


def call_as_kept(case):
    return (
        f"{case.started_at.tz_convert('Europe/Paris'):%d/%m/%Y %H:%M:%S}",
        case.site,
        case.contact_outcome,
    )


def letter_as_written(line):
    cells = line.split(";")
    answered = cells[8] if cells[8] not in ("", "-") else None
    return cells[1], SITE_WORDS[cells[3]], answered


def letter_as_kept(case):
    answered = case.answered_at
    return (
        f"{case.received_at.tz_convert('Europe/Paris'):%d/%m/%Y}",
        case.site,
        None if pd.isna(answered) else f"{answered.tz_convert('Europe/Paris'):%d/%m/%Y}",
    )


@pytest.mark.parametrize(
    ("code", "files", "as_written", "as_kept"),
    [
        ("10a", "appels_acd_", call_as_written, call_as_kept),
        ("17b", "registre_courrier_", letter_as_written, letter_as_kept),
    ],
    ids=["calls", "letters"],
)
def test_the_line_of_the_file_holds_the_contact(
    code, files, as_written, as_kept, demonstration
):
    found = pd.concat([cases_of(demonstration, code, month) for month in PERIODS])
    found = found[found["file_name"].str.startswith(files)]
    assert len(found) > 50
    text = {name: lines_of(demonstration.files / name) for name in found["file_name"].unique()}
    for case in found.itertuples():
        assert as_written(text[case.file_name][case.line]) == as_kept(case)
