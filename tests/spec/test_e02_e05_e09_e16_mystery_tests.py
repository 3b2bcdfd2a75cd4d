"""Engagements 2, 5, 9, 10, 16 and 17: mystery calls and mails, judged test by test."""

import pytest

from etl.domain.datasets import Dataset
from etl.errors import DefinitionError
from tests.spec.prefecture import facts, judge, outcomes

AS_OF = "2026-04-01 08:00"

# One line an item; a test is judged on its first line.
CALLS = """
    site   | campaign | channel | test | item        | mark
    cahors | 2026-1   | call    | A1   | abouti      | 1
    cahors | 2026-1   | call    | A1   | courtoisie  | 1
    cahors | 2026-1   | call    | A1   | salutation  | 1
    cahors | 2026-1   | call    | A2   | abouti      | 1
    cahors | 2026-1   | call    | A2   | courtoisie  | 1
    cahors | 2026-1   | call    | A2   | salutation  | 0.5
    cahors | 2026-1   | call    | A3   | abouti      | 0
    cahors | 2026-1   | call    | A3   | courtoisie  | 0
    cahors | 2026-1   | call    | A4   | abouti      | 1
    cahors | 2026-1   | call    | A4   | courtoisie  | 1
    cahors | 2026-1   | call    | A4   | salutation  |
    cahors | 2026-1   | call    | A5   | abouti      | 1
    cahors | 2026-1   | call    | A5   | courtoisie  |
    cahors | 2026-1   | call    | A5   | orientation | 1
    cahors | 2026-1   | call    | A6   | courtoisie  | 0
    cahors | 2026-1   | call    | A6   | salutation  | 1
"""


def test_a_test_is_met_when_all_its_asked_items_are_worth_one():
    found = judge(
        "items_satisfied",
        facts(Dataset.MYSTERY, CALLS),
        AS_OF,
        items=["courtoisie", "salutation"],
    )
    assert list(found.index) == [0, 3, 6, 8, 11, 14]
    assert list(found["outcome"]) == ["met", "missed", "excluded", "met", "excluded", "missed"]
    assert list(found["value"].dropna()) == [1, 0.5, 1, 0.5]


def test_a_call_that_did_not_get_through_is_judged_when_reaching_is_what_is_asked():
    contacts = facts(Dataset.MYSTERY, CALLS)
    reached = outcomes("items_satisfied", contacts, AS_OF, items=["abouti"])
    all_calls = outcomes(
        "items_satisfied", contacts, AS_OF, items=["courtoisie"], reach_required=False
    )
    assert reached == ["met", "met", "missed", "met", "met", "excluded"]
    assert all_calls == ["met", "met", "missed", "met", "excluded", "missed"]


def test_a_mail_without_an_answer_says_nothing_of_clarity_but_is_not_in_time():
    mails = facts(
        Dataset.MYSTERY,
        """
        site   | campaign | channel | test | item           | mark
        cahors | 2026-1   | mail    | M1   | reponse        | 1
        cahors | 2026-1   | mail    | M1   | delai          | 1
        cahors | 2026-1   | mail    | M1   | comprehensible | 1
        cahors | 2026-1   | mail    | M2   | reponse        | 0
        cahors | 2026-1   | mail    | M2   | delai          | 0
        cahors | 2026-1   | mail    | M2   | comprehensible | 0
        cahors | 2026-1   | mail    | M3   | reponse        | 1
        cahors | 2026-1   | mail    | M3   | delai          | 0
        cahors | 2026-1   | mail    | M3   | comprehensible | 1
        """,
    )
    clarity = outcomes("items_satisfied", mails, AS_OF, items=["comprehensible"])
    delay = outcomes("items_satisfied", mails, AS_OF, items=["reponse", "delai"])
    assert clarity == ["met", "excluded", "met"]
    assert delay == ["met", "missed", "missed"]


def test_the_same_test_number_in_another_campaign_site_or_channel_is_another_test():
    tests = facts(
        Dataset.MYSTERY,
        """
        site   | campaign | channel | test | item        | mark
        cahors | 2026-1   | call    | 1    | orientation | 1
        cahors | 2026-2   | call    | 1    | orientation | 0
        cahors | 2026-1   | mail    | 1    | orientation | 1
        figeac | 2026-1   | call    | 1    | orientation | 0
        cahors | 2026-1   | call    | 2    | orientation | 1
        cahors | 2026-1   | call    | 1    | orientation | 0
        """,
    )
    found = judge("items_satisfied", tests, AS_OF, items=["orientation"])
    assert list(found.index) == [0, 1, 2, 3, 4]
    assert list(found["outcome"]) == ["missed", "missed", "met", "missed", "met"]


@pytest.mark.parametrize("items", [None, [], "orientation"])
def test_the_items_are_a_list_that_is_not_empty(items):
    given = {"items": items} if items is not None else {}
    with pytest.raises(DefinitionError, match="liste de codes"):
        judge("items_satisfied", facts(Dataset.MYSTERY, CALLS), AS_OF, **given)


def test_reach_required_is_true_or_false():
    with pytest.raises(DefinitionError, match="« true » ou « false »"):
        judge(
            "items_satisfied",
            facts(Dataset.MYSTERY, CALLS),
            AS_OF,
            items=["courtoisie"],
            reach_required="non",
        )
