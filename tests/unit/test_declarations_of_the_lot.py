"""The declarations of the Lot: the whole charter, in its own words, and nothing dangling."""

import os
import re
from pathlib import Path

import pytest

from etl.definitions import Declarations, load_declarations
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator, Origin
from etl.indicators.rules import RULES
from etl.readers.registry import FORMATS

DATA = Path(__file__).parents[2] / "data"
SHARED = Path(os.environ.get("QUALITY_SHARED", DATA.parents[1] / "shared"))
GUIDE = SHARED / "guide-usagers-lot-2022.txt"
CHARTER = [*range(1, 21), *range(47, 51)]
DEPARTMENTAL = (11, 19, 20, 47, 48, 49, 50)


@pytest.fixture(scope="module")
def lot() -> Declarations:
    formats = {each.name: frozenset(each.settings) for each in FORMATS}
    return load_declarations(DATA, RULES, formats)


def test_every_engagement_of_the_charter_is_declared(lot: Declarations) -> None:
    assert [each.number for each in lot.engagements] == CHARTER


@pytest.mark.skipif(not GUIDE.exists(), reason="the guide is not beside the project")
def test_titles_are_the_words_of_the_charter(lot: Declarations) -> None:
    printed = re.findall(r"^Engagement N°(\d+) : (.+)$", GUIDE.read_text("utf-8"), re.M)
    assert {each.number: each.title for each in lot.engagements} == {
        int(number): title.strip() for number, title in printed
    }


def test_engagements_are_in_their_module(lot: Declarations) -> None:
    modules = {each.number: each.module for each in lot.engagements}
    assert {number for number, module in modules.items() if module == "urgence"} == {
        47, 48, 49, 50,
    }  # fmt: skip
    assert set(modules.values()) == set(lot.charter.modules)


def test_headings_follow_the_charter(lot: Declarations) -> None:
    headings = lot.charter.modules["relation"].headings
    found = [each.heading for each in lot.engagements if each.module == "relation"]
    assert list(dict.fromkeys(found)) == list(headings)


def test_every_engagement_has_a_mandatory_indicator(lot: Declarations) -> None:
    for engagement in lot.engagements:
        assert any(each.mandatory for each in engagement.indicators), engagement.number


def test_only_the_delays_and_the_facts_of_the_guide_are_said_to_come_from_the_charter(
    lot: Declarations,
) -> None:
    from_charter = {
        each.code
        for each in lot.indicators
        for target in each.targets
        if target.origin is Origin.CHARTER and target.value is not None
    }
    delays = {
        each.code
        for each in lot.indicators
        for target in each.targets
        if target.limit_origin is Origin.CHARTER
    }
    assert from_charter == {"19a", "48a", "48b", "48c"}
    assert delays == {
        "3c", "17a", "17b", "17c_median", "17c_p90", "17c_retard", "47a", "48a", "48b", "48c",
    }  # fmt: skip


def test_a_letter_says_that_its_unit_is_a_reading(lot: Declarations) -> None:
    (target,) = lot.indicator("17b").targets
    assert "L'unité n'est pas dite" in target.limit_source


def test_the_answer_rate_became_national_with_the_telephone_plan(lot: Declarations) -> None:
    proposed, national = lot.indicator("10a").targets
    assert (proposed.origin, national.origin) == (Origin.PROPOSED, Origin.NATIONAL)


@pytest.mark.parametrize("site", ["figeac", "gourdon"])
def test_what_is_departmental_does_not_apply_to_a_sous_prefecture(
    lot: Declarations, site: str
) -> None:
    day = lot.engagements[0].indicators[0].targets[0].since
    without = {
        each.number
        for each in lot.engagements
        if (decision := each.applies_to(site, day)) and not decision.applies
    }
    assert without == {8, 15, *DEPARTMENTAL}


def test_everything_applies_to_the_prefecture(lot: Declarations) -> None:
    day = lot.engagements[0].indicators[0].targets[0].since
    assert all(each.applies_to("cahors", day) is None for each in lot.engagements)


def test_the_desks_of_cahors_keep_the_hours_of_the_guide(lot: Declarations) -> None:
    weekly = {
        desk: sum(
            (slot.end.hour - slot.start.hour) * 60 + slot.end.minute - slot.start.minute
            for slot in history[0].slots
        )
        / 60
        for desk, history in lot.sites["cahors"].desks.items()
    }
    assert weekly == {"standard": 40, "accueil": 29.5, "point_numerique": 20}


def test_every_site_has_its_desks(lot: Declarations) -> None:
    for site in lot.sites.values():
        assert {"standard", "accueil"} <= site.desks.keys()


def test_hours_changed_once_at_gourdon(lot: Declarations) -> None:
    before, after = lot.sites["gourdon"].desks["accueil"]
    assert after.since > before.since
    assert len(after.slots) > len(before.slots)


def kinds(each: Indicator) -> set[str]:
    return set(each.where.get("kind", ()))


def test_every_kind_of_event_is_brought_by_a_source(lot: Declarations) -> None:
    columns = [
        source.columns["kind"]
        for source in lot.sources
        if source.dataset is Dataset.EVENTS and "kind" in source.columns
    ]
    brought = {word for each in columns for word in (*each.meanings.values(), each.constant)}
    events = [each for each in lot.indicators if each.dataset is Dataset.EVENTS]
    assert all(kinds(each) for each in events)
    assert {kind for each in events for kind in kinds(each)} <= brought


def test_every_mystery_item_is_in_a_grid(lot: Declarations) -> None:
    grids = {item for source in lot.sources for item in source.melt.values()}
    asked = {
        str(item)
        for each in lot.indicators
        if each.dataset is Dataset.MYSTERY
        for item in each.parameters["items"]  # type: ignore[attr-defined]
    }
    assert asked <= grids


def test_every_question_is_in_the_survey(lot: Declarations) -> None:
    asked = {
        question
        for each in lot.indicators
        if each.dataset is Dataset.SURVEYS
        for question in each.where["question"]
    }
    assert asked <= set(lot.source("enquete_accueil").settings["questions"])


def test_fingerprints_are_all_different(lot: Declarations) -> None:
    codes = [each.code for each in lot.indicators]
    assert len({lot.fingerprint(code) for code in codes}) == len(codes)


def test_french_signs_keep_their_narrow_spaces(lot: Declarations) -> None:
    for each in lot.indicators:
        for text in (each.title, each.why_it_matters, each.formula, *each.evidence):
            assert not re.search(r" [;?!%»]|« ", text), (each.code, text)
