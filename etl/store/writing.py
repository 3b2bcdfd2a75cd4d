"""The import of one file: rows staged as they are read, then one transaction."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import datetime
from time import perf_counter

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, Transaction, func, insert, literal, select

from etl.domain.remarks import Remark
from etl.frames.columns import DATED_BY, Kind, of_kind
from etl.store.codes import Vocabulary
from etl.store.encoding import Encoder, Filled, namespace_key, secret_hash_key
from etl.store.filling import Fill, is_empty, may_fill
from etl.store.fresh import Fresh
from etl.store.imports import FileStamp, ImportKind, refuse_known
from etl.store.journal import close_import, open_import, tell_import
from etl.store.locking import begin, begin_writing
from etl.store.merging import Merge, Merged, SiteDay
from etl.store.staging import (
    create_temporary,
    incoming_table,
    refused_columns,
    refused_table,
    stage,
)
from etl.store.tables import DAY_US, EPOCH, MICROSECOND, rejections, touched
from etl.store.version import grow

LOG = logging.getLogger(__name__)
# More days than any instant has since 1970: a site and a day make one number.
DAYS = 1_000_000
REFUSED = ("line", "column", "code", "value")


@dataclass(frozen=True)
class Saved:
    """What an import changed. ``new + superseded + known`` is the number of accepted rows.

    ``mark`` is the number of the last day noted as touched, 0 when none was.
    ``known``: rows that say what the store knew, earlier lines of a contact that the file
    repeats, and states older than the one known. ``touched``: dataset, site and day (of UTC)
    where facts changed.
    """

    import_id: int
    new: int
    known: int
    superseded: int
    rejected: int
    touched: pd.DataFrame
    first_at: datetime | None
    last_at: datetime | None
    remarks: tuple[Remark, ...] = ()
    mark: int = 0


class Run:
    """One import under way; nothing of it is kept before ``finish``."""

    def __init__(
        self, connection: Connection, stamp: FileStamp, at: datetime, secret: bytes | None
    ) -> None:
        self._connection, self._stamp, self._at = connection, stamp, at
        self._started = perf_counter()
        self._incoming, self._refused = incoming_table(stamp.dataset), refused_table()
        self._accepted = self._refusals = self._rejected = 0
        self._touched: set[SiteDay] = set()
        self._first: int | None = None
        self._last: int | None = None
        if stamp.last_at is not None:
            self._last = (stamp.last_at - EPOCH) // MICROSECOND
        self._open: Transaction | None = None
        self._filling: Fill | None = None
        self._fresh: Fresh | None = None
        with begin(connection):
            refuse_known(connection, stamp)
            is_first = may_fill(connection, stamp)
            create_temporary(connection, self._incoming)
            create_temporary(connection, self._refused)
            self._vocabulary = Vocabulary(connection)
        if is_first:
            self._begin_fill()
        self._encoder = Encoder(
            stamp.dataset,
            self._vocabulary,
            namespace_key(stamp.source),
            None if secret is None else secret_hash_key(secret),
            namespace_key(stamp.about) if stamp.about else None,
        )

    def hold(self, columns: Collection[str]) -> None:
        """Hold some columns of the facts for ``fresh``, if they fill an empty table."""
        if self._filling and columns:
            self._fresh = Fresh(self._stamp.dataset, self._filling.import_id, columns)

    def fresh(self) -> Iterator[tuple[str, pd.DataFrame]] | None:
        """Return the facts added so far by site, as ``load_facts`` will give them.

        ``None`` unless they were asked for, fill an empty table and are not too many. They
        stand only if ``finish`` then knew none of them.
        """
        if self._fresh is None or not self._fresh.is_whole:
            return None
        return self._fresh.by_site(self._vocabulary.numbered())

    def add(self, accepted: pd.DataFrame, refused: pd.DataFrame, rejected: int) -> None:
        """Stage one batch: facts (index = line of the file), and the refused cells.

        ``rejected`` is the number of records that these cells belong to.
        """
        columns = self._encoder.encode(accepted)
        with nullcontext() if self._open else begin(self._connection):
            if len(accepted):
                self._keep_facts(columns)
            if len(refused):
                self._stage_rejections(refused)
        self._rejected += rejected

    def finish(
        self, records: int, set_aside: Mapping[str, int], remarks: Sequence[Remark] = ()
    ) -> Saved:
        """Merge what was added, in one transaction; ``records`` is what the file holds."""
        with self._open or begin_writing(self._connection):
            import_id = self._filling.import_id if self._filling else self._open_import()
            self._vocabulary.settle(
                self._connection,
                self._incoming,
                of_kind(self._stamp.dataset, Kind.CHOICE, Kind.CODE, Kind.TEXT),
            )
            self._keep_rejections(import_id)
            merged = self._merge(import_id)
            days, mark = self._keep_touched(merged)
            if merged.repeated:
                remarks = (*remarks, Remark("source_id", "repeated", merged.repeated))
            told: dict[str, object] = {"records": records, "set_aside": dict(set_aside)}
            told["remarks"] = [asdict(each) for each in remarks]
            self._close_import(import_id, merged, told)
            tell_import(self._connection, import_id, self._at)
            grow(self._connection)
        LOG.info(
            "import %d: %d records, %d accepted, %d rejected, %d new, %d superseding",
            *(import_id, records, self._accepted, self._rejected),
            *(merged.new, merged.superseded),
        )
        return Saved(
            import_id=import_id,
            new=merged.new,
            known=self._known(merged),
            superseded=merged.superseded,
            rejected=self._rejected,
            touched=days,
            first_at=_instant(self._first),
            last_at=_instant(self._last),
            remarks=tuple(remarks),
            mark=mark,
        )

    def refuse(self, records: int, set_aside: Mapping[str, int], reason: str) -> int:
        """Keep nothing but the refusal and the refused cells; return its number."""
        with self._open or begin_writing(self._connection):
            if self._filling:
                self._filling.abandon()
            import_id = self._filling.import_id if self._filling else self._open_import()
            self._keep_rejections(import_id)
            told = {
                "kind": ImportKind.REFUSAL.value,
                "records": records,
                "rejected": records,
                "set_aside": dict(set_aside),
                "seconds": perf_counter() - self._started,
                "reason": reason,
            }
            close_import(self._connection, import_id, self._stamp, told)
            tell_import(self._connection, import_id, self._at)
            grow(self._connection)
        return import_id

    def _begin_fill(self) -> None:
        """Open the transaction of the whole import, if the table is still empty in it."""
        self._connection.execution_options(writing=True)
        self._open = begin(self._connection)
        if not is_empty(self._connection, self._stamp.dataset):
            self._open.rollback()
            self._open = None
            return
        self._vocabulary = Vocabulary(self._connection)
        self._filling = Fill(self._connection, self._stamp.dataset, self._open_import())
        self._filling.begin()

    def _keep_facts(self, columns: dict[str, Filled]) -> None:
        count = len(columns["line"].values)
        self._note_days(columns["site"], columns[DATED_BY[self._stamp.dataset]])
        if self._filling:
            self._filling.add(columns)
            if self._fresh:
                self._fresh.add(columns)
        else:
            placed = self._placed(columns, self._accepted, count)
            stage(self._connection, self._incoming.name, placed)
        self._accepted += count

    def _stage_rejections(self, refused: pd.DataFrame) -> None:
        count = len(refused)
        placed = self._placed(refused_columns(refused), self._refusals, count)
        stage(self._connection, self._refused.name, placed)
        self._refusals += count

    @staticmethod
    def _placed(columns: dict[str, Filled], before: int, count: int) -> dict[str, Filled]:
        return {"position": Filled(np.arange(before + 1, before + count + 1)), **columns}

    def _note_days(self, site: Filled, dated: Filled) -> None:
        """Remember the span and the days of a batch (one that lacks either has no day)."""
        present = ~(_absent(site) | _absent(dated))
        if not present.any():
            return
        instants, sites = dated.values[present], site.values[present]
        first, last = int(instants.min()), int(instants.max())
        self._first = first if self._first is None else min(self._first, first)
        self._last = last if self._last is None else max(self._last, last)
        pairs = pd.unique(sites * DAYS + instants // DAY_US)
        self._touched.update(divmod(pair, DAYS) for pair in pairs.tolist())

    def _open_import(self) -> int:
        refuse_known(self._connection, self._stamp)
        return open_import(self._connection, self._stamp, self._at)

    def _close_import(
        self, import_id: int, merged: Merged, given: Mapping[str, object]
    ) -> None:
        told = {
            **given,
            "accepted": self._accepted,
            "rejected": self._rejected,
            "added": merged.new,
            "superseded": merged.superseded,
            "known": self._known(merged),
            "first_at": _instant(self._first),
            "last_at": _instant(self._last),
            "seconds": perf_counter() - self._started,
        }
        close_import(self._connection, import_id, self._stamp, told)

    def _known(self, merged: Merged) -> int:
        return self._accepted - merged.new - merged.superseded

    def _merge(self, import_id: int) -> Merged:
        if self._filling and self._filling.end(self._incoming):
            return Merged(self._accepted, 0, self._touched if self._accepted else set())
        merge = Merge(
            self._connection,
            self._stamp.dataset,
            self._incoming,
            import_id,
            _instant(self._last),
        )
        return merge.run(self._accepted, self._touched)

    def _keep_rejections(self, import_id: int) -> None:
        refused: Table = self._refused
        rows = select(literal(import_id), *[refused.c[name] for name in REFUSED])
        self._connection.execute(
            insert(rejections).from_select(
                ["import_id", *REFUSED], rows.order_by(refused.c.position)
            )
        )

    def _keep_touched(self, merged: Merged) -> tuple[pd.DataFrame, int]:
        """Note the days where facts changed; return them, and the number of the last."""
        days = sorted(merged.touched)
        numbers = np.array([site for site, _ in days], dtype="int64")
        instants = np.array([day for _, day in days], dtype="datetime64[D]")
        frame = pd.DataFrame(
            {
                "dataset": pd.Series([self._stamp.dataset.value] * len(days), dtype="str"),
                "site": pd.Series(self._vocabulary.texts(numbers), dtype="str"),
                "day": pd.Series(instants.astype("datetime64[us]")),
            }
        )
        rows = [
            {"dataset": self._stamp.dataset.value, "site": site, "day": day}
            for site, day in zip(frame["site"], instants.tolist(), strict=True)
        ]
        if not rows:
            return frame, 0
        self._connection.execute(insert(touched), rows)
        return frame, int(self._connection.execute(select(func.max(touched.c.id))).scalar_one())


def _absent(column: Filled) -> np.ndarray:
    return np.zeros(len(column.values), bool) if column.absent is None else column.absent


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else EPOCH + microseconds * MICROSECOND
