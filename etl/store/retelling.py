"""Some contacts told again, without the imports that were undone.

The state of a contact is what its imports say one after the other. Without one of them, the
others speak again in their order, by the comparisons of the merge itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
    union,
    update,
)

from etl.domain.datasets import Dataset
from etl.frames.columns import DATED_BY, FACTS
from etl.store.comparing import differs, is_older
from etl.store.staging import create_temporary
from etl.store.tables import (
    DAY_US,
    EPOCH,
    FACT_TABLES,
    codes,
    confirmations,
    imports,
    touched,
)

DAY = timedelta(days=1)


def _temporary(name: str, *columns: Column[Any]) -> Table:
    return Table(name, MetaData(), *columns, prefixes=["TEMPORARY"])


def _contact() -> Column[int]:
    return Column("source_id", BigInteger, primary_key=True, autoincrement=False)


def _state(name: str, *, several: bool) -> Table:
    """Describe states of contacts: which import says it, and a fact that holds it."""
    return _temporary(
        name,
        _contact(),
        Column("import_id", Integer, primary_key=several, autoincrement=False),
        Column("fact_id", BigInteger),
        Column("line", Integer),
    )


affected = _temporary("affected", _contact())
candidates = _state("candidates", several=True)
chosen = _state("chosen", several=False)
moves = _state("moves", several=False)
TEMPORARY = (affected, candidates, chosen, moves)


@dataclass(frozen=True)
class Retelling:
    """The contacts that some imports spoke of, told again without these imports."""

    connection: Connection
    dataset: Dataset
    targets: Sequence[int]
    number: int

    @property
    def facts(self) -> Table:
        return FACT_TABLES[self.dataset]

    def run(self) -> tuple[int, int]:
        """Return how many facts left the figures, and how many came back."""
        for table in TEMPORARY:
            create_temporary(self.connection, table)
        self._find_affected()
        self._find_candidates()
        for import_id in self._left():
            self._tell(import_id)
        removed = self._supersede()
        restored = self._restore()
        self._touch()
        for table in TEMPORARY:
            table.drop(self.connection)
        return removed, restored

    def _find_affected(self) -> None:
        facts = self.facts
        brought = select(facts.c.source_id).where(
            facts.c.import_id.in_(self.targets), facts.c.source_id.is_not(None)
        )
        said_again = (
            select(facts.c.source_id)
            .join(confirmations, confirmations.c.fact_id == facts.c.id)
            .where(confirmations.c.import_id.in_(self.targets))
        )
        self._fill(affected, union(brought, said_again).subquery().select())

    def _find_candidates(self) -> None:
        """List what each other import says of these contacts: one state an import."""
        facts, said = self.facts, confirmations
        live = imports.c.undone_by.is_(None)
        brought = (
            select(facts.c.source_id, facts.c.import_id, func.min(facts.c.id), facts.c.line)
            .join(affected, affected.c.source_id == facts.c.source_id)
            .join(imports, and_(imports.c.id == facts.c.import_id, live))
            .group_by(facts.c.source_id, facts.c.import_id, facts.c.line)
        )
        self._fill(candidates, brought)
        told = exists().where(
            candidates.c.source_id == facts.c.source_id,
            candidates.c.import_id == said.c.import_id,
        )
        again = (
            select(facts.c.source_id, said.c.import_id, func.min(facts.c.id), said.c.line)
            .join(affected, affected.c.source_id == facts.c.source_id)
            .join(said, said.c.fact_id == facts.c.id)
            .join(imports, and_(imports.c.id == said.c.import_id, live))
            .where(imports.c.dataset == self.dataset.value, ~told)
            .group_by(facts.c.source_id, said.c.import_id, said.c.line)
        )
        self._fill(candidates, again)

    def _left(self) -> list[int]:
        numbers = select(candidates.c.import_id).distinct().order_by(candidates.c.import_id)
        return list(self.connection.execute(numbers).scalars())

    def _tell(self, import_id: int) -> None:
        """Let one import speak: what it says stays, unless older or already said."""
        new, old = self.facts.alias("new"), self.facts.alias("old")
        mine, theirs = imports.alias("mine"), imports.alias("theirs")
        own = candidates.c.import_id == import_id
        earlier = is_older(
            self.connection, self.dataset, (new, old), (mine.c.last_at, theirs.c.last_at)
        )
        changed = (
            select(candidates)
            .join(chosen, chosen.c.source_id == candidates.c.source_id)
            .join(new, new.c.id == candidates.c.fact_id)
            .join(old, old.c.id == chosen.c.fact_id)
            .join(mine, mine.c.id == candidates.c.import_id)
            .join(theirs, theirs.c.id == chosen.c.import_id)
            .where(own, differs(self.dataset, new, old), ~func.coalesce(earlier, False))
        )
        self.connection.execute(delete(moves))
        self._fill(moves, changed)
        self.connection.execute(
            delete(chosen).where(chosen.c.source_id.in_(select(moves.c.source_id)))
        )
        unheard = ~exists().where(chosen.c.source_id == candidates.c.source_id)
        is_changed = exists().where(moves.c.source_id == candidates.c.source_id)
        self._fill(chosen, select(candidates).where(own, or_(is_changed, unheard)))

    def _supersede(self) -> int:
        """End the states that would not stand without these imports."""
        facts = self.facts
        stands = exists().where(
            chosen.c.source_id == facts.c.source_id, chosen.c.import_id == facts.c.import_id
        )
        nameless = and_(facts.c.source_id.is_(None), facts.c.import_id.in_(self.targets))
        known = facts.c.source_id.in_(select(affected.c.source_id))
        done = self.connection.execute(
            update(facts)
            .where(facts.c.superseded_by.is_(None), or_(nameless, and_(known, ~stands)))
            .values(superseded_by=self.number)
        )
        return done.rowcount

    def _restore(self) -> int:
        """Append again the states that stand instead, under the import that brought them."""
        facts, current = self.facts, self.facts.alias("current")
        names = [column.name for column in FACTS[self.dataset]]
        stands = exists().where(
            current.c.source_id == chosen.c.source_id, current.c.superseded_by.is_(None)
        )
        rows = (
            select(
                *[facts.c[name] for name in names],
                chosen.c.line,
                chosen.c.import_id,
                literal(self.number, Integer),
                null(),
            )
            .join(chosen, chosen.c.fact_id == facts.c.id)
            .where(~stands)
            .order_by(chosen.c.import_id, chosen.c.line)
        )
        into = [*names, "line", "import_id", "added_by", "superseded_by"]
        statement = insert(facts).from_select(into, rows)
        done = self.connection.execute(statement.execution_options(preserve_rowcount=True))
        return done.rowcount

    def _touch(self) -> None:
        """Note the days where facts left or came back, to be assessed again."""
        facts, dated = self.facts, self.facts.c[DATED_BY[self.dataset]]
        changed: ColumnElement[bool] = or_(
            facts.c.superseded_by == self.number, facts.c.added_by == self.number
        )
        days = (
            select(codes.c.text, (dated // DAY_US).label("day"))
            .join(codes, codes.c.id == facts.c.site)
            .where(changed, dated.is_not(None))
            .distinct()
        )
        found = sorted(self.connection.execute(days).all())
        rows = [
            {"dataset": self.dataset.value, "site": site, "day": (EPOCH + day * DAY).date()}
            for site, day in found
        ]
        if rows:
            self.connection.execute(insert(touched), rows)

    def _fill(self, table: Table, rows: Select[Any]) -> None:
        self.connection.execute(insert(table).from_select(list(table.c.keys()), rows))
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(text(f"ANALYZE {table.name}"))
