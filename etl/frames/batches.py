"""What a reader yields: typed rows beside the text they were read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from etl.domain.datasets import Dataset
from etl.frames.columns import FACTS, Kind

# Column of ``raw`` that holds the text of a record that a reader could not even shape.
BROKEN = "_broken"


@dataclass(frozen=True)
class Batch:
    """Some records of one file.

    ``rows``: all columns of ``FACTS[dataset]``, typed, null where absent or unreadable.
    ``raw``: the text of the columns that the file has, same index; a value that is null in
    ``rows`` and not empty in ``raw`` could not be read. The index is the line in the file
    (first line is 1; for a mailbox, the position of the message).
    ``set_aside``: records of the file that are no contact, counted by reason (a list echo,
    an outgoing call): they are neither kept nor rejected.
    """

    dataset: Dataset
    rows: pd.DataFrame
    raw: pd.DataFrame
    set_aside: Mapping[str, int] = field(default_factory=dict)


_DTYPES = {
    Kind.INSTANT: "datetime64[us, UTC]",
    Kind.NUMBER: "float64",
    Kind.FLAG: "boolean",
    Kind.CHOICE: "str",
    Kind.CODE: "str",
    Kind.TEXT: "str",
    Kind.KEY: "str",
    Kind.PSEUDONYM: "str",
}


def typed(dataset: Dataset, columns: Mapping[str, object], index: pd.Index) -> pd.DataFrame:
    """Return a frame with all columns of the dataset in order; absent ones are null."""
    frame = {
        column.name: (
            pd.Series(columns[column.name], index=index)
            if column.name in columns
            else pd.Series(None, index=index, dtype=_DTYPES[column.kind])
        )
        for column in FACTS[dataset]
    }
    return pd.DataFrame(frame, index=index).astype(
        {
            column.name: _DTYPES[column.kind]
            for column in FACTS[dataset]
            if not isinstance(frame[column.name].dtype, pd.CategoricalDtype)
        }
    )


def no_rows(dataset: Dataset) -> pd.DataFrame:
    """Return an empty frame of the dataset."""
    return typed(dataset, {}, pd.RangeIndex(0))
