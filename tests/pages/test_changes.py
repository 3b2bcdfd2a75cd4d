"""The overview says what changed since the period before, and what to look at first."""

import re
from dataclasses import replace
from datetime import date

import pytest

from dashboard import gateway
from dashboard.gateway.attention import Concern, Urgency, concerns, gap
from dashboard.gateway.changes import Turn, changes, period_before, turn_of
from dashboard.wording import overview as words
from etl.domain.assessments import Verdict
from etl.domain.engagements import Comparison
from etl.domain.periods import Period, PeriodKind
from tests.pages.conftest import said

MARCH = Period(date(2025, 3, 1))


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        ("met", "missed", "worse"),
        ("met", "inconclusive", "worse"),
        ("inconclusive", "missed", "worse"),
        ("missed", "inconclusive", "better"),
        ("missed", "met", "better"),
        ("inconclusive", "met", "better"),
        ("met", "not_measured", "silent"),
        ("missed", "not_measured", "silent"),
        ("not_measured", "missed", "measured"),
        ("not_measured", "met", "measured"),
        ("not_applicable", "missed", "scope"),
        ("not_measured", "not_applicable", "scope"),
    ],
)
def test_how_a_verdict_turned(before, after, turn):
    assert turn_of(Verdict(before), Verdict(after)) is Turn(turn)


def test_what_changed_is_said_in_one_sentence_worst_first():
    told = words.changed(["better", "worse", "worse"], MARCH).replace("\u00a0", " ")
    assert told == "Depuis mars 2025 : 2 engagements se sont dégradés, 1 s'est amélioré."
    assert words.changed([], MARCH) == "Aucun verdict n'a changé depuis mars 2025."
    assert "au 1er trimestre 2025" in words.one_more(
        3, 2, Period(date(2025, 1, 1), PeriodKind.QUARTER)
    )


def test_each_change_is_a_link_to_its_page_and_what_did_not_change_is_not_told(
    show, full_folder
):
    at = show(full_folder, periode="2025-03", site="cahors")
    before = period_before(MARCH)
    known = {each.engagement.number: each.verdict for each in gateway.cards("cahors", before)}
    turned = {
        each.engagement.number
        for each in gateway.cards("cahors", MARCH)
        if known[each.engagement.number] is not each.verdict
    }
    found = changes("cahors", MARCH)
    assert {each.card.engagement.number for each in found} == turned
    assert turned
    shown = [each.value for each in at.markdown if 'class="passage"' in each.value]
    assert len(shown) == len(found)
    assert "Ce qui a changé depuis le mois dernier" in said(at)
    orders = [list(Turn).index(each.turn) for each in found]
    assert orders == sorted(orders)


def test_the_first_period_has_nothing_to_be_compared_with(show, full_folder):
    show(full_folder)
    first = gateway.periods(PeriodKind.MONTH)[-1]
    assert period_before(first) is None
    assert changes("*", first) == ()
    assert "rien à comparer" in said(show(full_folder, periode=first.code))


def test_what_needs_attention_is_ordered_and_each_place_has_its_reason(show, full_folder):
    at = show(full_folder, periode="2025-03")
    found = concerns(gateway.cards("*", MARCH), "*")
    places = [list(Urgency).index(each.urgency) for each in found]
    assert places == sorted(places)
    missed = [each for each in found if each.urgency is Urgency.MISSED]
    assert missed == sorted(
        missed, key=lambda each: (-each.lasting, -gap(each.card), each.card.engagement.number)
    )
    assert all(each.lasting >= 1 for each in missed)
    reasons = [each.value for each in at.markdown if 'class="raison' in each.value]
    assert len(reasons) == min(len(found), words.SHOWN)
    assert all(
        re.search(r"(Non tenu|Non mesuré|À confirmer|Tenu, mais)", each) for each in reasons
    )
    assert "Dans l'ordre" in said(at)


def test_a_kept_promise_asks_for_attention_only_when_it_is_to_watch(show, full_folder):
    show(full_folder)
    card = next(each for each in gateway.cards("*", MARCH) if each.verdict is Verdict.MET)
    calm, watched = replace(card, to_watch=False), replace(card, to_watch=True)
    assert concerns((calm,), "*") == ()
    assert concerns((watched,), "*") == (Concern(watched, Urgency.WATCHED),)


def test_how_far_a_value_is_from_its_target_follows_the_side_of_the_target(show, full_folder):
    show(full_folder)
    card = gateway.cards("*", MARCH)[0]
    least, most = Comparison.AT_LEAST, Comparison.AT_MOST
    for value, comparison, far in (
        (45, least, 0.5),
        (90, least, 0),
        (135, most, 0.5),
        (45, most, 0),
    ):
        lead = replace(card.lead, value=value, target=90, comparison=comparison)
        assert gap(replace(card, lead=lead)) == far


def test_the_house_says_whether_more_or_fewer_promises_are_kept(show, full_folder):
    assert re.search(
        r"(C'est \d+ de (plus|moins) qu'en|Autant qu'en)",
        said(show(full_folder, periode="2025-03")),
    )


def test_a_house_that_keeps_nothing_says_so(show, one_contact_folder):
    assert re.search(r"aucun des \d+ engagements n'est tenu", said(show(one_contact_folder)))
