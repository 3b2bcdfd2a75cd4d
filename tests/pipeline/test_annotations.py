"""The register of events, imported like any other file."""

from datetime import UTC, date, datetime

import pytest

from etl.domain.annotations import AnnotationKind, LimitChange
from etl.pipeline import annotations, assess, ingest_paths
from etl.store.assessments import load_tallies
from tests.pipeline import folders

AT = datetime(2026, 7, 20, 8, tzinfo=UTC)
SAMPLE = folders.DATA / "samples" / "journal_evenements.csv"


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
