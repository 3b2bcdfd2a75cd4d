"""An event told on a page is an import of one row: attributed, corrected, undone like any."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from etl.domain.annotations import Annotation, AnnotationKind, LimitChange
from etl.errors import UserError
from etl.pipeline import annotations, ingest_paths, undo
from etl.pipeline.annotating import enter
from etl.store.imports import list_imports
from tests.pipeline import folders

AT = datetime(2026, 7, 20, 8, tzinfo=UTC)
LATER = datetime(2026, 7, 21, 8, tzinfo=UTC)
SAMPLE = folders.DATA / "samples" / "journal_evenements.csv"
TITLE = 'Nouveau "serveur" ; au standard'
TOLD = Annotation(
    first=date(2025, 6, 2),
    last=date(2025, 6, 6),
    site="figeac",
    title=TITLE,
    kind=AnnotationKind.EQUIPMENT,
    author="Standard",
    evidence="Procès-verbal",
)
REBASED = replace(TOLD, limits=LimitChange.REBASE, indicators=("10a", "10b"))


@pytest.fixture
def warehouse(tmp_path):
    opened = folders.warehouse(tmp_path)
    yield opened
    opened.store.dispose()


def tell(warehouse, told, at=AT, reason="saisie"):
    return enter(warehouse, told, at, "martine", reason)


def journal(warehouse):
    with warehouse.store.reading() as connection:
        return list_imports(connection)


def test_an_event_told_is_the_event_kept_with_its_author_and_reason(warehouse):
    report = tell(warehouse, TOLD)
    assert annotations(warehouse) == (TOLD,)
    assert annotations(warehouse)[0].import_id == report.saved.import_id
    row = journal(warehouse).iloc[0]
    assert (row["author"], row["reason"], row["added"]) == ("martine", "saisie", 1)


def test_an_event_told_again_takes_the_place_of_what_was_told_and_undo_gives_it_back(warehouse):
    tell(warehouse, TOLD)
    number = tell(warehouse, REBASED, LATER).saved.import_id
    assert annotations(warehouse) == (REBASED,)
    undo(warehouse, number, LATER, "martine", "erreur")
    assert annotations(warehouse) == (TOLD,)
    # What was undone may be told again.
    tell(warehouse, REBASED, LATER)
    assert annotations(warehouse) == (REBASED,)


def test_an_event_of_a_register_becomes_the_reason_of_a_change_of_limits(warehouse):
    ingest_paths(warehouse, [SAMPLE], AT)
    strike, *others = annotations(warehouse)
    decided = replace(strike, limits=LimitChange.EXCLUDE)
    tell(warehouse, decided, LATER)
    assert annotations(warehouse) == (decided, *others)


def test_the_same_words_of_another_day_or_another_place_are_another_event(warehouse):
    tell(warehouse, TOLD)
    tell(warehouse, replace(TOLD, first=date(2025, 6, 3)))
    tell(warehouse, replace(TOLD, site="gourdon"))
    tell(warehouse, replace(TOLD, everywhere=True))
    assert len(annotations(warehouse)) == 4


REFUSED = [
    ({"title": " "}, "Il manque l'intitulé."),
    ({"author": ""}, "Il manque la fonction qui signale."),
    ({"title": "x" * 121}, "Trop long : l'intitulé."),
    ({"last": date(2025, 6, 1)}, "Le dernier jour précède le premier."),
    ({"limits": LimitChange.FREEZE, "indicators": ("10z",)}, "Indicateur inconnu : 10z."),
    ({"indicators": ("10a",)}, "sans rien décider"),
    ({"site": "paris"}, "n'a pas de mot pour « paris »"),
]


@pytest.mark.parametrize(("changed", "said"), REFUSED)
def test_an_event_that_cannot_be_kept_is_refused_and_nothing_is_stored(
    warehouse, changed, said
):
    with pytest.raises(UserError, match=said):
        tell(warehouse, replace(TOLD, **changed))
    assert journal(warehouse).empty


def test_an_event_told_twice_in_the_same_words_is_kept_once(warehouse):
    tell(warehouse, TOLD)
    with pytest.raises(UserError, match="déjà inscrit"):
        tell(warehouse, TOLD, LATER)
    assert len(journal(warehouse)) == 1


def test_an_event_may_last_one_day_or_for_ever(warehouse):
    for last in (TOLD.first, None):
        tell(warehouse, replace(TOLD, last=last))
        assert annotations(warehouse)[0].last == last


def test_without_a_declared_register_nothing_can_be_told(tmp_path):
    place = tmp_path / "declared"
    place.mkdir()
    declared = folders.declarations(place, ("e17",))
    for each in declared.glob("sources/journal_evenements.toml"):
        each.unlink()
    opened = folders.warehouse(tmp_path, declared)
    with pytest.raises(UserError, match="Aucune source déclarée"):
        tell(opened, TOLD)
    opened.store.dispose()
