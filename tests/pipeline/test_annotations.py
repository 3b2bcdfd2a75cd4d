"""The register of events, imported like any other file."""

from datetime import UTC, date, datetime

import pytest

from etl.domain.annotations import AnnotationKind, LimitChange
from etl.pipeline import annotations, assess, ingest_paths
from etl.store.assessments import load_findings, load_tallies
from etl.store.quarantine import load_rejections
from tests.pipeline import folders

AT = datetime(2026, 7, 20, 8, tzinfo=UTC)
SAMPLES = folders.DATA / "samples"
SAMPLE = SAMPLES / "journal_evenements.csv"


@pytest.fixture
def warehouse(tmp_path):
    opened = folders.warehouse(tmp_path)
    yield opened
    opened.store.dispose()


def test_an_event_is_known_by_its_days_its_site_and_its_author(warehouse):
    ingest_paths(warehouse, [SAMPLE], AT)
    strike, server, vacancies = annotations(warehouse)
    assert (strike.first, strike.last) == (date(2025, 3, 3), date(2025, 3, 4))
    assert (strike.kind, strike.everywhere) == (AnnotationKind.STRIKE, True)
    assert (strike.limits, strike.author) == (None, "Secrétariat général")
    assert (server.limits, server.indicators) == (LimitChange.REBASE, ("10a", "10b"))
    assert (server.evidence, server.last) == ("Procès-verbal de recette", None)
    assert (vacancies.site, vacancies.limits) == ("gourdon", LimitChange.FREEZE)
    assert vacancies.indicators == ()


def test_an_event_is_neither_met_nor_missed(warehouse):
    ingest_paths(warehouse, [SAMPLE], AT)
    assess(warehouse, AT)
    with warehouse.store.reading() as connection:
        assert load_tallies(connection).empty


def test_the_events_of_the_demonstration_are_those_of_its_story(demonstration):
    told = {each.title: each for each in annotations(demonstration.warehouse)}
    assert told["Serveur vocal au standard"].first == date(2025, 4, 1)
    assert told["Serveur vocal au standard"].limits is LimitChange.REBASE
    assert told["Grève nationale"].everywhere
    known = {each.code for each in demonstration.warehouse.declarations.indicators}
    assert {code for each in told.values() for code in each.indicators} <= known


HEADER = SAMPLE.read_text("utf-8-sig").splitlines()[0]


def register(tmp_path, *rows):
    """A register of events; each row: number, first day, and the indicators concerned."""
    cells = [
        {
            "N° évènement": number,
            "Intitulé": "Nouveau standard",
            "Premier jour": first,
            "Signalé par": "Qualité",
            "Site": "Cahors",
            "Nature": "Équipement",
            "Limites de variation": "Recalculées à partir d'ici",
            "Indicateurs concernés": codes,
        }
        for number, first, codes in rows
    ]
    names = HEADER.split(";")
    lines = [";".join(each.get(name, "-") for name in names) for each in cells]
    path = tmp_path / "evenements.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    return path


def test_an_event_that_names_an_unknown_indicator_waits_in_quarantine(warehouse, tmp_path):
    path = register(
        tmp_path, ("E1", "01/04/2025", "10a, 10b"), ("E2", "02/04/2025", "10a, 10z")
    )
    (report,) = ingest_paths(warehouse, [path], AT)
    assert (report.records, report.saved.new) == (2, 1)
    assert [each.indicators for each in annotations(warehouse)] == [("10a", "10b")]
    with warehouse.store.reading() as connection:
        rows = load_rejections(connection, limit=10)
    assert list(rows["code"]) == ["unknown_indicator"]
    assert list(rows["value"]) == ["10a, 10z"]


def test_an_event_of_long_ago_adds_no_month_to_assess(warehouse, tmp_path):
    path = register(tmp_path, ("E1", "01/09/2004", "-"))
    ingest_paths(warehouse, [SAMPLES / "registre_courrier.csv"], AT)
    assess(warehouse, AT)
    before = oldest_month(warehouse)
    ingest_paths(warehouse, [path], AT)
    assess(warehouse, AT)
    assert annotations(warehouse)[0].first == date(2004, 9, 1)
    assert oldest_month(warehouse) == before


def oldest_month(warehouse):
    with warehouse.store.reading() as connection:
        return load_findings(connection)["period"].min()
