"""Few distinct texts (sites, outcomes, queues) kept once, as small numbers."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, case, insert, select, update

from etl.errors import StoreError
from etl.store.tables import codes
from etl.store.version import epoch

NO_CODE = -1


class Vocabulary:
    """The numbers of the texts of one import.

    Texts that the store does not know get the next numbers, provisionally: they are written
    with the import, in its transaction, by ``settle``.
    """

    def __init__(self, connection: Connection) -> None:
        self._numbers: dict[str, int] = dict(
            connection.execute(select(codes.c.text, codes.c.id)).all()
        )
        self._first_fresh = max(self._numbers.values(), default=0) + 1
        self._fresh: list[str] = []
        self._epoch = epoch(connection)

    def encode(self, values: pd.Series) -> np.ndarray:
        """Return the number of each text, ``NO_CODE`` where there is none."""
        positions, texts = pd.factorize(values)
        numbers = [self._number(str(text).replace("\x00", "")) for text in texts]
        found: np.ndarray = np.array([*numbers, NO_CODE], dtype="int64")[positions]
        return found

    def texts(self, numbers: np.ndarray) -> list[str]:
        known = self.numbered()
        return [known[number] for number in numbers.tolist()]

    def numbered(self) -> dict[int, str]:
        """Return every text by its number, provisional ones too."""
        return {number: text for text, number in self._numbers.items()}

    def _number(self, text: str) -> int:
        if text not in self._numbers:
            self._numbers[text] = self._first_fresh + len(self._fresh)
            self._fresh.append(text)
        return self._numbers[text]

    def settle(self, connection: Connection, staged: Table, columns: list[str]) -> None:
        """Write the fresh texts; renumber the staged rows if another import came first.

        Raises ``StoreError`` if the store was put back or purged since: its numbers changed.
        """
        if epoch(connection) != self._epoch:
            raise StoreError(
                "La base a été restaurée ou purgée pendant cet import : rien n'en est gardé. "
                "Importez de nouveau le fichier."
            )
        if not self._fresh:
            return
        moved = Vocabulary(connection)
        moves = {self._numbers[text]: moved._number(text) for text in self._fresh}
        if moved._fresh:
            rows = [{"id": moved._numbers[text], "text": text} for text in moved._fresh]
            connection.execute(insert(codes), rows)
        if any(old != new for old, new in moves.items()):
            for name in columns:
                column = staged.c[name]
                connection.execute(
                    update(staged)
                    .where(column.in_(moves))
                    .values({name: case(moves, value=column)})
                )
        self._numbers |= moved._numbers


def numbers_of(connection: Connection, texts: Iterable[str]) -> list[int]:
    """Return the numbers of those texts that the store knows."""
    found = select(codes.c.id).where(codes.c.text.in_(list(texts)))
    return list(connection.execute(found).scalars())


class Decoder:
    """Texts by number, to turn columns of numbers into categories."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = np.full(max(texts, default=0) + 1, "", dtype=object)
        for number, text in texts.items():
            self._texts[number] = text

    @classmethod
    def of(cls, connection: Connection) -> "Decoder":
        """Return the decoder of all texts of the store."""
        return cls(dict(connection.execute(select(codes.c.id, codes.c.text)).all()))

    def decode(self, numbers: np.ndarray, choices: tuple[str, ...] = ()) -> pd.Categorical:
        """Return categories: the declared choices in order, then other texts that occur."""
        occurs = np.zeros(len(self._texts) + 1, dtype=bool)
        occurs[numbers] = True
        present = np.flatnonzero(occurs[:-1])
        texts = self._texts[present]
        categories = [*choices, *sorted(set(texts) - set(choices))]
        places = np.full(len(occurs), -1, dtype="int32")
        places[present] = pd.Index(categories, dtype="str").get_indexer(
            pd.Index(texts, dtype="str")
        )
        return pd.Categorical.from_codes(
            places[numbers], categories=pd.Index(categories, dtype="str")
        )
