"""The facts of a first fill, held until it ends: nobody needs to read them back."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.frames.columns import DATED_BY, FACTS, Kind
from etl.store.codes import Decoder
from etl.store.encoding import ABSENT_INTEGER, ABSENT_NUMBER, Filled
from etl.store.facts import framed

# Beyond, memory counts more than time: the facts are read back from the store.
MOST_ROWS = 2_000_000
_CODED = (Kind.CHOICE, Kind.CODE, Kind.TEXT)


class Fresh:
    """Some columns of the facts that fill an empty table, as ``load_facts`` would give them.

    Facts without a site or a date are left out, as a span leaves them out.
    """

    def __init__(self, dataset: Dataset, import_id: int, columns: Collection[str]) -> None:
        self._dated_by = DATED_BY[dataset]
        self._columns = [
            each
            for each in FACTS[dataset]
            if each.name in columns or each.name == self._dated_by
        ]
        self._wanted, self._import_id = list(columns), import_id
        self._parts: dict[str, list[np.ndarray]] = {
            name: [] for name in ("site", *(each.name for each in self._columns))
        }
        self._rows = 0

    @property
    def is_whole(self) -> bool:
        """Tell whether every fact is held: a large fill is not."""
        return 0 < self._rows <= MOST_ROWS

    def add(self, encoded: Mapping[str, Filled]) -> None:
        self._rows += len(encoded["line"].values)
        if self._rows > MOST_ROWS:
            self._parts = {name: [] for name in self._parts}
            return
        coded = {each.name for each in self._columns if each.kind in _CODED} | {"site"}
        for name, parts in self._parts.items():
            parts.append(_compact(encoded[name], name in coded))

    def by_site(self, texts: Mapping[int, str]) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield each site with its facts, ordered by instant, then fact.

        ``texts`` are those of the numbers that were added.
        """
        rows = {name: np.concatenate(parts) for name, parts in self._parts.items()}
        present = rows[self._dated_by] != ABSENT_INTEGER
        decoder = Decoder(texts)
        for number in np.unique(rows["site"][present & (rows["site"] >= 0)]).tolist():
            places = np.flatnonzero(present & (rows["site"] == number))
            own = {name: values[places] for name, values in rows.items()}
            # The first row of an empty table is number one.
            own |= {"fact_id": places + 1, "import_id": np.full(len(places), self._import_id)}
            frame = framed(decoder, own, self._columns, self._dated_by)
            yield texts[number], frame[["fact_id", "import_id", *self._wanted]]


def _compact(column: Filled, is_coded: bool) -> np.ndarray:
    """Return numbers that stand for absent ones too, in few bytes."""
    values = column.values.astype("int32") if is_coded else column.values
    if is_coded or column.absent is None:
        return values
    absent = ABSENT_NUMBER if values.dtype.kind == "f" else ABSENT_INTEGER
    return np.where(column.absent, absent, values)
