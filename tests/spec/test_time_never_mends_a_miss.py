"""A case judged on two days: what was missed on the first is missed on the second."""

from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.domain.datasets import Dataset
from etl.frames.batches import typed
from etl.frames.columns import DATED_BY
from etl.indicators.conditions import Conditions
from etl.indicators.rules import RULES
from tests.examples import examples
from tests.spec.prefecture import CALENDAR, instant, limit

BEGINNING = instant("2025-02-24 00:00")
MINUTES = st.integers(0, 45 * 24 * 60)
INSTANT = MINUTES.map(lambda minutes: BEGINNING + timedelta(minutes=minutes))
MAYBE = st.none() | INSTANT
FLAG = st.sampled_from([True, False, None])

ROWS = {
    Dataset.MAILS: st.fixed_dictionaries(
        {
            "received_at": INSTANT,
            "registered_at": MAYBE,
            "acknowledged_at": MAYBE,
            "answered_at": MAYBE,
            "closed_at": MAYBE,
            "channel": st.sampled_from(["email", "letter", "form"]),
            "status": st.sampled_from(["request", "duplicate", "unreachable"]),
            "complete": FLAG,
        }
    ),
    Dataset.VISITS: st.fixed_dictionaries(
        {
            "appointment": FLAG,
            "booked_at": MAYBE,
            "appointment_at": MAYBE,
            "arrived_at": INSTANT,
            "called_at": MAYBE,
            "ended_at": MAYBE,
            "outcome": st.sampled_from(["served", "no_show", "left", "transferred", None]),
            "completed": FLAG,
        }
    ),
    Dataset.EVENTS: st.fixed_dictionaries(
        {
            "subject": st.sampled_from(["a", "b"]),
            "started_at": INSTANT,
            "done_at": MAYBE,
            "due_at": MAYBE,
            "passed": FLAG,
            "amount": st.none() | st.integers(0, 9),
            "total": st.none() | st.integers(0, 9),
            "exercise": FLAG,
        }
    ),
}
# The late stock of a day is emptied by answering: the one rule that is not about a promise.
TESTED = sorted(
    (name, dataset)
    for name, rule in RULES.items()
    for dataset in rule.datasets & ROWS.keys()
    if name != "overdue_unanswered"
)


def drawn(dataset, rows):
    """Return the rows as the store gives them: oldest first."""
    rows = sorted(rows, key=lambda row: row[DATED_BY[dataset]])
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    # Instants all null have no type of their own.
    instants = {
        name: pd.to_datetime(pd.Series(values), utc=True).dt.as_unit("us")
        for name, values in columns.items()
        if name.endswith("_at")
    }
    return typed(dataset, columns | instants, pd.RangeIndex(len(rows)))


def judged_at(rule, facts, as_of):
    given = Conditions(
        CALENDAR,
        as_of,
        limit=limit(3, "hours") if rule.units else limit(2, "working_days"),
        parameters={"desk": "accueil"},
    )
    return rule.judge(facts, given)["outcome"]


@pytest.mark.parametrize(("name", "dataset"), TESTED)
@settings(max_examples=examples(20), deadline=None)
@given(data=st.data())
def test_what_was_missed_once_stays_missed(name, dataset, data):
    rows = data.draw(st.lists(ROWS[dataset], min_size=1, max_size=12))
    first, second = sorted(data.draw(st.tuples(INSTANT, INSTANT)))
    facts = drawn(dataset, rows)
    before, after = (judged_at(RULES[name], facts, as_of) for as_of in (first, second))
    missed = before.index[before == "missed"]
    assert (after.reindex(missed) == "missed").all()


@settings(max_examples=examples(30), deadline=None)
@given(data=st.data())
def test_a_request_leaves_the_late_stock_only_by_an_answer(data):
    rows = data.draw(st.lists(ROWS[Dataset.MAILS], min_size=1, max_size=12))
    first, second = sorted(data.draw(st.tuples(INSTANT, INSTANT)))
    mails = drawn(Dataset.MAILS, rows)
    rule = RULES["overdue_unanswered"]
    before, after = (judged_at(rule, mails, as_of) for as_of in (first, second))
    left = (before == "missed") & (after != "missed")
    assert (mails.loc[left, "answered_at"] <= second).all()
