"""Rows that are accepted and deserve a look: both sides of each rule."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.contracts.noticing import codes_of
from etl.domain.datasets import Dataset
from etl.domain.reasons import REMARKS
from etl.frames.batches import Batch, typed
from etl.frames.columns import FACTS

AT = datetime(2025, 6, 16, 8, tzinfo=UTC)
CALL = {"source_id": "1", "site": "cahors", "started_at": "2025-03-10 12:00",
        "direction": "inbound", "outcome": "answered"}  # fmt: skip
MAIL = {"source_id": "1", "site": "cahors", "channel": "email",
        "received_at": "2025-03-10 12:00"}  # fmt: skip
VISIT = {"source_id": "1", "site": "cahors", "desk": "accueil",
         "arrived_at": "2025-03-10 12:00"}  # fmt: skip
EVENT = {"source_id": "1", "site": "cahors", "kind": "retex",
         "started_at": "2025-03-10 12:00"}  # fmt: skip
OF = {Dataset.CALLS: CALL, Dataset.MAILS: MAIL, Dataset.VISITS: VISIT, Dataset.EVENTS: EVENT}


def noticed(dataset, *changes, raw=None):
    """Return (column, code, rows, first lines) of rows that stand from line 2 on."""
    index = pd.RangeIndex(2, 2 + len(changes))
    rows = [OF[dataset] | each for each in changes]
    columns = {name: pd.Series([row.get(name) for row in rows], index=index)
               for row in rows for name in row}  # fmt: skip
    for name in columns:
        if name.endswith("_at"):
            columns[name] = pd.to_datetime(columns[name], utc=True).astype(
                "datetime64[us, UTC]"
            )
    text = pd.DataFrame(raw or {}, index=index, dtype="str")
    batch = Batch(dataset, typed(dataset, columns, index), text)
    found = check(batch, CONTRACTS[dataset], {"cahors"}, AT)
    assert len(found.accepted) + found.rejected == len(changes)
    return [(each.column, each.code, each.rows, each.lines) for each in found.remarks]


@pytest.mark.parametrize(
    ("dataset", "change", "expected"),
    [
        (Dataset.MAILS, {"answered_at": "2025-03-10 12:00"}, []),
        (Dataset.MAILS, {"answered_at": "2025-03-10 11:59"}, ["answered_at before_request"]),
        (Dataset.MAILS, {"closed_at": "2025-03-09 12:00"}, ["closed_at before_request"]),
        (Dataset.VISITS, {"called_at": "2025-03-10 12:00"}, []),
        (Dataset.VISITS, {"called_at": "2025-03-10 11:00"}, ["called_at before_arrival"]),
        (Dataset.CALLS, {"talk_s": 12 * 3600.0}, []),
        (Dataset.CALLS, {"talk_s": 12 * 3600.0 + 1}, ["talk_s very_long"]),
        (Dataset.CALLS, {"wait_s": 90000.0}, ["wait_s very_long"]),
        (Dataset.CALLS, {"started_at": "2025-06-17 08:00"}, []),
        (Dataset.CALLS, {"started_at": "2025-06-17 08:01"}, ["started_at in_future"]),
        # A closure, an exercise may be told ahead.
        (Dataset.EVENTS, {"started_at": "2026-01-01 08:00"}, []),
    ],
)  # fmt: skip
def test_a_row_is_accepted_and_signalled(dataset, change, expected):
    assert [f"{column} {code}" for column, code, _, _ in noticed(dataset, change)] == expected


def test_a_date_long_before_the_others_is_signalled_with_its_line():
    near, far = {"started_at": "2024-03-10 12:00"}, {"started_at": "2015-03-10 12:00"}
    assert noticed(Dataset.CALLS, {}, near, far, {}) == [
        ("started_at", "isolated_date", 1, (4,))
    ]
    assert noticed(Dataset.CALLS, {}, near, {}) == []


def test_years_of_history_are_not_signalled():
    days = pd.date_range("2020-01-01", "2025-06-01", freq="7D")
    assert noticed(Dataset.CALLS, *({"started_at": str(day)} for day in days)) == []


@pytest.mark.parametrize(
    ("instant", "text", "signalled"),
    [
        ("2024-10-27 00:30", "27/10/2024 02:30:00", True),
        ("2024-10-27 01:30", "2024-10-27 02:30", True),
        ("2024-10-27 01:30", "2024-10-27T02:30:00+01:00", False),
        ("2024-10-27 01:30", "2024-10-27T01:30:00Z", False),
        ("2024-10-27 02:30", "27/10/2024 03:30:00", False),
        ("2024-10-20 00:30", "20/10/2024 02:30:00", False),
        ("2023-10-29 00:00", "29/10/2023 02:00", True),
    ],
)
def test_an_hour_that_autumn_has_twice_is_signalled(instant, text, signalled):
    found = noticed(Dataset.CALLS, {"started_at": instant}, raw={"started_at": [text]})
    assert found == ([("started_at", "ambiguous_hour", 1, (2,))] if signalled else [])


def test_a_rejected_row_is_not_signalled_too():
    wrong = {"answered_at": "2025-03-09 12:00", "site": "ailleurs"}
    assert noticed(Dataset.MAILS, wrong) == []


@pytest.mark.parametrize("dataset", list(Dataset))
def test_all_that_may_be_signalled_has_a_reason_and_a_remedy(dataset):
    for column in FACTS[dataset]:
        for code in codes_of(dataset, column.name):
            assert REMARKS[code].reason and REMARKS[code].remedy
