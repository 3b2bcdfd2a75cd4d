"""Files as the pipeline hands them to the store: typed frames drawn as tables."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd

from etl.domain.datasets import Dataset
from etl.frames.batches import typed
from etl.store.engine import Store
from etl.store.imports import FileStamp
from etl.store.writing import Saved
from tests.tables import table

AT = datetime(2025, 4, 1, 6, tzinfo=UTC)
NOTHING = pd.DataFrame({"line": [], "column": [], "code": [], "value": []})
TEXTS = ("source_id", "campaign", "caller", "sender", "response")


def facts(dataset: Dataset, text: str, first_line: int = 1) -> pd.DataFrame:
    """Return accepted rows; the index is the line in the file, from ``first_line`` on."""
    drawn = table(text)
    drawn.index = pd.RangeIndex(first_line, first_line + len(drawn))
    known = {name: drawn[name] for name in drawn}
    known |= {name: drawn[name].astype("str") for name in TEXTS if name in drawn}
    return typed(dataset, known, drawn.index)


def calls(text: str, first_line: int = 1) -> pd.DataFrame:
    return facts(Dataset.CALLS, text, first_line)


def mails(text: str, first_line: int = 1) -> pd.DataFrame:
    return facts(Dataset.MAILS, text, first_line)


def stamp(name: str, dataset: Dataset = Dataset.CALLS, source: str = "standard") -> FileStamp:
    return FileStamp(name, f"sha256 of {name}", 1000, source, "format", dataset)


def save(
    store: Store,
    name: str,
    *batches: pd.DataFrame,
    refused: Sequence[tuple[int, str, str, str | None]] = (),
    source: str = "standard",
) -> Saved:
    """Import a file made of these batches; its dataset is told by their columns."""
    dataset = Dataset.MAILS if "received_at" in batches[0] else Dataset.CALLS
    cells = pd.DataFrame(refused, columns=list(NOTHING)) if refused else NOTHING
    rejected = cells["line"].nunique()
    with store.importing(stamp(name, dataset, source), AT) as run:
        for batch in batches:
            run.add(batch, NOTHING, 0)
        run.add(batches[0].iloc[:0], cells, rejected)
        return run.finish(sum(map(len, batches)) + rejected, {})
