"""Engagements 2, 5, 9, 10, 16 and 17: mystery calls and mails, judged test by test."""

import pytest

from etl.domain.datasets import Dataset
from etl.errors import DefinitionError
from etl.pipeline.double_ratings import double_ratings
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


def test_a_second_rating_counts_in_no_score_even_without_the_first():
    tests = facts(
        Dataset.MYSTERY,
        """
        site   | campaign | channel | test | item        | mark | observer | second_rating
        cahors | 2026-1   | call    | 1    | orientation | 1    | E1       |
        cahors | 2026-1   | call    | 2    | orientation | 0    | E2       | false
        cahors | 2026-1   | call    | 1    | orientation | 0    | E2       | true
        cahors | 2026-1   | call    | 2    | orientation | 1    | E1       | true
        cahors | 2026-1   | call    | 3    | orientation | 0    | E1       | true
        """,
    )
    found = judge("items_satisfied", tests, AS_OF, items=["orientation"])
    assert list(found.index) == [0, 1]
    assert list(found["outcome"]) == ["met", "missed"]


RATINGS = """
    site   | campaign | channel | test | item        | mark | observer | second_rating
    cahors | 2026-1   | call    | 1    | orientation | 1    | 7        |
    cahors | 2026-1   | call    | 1    | courtoisie  | 0.5  | 7        |
    cahors | 2026-1   | call    | 1    | attente     | 1    | 7        |
    cahors | 2026-1   | call    | 1    | transfert   |      | 7        |
    cahors | 2026-1   | call    | 1    | orientation | 0    | 8        | true
    cahors | 2026-1   | call    | 1    | courtoisie  | 0    | 8        | true
    cahors | 2026-1   | call    | 1    | attente     |      | 8        | true
    cahors | 2026-1   | call    | 1    | transfert   |      | 8        | true
    cahors | 2026-1   | call    | 2    | orientation | 1    | 7        |
    cahors | 2026-1   | call    | 2    | orientation | 1    | 7        | true
    cahors | 2026-1   | call    | 3    | orientation | 1    |          |
    cahors | 2026-1   | call    | 3    | orientation | 1    | 8        | true
    cahors | 2026-1   | call    | 4    | orientation | 1    | 8        | true
    figeac | 2026-1   | call    | 5    | orientation | 1    | 7        |
    cahors | 2026-1   | call    | 5    | orientation | 1    | 8        | true
"""


def test_what_two_observers_marked_is_compared_and_nothing_else():
    found = double_ratings(facts(Dataset.MYSTERY, RATINGS))
    assert found.pairs.to_dict("records") == [
        {"item": "orientation", "first": True, "second": False},
        # Half a mark is not a point satisfied: both say so.
        {"item": "courtoisie", "first": False, "second": False},
        # Not both codes are known: the sender's word is taken for it, and told.
        {"item": "orientation", "first": True, "second": True},
    ]
    assert dict(found.one_sided) == {"attente": 1}
    assert (found.tests, found.unnamed) == (2, 1)
    # The same observer twice, no first rating, a first one at another site.
    assert found.apart == 3


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
