"""« Téléphone » : what came, what was answered, how long it took, who called again."""

import csv
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from dashboard import access, gateway
from dashboard.gateway.staffing import goal as goal_of
from dashboard.gateway.staffing import staffing_in
from dashboard.gateway.telephone import telephone, telephone_findings, told_of, variants
from dashboard.gateway.warehouse import warehouse
from dashboard.wording import value_text
from dashboard.wording.calls import again_sentence, long_waits, stretch
from dashboard.wording.staffing import CHOICES
from etl.domain.datasets import Dataset
from etl.domain.formulas import FormulaKind
from etl.domain.perimeter import Perimeter
from etl.domain.periods import Period
from etl.pipeline.call_profiles import Retries, _retries_of
from etl.store.facts import load_facts
from tests.pages.conftest import said
from tests.tables import table

PARIS = ZoneInfo("Europe/Paris")
SEPTEMBER = Period(date(2025, 9, 1))
# The desk of Cahors: from Monday to Friday, in minutes after midnight.
OPEN = ((8 * 60 + 30, 12 * 60 + 30), (13 * 60 + 30, 17 * 60 + 30))
RETRY_TABLE = """
    caller | started_at          | gave_up | answered | what
         1 | 2025-09-01 09:00:00 | true    | false    | gives up
         1 | 2025-09-02 09:00:00 | false   | true     | 24 h later to the second: in time
         2 | 2025-09-01 09:00:00 | true    | false    | gives up
         2 | 2025-09-02 09:00:01 | false   | true     | one second too late
         3 | 2025-09-01 09:00:00 | true    | false    | gives up
         3 | 2025-09-01 10:00:00 | true    | false    | again in vain
         4 | 2025-09-01 08:00:00 | false   | true     | answered before giving up
         4 | 2025-09-01 09:00:00 | true    | false    | gives up
         5 | 2025-09-09 09:00:01 | true    | false    | the log ends 23:59:59 later
           | 2025-09-01 09:00:00 | true    | false    | nobody knows who
         6 | 2025-09-10 09:00:00 | false   | true     | the end of the log
"""


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def calls_of(site, period):
    """Return the calls of the store, read without what the page rests on."""
    span = warehouse().calendar(site).instants(period.start, period.end)
    with warehouse().store.reading() as connection:
        facts = load_facts(connection, Dataset.CALLS, span, sites=[site])
    local = facts["started_at"].dt.tz_convert(PARIS)
    minutes = local.dt.hour * 60 + local.dt.minute
    inside = sum((minutes >= first) & (minutes < last) for first, last in OPEN).astype(bool)
    return facts.assign(
        minutes=minutes,
        weekday=local.dt.day_of_week,
        inside=inside & (local.dt.day_of_week < 5),
        direct=facts["outcome"].astype("str") != "voice_server",
    )


def value_of(code, site="cahors"):
    found = telephone_findings(site, SEPTEMBER)
    return next(each for each in found if each.indicator.code == code)


@pytest.mark.usefixtures("demo_folder")
def test_counts_waits_and_week_are_those_of_the_calls_themselves():
    found, calls = telephone("cahors", SEPTEMBER), calls_of("cahors", SEPTEMBER)
    direct = calls[calls["direct"]]
    inside = direct[direct["inside"]]
    assert (found.received, found.inside) == (len(direct), len(inside))
    for end in ("answered", "abandoned"):
        waits = inside.loc[inside["outcome"] == end, "wait_s"].dropna()
        own = found.waits.loc[end]
        assert (own["known"], own["median"]) == (len(waits), waits.median())
        assert own["p90"] == waits.quantile(0.9)
        assert found.buckets[end].sum() == len(waits)
        third = found.buckets.iloc[2]
        between = (waits >= third["low"]) & (waits < third["high"])
        assert third[end] == between.sum()
    week = found.week.set_index(["weekday", "slot"])
    nine = inside[(inside["weekday"] == 0) & inside["minutes"].between(540, 569)]
    own = week.loc[(0, 540)]
    assert (own["arrivals"], own["opened"]) == (len(nine), 5)
    assert own["a_day"] == len(nine) / 5
    assert own["met"] == (nine["outcome"] == "answered").sum()
    assert week["arrivals"].sum() == len(inside)
    assert week["outside"].sum() == len(direct) - len(inside)


@pytest.mark.usefixtures("demo_folder")
def test_the_week_and_the_formulas_add_up_to_the_finding():
    week = telephone("cahors", SEPTEMBER).week
    finding = value_of("10a")
    assert week["met"].sum() == finding.met
    assert week["counted"].sum() == finding.met + finding.missed
    rates = variants(FormulaKind.ANSWER_RATE, "cahors", SEPTEMBER)
    assert rates["own"].tolist() == [True, False, False]
    assert rates.loc[0, "value"] == finding.value
    assert rates.loc[0, "indicators"] == "10a, 10b"
    levels = variants(FormulaKind.SERVICE_LEVEL, "cahors", SEPTEMBER)
    assert levels.loc[0, "value"] == value_of("10c").value
    calls = calls_of("cahors", SEPTEMBER)
    lost = calls[calls["inside"] & (calls["outcome"] == "abandoned")]
    abandons = variants(FormulaKind.ABANDON_RATE, "cahors", SEPTEMBER)
    assert abandons.loc[0, "numerator"] == len(lost)


