"""The contract of each kind of facts."""

from collections.abc import Mapping

import pandas as pd

from etl.contracts.contract import Contract, Requirement
from etl.domain.annotations import ANNOTATION
from etl.domain.datasets import Dataset
from etl.domain.pauses import PAUSE

_ALWAYS = ("source_id", "site")


def _not_negative(column: str) -> Requirement:
    return Requirement("negative", column, lambda rows: ~(rows[column] < 0))


def _not_before(later: str, earlier: str) -> Requirement:
    def holds(rows: pd.DataFrame) -> pd.Series:
        return ~(rows[later] < rows[earlier])

    return Requirement("before_start", later, holds)


def _told_of_annotations(column: str) -> Requirement:
    """Require of an annotation what makes it a dated, reasoned event."""

    def holds(rows: pd.DataFrame) -> pd.Series:
        annotated = rows["kind"].astype("str").str.startswith(ANNOTATION).fillna(False)
        return ~annotated | rows[column].notna()

    return Requirement("missing", column, holds)


def _told_of_pauses(column: str) -> Requirement:
    """Require of a pause what makes it one: whose clock stands still, why, and who says so."""

    def holds(rows: pd.DataFrame) -> pd.Series:
        return rows["kind"].ne(PAUSE).fillna(True) | rows[column].notna()

    return Requirement("missing", column, holds)


# An answer before its request, a visitor called before he arrived: these contacts did take
# place and are kept; the rules count their delay as unknown (a clock is wrong).
CONTRACTS: Mapping[Dataset, Contract] = {
    Dataset.CALLS: Contract(
        Dataset.CALLS,
        (*_ALWAYS, "started_at", "direction", "outcome"),
        (_not_negative("wait_s"), _not_negative("talk_s")),
    ),
    Dataset.MAILS: Contract(Dataset.MAILS, (*_ALWAYS, "channel", "received_at")),
    Dataset.VISITS: Contract(
        Dataset.VISITS,
        (*_ALWAYS, "desk", "arrived_at"),
        (_not_before("ended_at", "called_at"), _not_before("appointment_at", "booked_at")),
    ),
    Dataset.MYSTERY: Contract(
        Dataset.MYSTERY,
        (*_ALWAYS, "campaign", "channel", "test", "item", "observed_at"),
        (_not_negative("mark"),),
    ),
    Dataset.SURVEYS: Contract(
        Dataset.SURVEYS, (*_ALWAYS, "survey", "response", "question", "answered_at")
    ),
    Dataset.EVENTS: Contract(
        Dataset.EVENTS,
        (*_ALWAYS, "kind", "started_at"),
        (
            _not_before("done_at", "started_at"),
            _not_negative("amount"),
            _not_negative("total"),
            _told_of_annotations("subject"),
            _told_of_annotations("author"),
            *(_told_of_pauses(name) for name in ("about", "reason", "author")),
        ),
    ),
}
