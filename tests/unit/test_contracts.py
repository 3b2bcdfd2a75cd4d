"""Contracts: whole records in or out, every reason told, nothing personal kept."""

import pandas as pd
import pytest

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.domain.datasets import Dataset
from etl.frames.batches import BROKEN, Batch, no_rows, typed

SITES = {"cahors", "figeac"}
NOON = pd.Timestamp("2025-03-10 12:00", tz="UTC")
CALL = {
    "source_id": "1",
    "site": "cahors",
    "started_at": NOON,
    "direction": "inbound",
    "outcome": "answered",
    "wait_s": 10.0,
}
EVENT = {"source_id": "1", "site": "cahors", "kind": "retex", "started_at": NOON}


def checked(dataset, given, raw=None, line=5):
    index = pd.Index([line])
    rows = typed(dataset, {name: [value] for name, value in given.items()}, index)
    text = pd.DataFrame(raw or {}, index=index, dtype="str")
    return check(Batch(dataset, rows, text), CONTRACTS[dataset], SITES)


def reasons(found):
    return list(found.rejections[["column", "code"]].itertuples(index=False, name=None))


def test_a_sound_record_is_accepted():
    found = checked(Dataset.CALLS, CALL)
    assert (len(found.accepted), found.rejected, len(found.rejections)) == (1, 0, 0)


@pytest.mark.parametrize(
    ("given", "raw", "expected"),
    [
        ({"wait_s": 0.0}, {}, []),
        ({"wait_s": -1.0}, {}, [("wait_s", "negative")]),
        ({"talk_s": -0.5}, {}, [("talk_s", "negative")]),
        ({"wait_s": None}, {}, []),
        ({"wait_s": None}, {"wait_s": "trente"}, [("wait_s", "unreadable")]),
        ({"wait_s": None}, {"wait_s": "  "}, []),
        ({"outcome": None}, {"outcome": "Musique"}, [("outcome", "unknown_word")]),
        ({"outcome": "music"}, {}, [("outcome", "unknown_word")]),
        ({"outcome": None}, {}, [("outcome", "missing")]),
        ({"source_id": None}, {}, [("source_id", "missing")]),
        ({"site": "souillac"}, {}, [("site", "unknown_site")]),
        ({"site": None}, {"site": "Souillac"}, [("site", "unreadable")]),
        ({"queue": "q" * 200}, {}, []),
        ({"queue": "q" * 201}, {}, [("queue", "too_long")]),
        (
            {"started_at": None},
            {"started_at": "31/06/2025 10:12:00"},
            [("started_at", "unreadable")],
        ),
        (
            {"started_at": None},
            {"started_at": "30/03/2025 02:30"},
            [("started_at", "impossible_time")],
        ),
        (
            {"started_at": None},
            {"started_at": "2025-03-30 02:30:00"},
            [("started_at", "impossible_time")],
        ),
        ({"wait_s": -1.0, "site": "x"}, {}, [("site", "unknown_site"), ("wait_s", "negative")]),
    ],
)
def test_each_fault_of_a_call_is_told(given, raw, expected):
    found = checked(Dataset.CALLS, CALL | given, raw)
    assert reasons(found) == expected
    assert found.rejected == bool(expected)
    assert len(found.accepted) == (not expected)
    assert found.rejections["line"].tolist() == [5] * len(expected)


@pytest.mark.parametrize(
    ("instant", "accepted"),
    [
        ("1999-12-31 23:59:59", False),
        ("2000-01-01 00:00:00", True),
        ("2099-12-31 23:59:59", True),
        ("2100-01-01 00:00:00", False),
    ],
)
def test_instants_are_of_this_century(instant, accepted):
    found = checked(Dataset.CALLS, CALL | {"started_at": pd.Timestamp(instant, tz="UTC")})
    assert len(found.accepted) == accepted


@pytest.mark.parametrize(("minutes", "accepted"), [(-1, False), (0, True), (1, True)])
def test_an_event_ends_after_it_began(minutes, accepted):
    done = NOON + pd.Timedelta(minutes=minutes)
    found = checked(Dataset.EVENTS, EVENT | {"done_at": done})
    assert len(found.accepted) == accepted
    assert reasons(found) == ([] if accepted else [("done_at", "before_start")])


def test_an_answer_before_its_request_is_kept_for_the_rules_to_judge():
    mail = {
        "source_id": "1",
        "site": "cahors",
        "channel": "email",
        "received_at": NOON,
        "answered_at": NOON - pd.Timedelta(minutes=1),
    }
    assert len(checked(Dataset.MAILS, mail).accepted) == 1


def test_a_personal_value_is_masked_and_a_long_one_cut():
    found = checked(Dataset.CALLS, CALL | {"caller": None}, {"caller": "0536490011"})
    assert found.rejections["value"].tolist() == ["•••"]
    found = checked(Dataset.CALLS, CALL | {"wait_s": None}, {"wait_s": "x" * 81})
    assert found.rejections["value"].tolist() == ["x" * 80]


@pytest.mark.parametrize(
    ("dataset", "shown"), [(Dataset.CALLS, "•••"), (Dataset.EVENTS, "a;b")]
)
def test_a_broken_line_has_one_reason(dataset, shown):
    found = checked(dataset, {}, {BROKEN: "a;b"})
    assert reasons(found) == [("", "broken_line")]
    assert found.rejections["value"].tolist() == [shown]


def test_several_rows_of_one_line_are_judged_apart():
    index = pd.Index([5, 5, 6])
    columns = {name: [value] * 3 for name, value in CALL.items()}
    rows = typed(Dataset.CALLS, columns | {"wait_s": [1.0, -1.0, 1.0]}, index)
    batch = Batch(Dataset.CALLS, rows, pd.DataFrame(index=index))
    found = check(batch, CONTRACTS[Dataset.CALLS], SITES)
    assert found.accepted.index.tolist() == [5, 6]
    assert found.rejected == 1


def test_words_may_come_as_categories():
    index = pd.RangeIndex(1, 3)
    columns = {name: [value] * 2 for name, value in CALL.items()}
    outcome = pd.Categorical(["answered", "music"])
    rows = typed(Dataset.CALLS, columns | {"outcome": outcome}, index)
    found = check(Batch(Dataset.CALLS, rows, pd.DataFrame(index=index)),
                  CONTRACTS[Dataset.CALLS], SITES)  # fmt: skip
    assert reasons(found) == [("outcome", "unknown_word")]


@pytest.mark.parametrize("dataset", Dataset)
def test_an_empty_batch_is_accepted(dataset):
    found = check(Batch(dataset, no_rows(dataset), pd.DataFrame()), CONTRACTS[dataset], SITES)
    assert (len(found.accepted), found.rejected) == (0, 0)


@pytest.mark.parametrize("dataset", Dataset)
def test_a_record_with_nothing_in_it_lacks_all_that_is_required(dataset):
    found = checked(dataset, {})
    assert {column for column, _ in reasons(found)} == set(CONTRACTS[dataset].required)
    assert set(found.rejections["code"]) == {"missing"}