@pytest.mark.usefixtures("demo_folder")
def test_the_voice_server_is_counted_as_its_file_says(demonstration):
    may = Period(date(2026, 5, 1))
    counts = telephone("cahors", may).voice_server
    files = sorted(demonstration.files.rglob("*serveur_vocal*2026-05*"))
    assert files, "the demonstration writes the voice server of May 2026"
    rows = [
        row
        for file in files
        for row in csv.DictReader(file.read_text("utf-8-sig").splitlines(), delimiter=";")
    ]
    assert counts.sum() > 0
    assert counts.sum() <= len(rows)
    served = next(
        each for each in telephone_findings("cahors", may)
        if each.indicator.code == "10a"
    )  # fmt: skip
    assert served.value is not None
    finding = {
        each.indicator.code: each for each in gateway.findings_of(8, "cahors", may)
    }["8b_traites"]  # fmt: skip
    assert (counts["served"], counts.sum()) == (finding.met, finding.met + finding.missed)


def test_who_called_again_within_a_day_and_was_answered():
    calls = table(RETRY_TABLE).drop(columns="what")
    calls = calls.assign(caller=pd.to_numeric(calls["caller"]).astype("Int64"))
    calls["gave_up"] = calls["gave_up"].astype(bool)
    calls["answered"] = calls["answered"].astype(bool)
    assert _retries_of(calls) == Retries(answered=1, lost=1, silent=2, pending=1, unknown=1)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Retries(5, 5, 5), (15, 5, 5, 5)),
        (Retries(4, 0, 20), (24, None, None, None)),
        (Retries(6, 1, 20), (27, 6, None, None)),
        (Retries(20, 1, 2), None),
        (Retries(0, 0, 9), None),
        (Retries(0, 0, 10), (10, 0, 0, 10)),
    ],
)
def test_no_number_of_one_to_four_persons_is_told(found, told):
    own = told_of(found)
    parts = None if own is None else (own.followed, own.answered, own.lost, own.silent)
    assert parts == told


@pytest.mark.usefixtures("demo_folder")
def test_a_visitor_of_figeac_sees_no_call_of_cahors(monkeypatch):
    figeac = telephone("figeac", SEPTEMBER)
    monkeypatch.setattr(access, "perimeter", lambda: Perimeter(frozenset({"figeac"})))
    assert telephone("cahors", SEPTEMBER).received == figeac.received
    goal = goal_of(80, 20, 20)
    assert staffing_in("cahors", SEPTEMBER, goal, None) is None


@pytest.mark.usefixtures("demo_folder")
def test_given_agents_are_expected_to_do_what_the_model_says():
    goal = goal_of(80, 20, 0)
    one = staffing_in("cahors", SEPTEMBER, goal, 1)
    three = staffing_in("cahors", SEPTEMBER, goal, 3)
    assert (one.rows["agents"] == 1).all()
    rows = three.rows
    weighted = (rows["answer_rate"] * rows["arrivals"]).sum() / rows["arrivals"].sum()
    assert three.overall("answer_rate") == pytest.approx(weighted)
    assert one.overall("service_level") < three.overall("service_level")
    days = (SEPTEMBER.end - SEPTEMBER.start) / timedelta(days=7)
    assert rows["days"].max() <= days + 1


def test_the_page_shows_its_figures_and_its_view_and_inputs_are_in_the_link(demo_folder, show):
    at = show(
        demo_folder,
        "telephone",
        site="cahors",
        periode="2025-09",
        vue="decroche",
        niveau="95",
        agents="3",
        absence="quinze",
    )
    assert not at.exception
    text = said(at)
    finding = value_of("10a")
    assert f"la promesse compte {plain(value_text(finding.value, '%'))}" in text
    assert "part des appels décrochés, par la formule de la promesse" in text
    assert "Avec 3 agents au téléphone" in text
    # An unknown value is replaced by the default, in the address too.
    assert at.query_params["absence"] == str(CHOICES["absence"][1])


def test_all_sites_together_ask_for_one_to_count_agents(demo_folder, show):
    at = show(demo_folder, "telephone", periode="2025")
    assert not at.exception
    assert "Les agents se comptent site par site" in said(at)


def test_a_period_without_call_says_where_calls_come_from(one_contact_folder, show):
    at = show(one_contact_folder, "telephone")
    assert not at.exception
    assert "Aucun appel sur cette période" in said(at)


def test_sentences():
    assert plain(stretch(10, 20)) == "10–20 s"
    assert plain(long_waits(5, 50, 1)) == (
        "Une minute d'attente ou plus : 5 sur 50 décrochés (10 %), et 1 appel abandonné."
    )
    assert plain(again_sentence(43, None, 5)) == (
        "Sur 43 appelants qui ont abandonné, moins de 5 ont rappelé dans les 24 heures et ont "
        "eu un agent."
    )
