"""The merge of one file's rows into the facts: new, superseding or known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    text,
    union,
    update,
)
from sqlalchemy.exc import IntegrityError

from etl.domain.datasets import Dataset
from etl.frames.columns import DATED_BY, FACTS, Kind, of_kind
from etl.store.comparing import differs, is_older, lacks_pseudonym
from etl.store.filling import is_empty, large_indexes
from etl.store.persons import FORGOTTEN
from etl.store.staging import create_temporary, matched_table
from etl.store.tables import DAY_US, FACT_TABLES, Instant, confirmations, imports

# POORER: the same state, without a pseudonym that is known.
SAME, CHANGED, OLDER, POORER = 0, 1, 2, 3
SiteDay = tuple[int, int]


@dataclass(frozen=True)
class Merged:
    """How many rows became facts; (site's number, day since 1970) where facts changed.

    ``repeated``: rows of contacts of which the file tells again further on.
    """

    new: int
    superseded: int
    touched: set[SiteDay]
    repeated: int = 0


@dataclass(frozen=True)
class Merge:
    """One file's staged rows, about to enter the facts of a dataset.

    ``last_at`` is the latest dating instant of the file: between two exports
    that both tell of a contact, it says which one was made later.
    """

    connection: Connection
    dataset: Dataset
    incoming: Table
    import_id: int
    last_at: datetime | None

    @property
    def facts(self) -> Table:
        return FACT_TABLES[self.dataset]

    def run(self, rows: int, touched: set[SiteDay]) -> Merged:
        """Merge ``rows`` staged rows, dated on the days ``touched``."""
        if rows == 0:
            return Merged(0, 0, set())
        if is_empty(self.connection, self.dataset) and self._fill():
            return Merged(rows, 0, touched)
        return self._merge()

    def _fill(self) -> bool:
        """Fill an empty table without its large indexes; give up if a contact comes twice."""
        large = large_indexes(self.facts)
        try:
            with self.connection.begin_nested():
                for index in large:
                    index.drop(self.connection)
                self._insert(literal(True))
                for index in large:
                    index.create(self.connection)
        except IntegrityError:
            return False
        self._analyse(self.facts)
        return True

    def _merge(self) -> Merged:
        for index in self.incoming.indexes:
            index.create(self.connection)
        repeated = self._keep_last_lines()
        matched = matched_table()
        create_temporary(self.connection, matched)
        self._analyse(self.incoming)
        self._match(matched)
        self._analyse(matched)
        wanted = ~self._is_matched(matched, matched.c.change != CHANGED)
        touched = self._touched_days(matched, wanted)
        superseded = self._supersede(matched)
        kept = self._insert(wanted)
        self._keep_forgotten(matched)
        past = self._is_matched(matched, matched.c.change.in_([OLDER, POORER]))
        self._insert(past, self.import_id)
        self._confirm(matched)
        return Merged(kept - superseded, superseded, touched, repeated)

    def _analyse(self, table: Table) -> None:
        """Tell PostgreSQL's planner the size of a table that nobody vacuums."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(text(f"ANALYZE {table.name}"))

    def _keep_last_lines(self) -> int:
        """Drop all lines of a contact but the last one of the file; return how many."""
        later, staged = self.incoming.alias("later"), self.incoming
        repeated = exists().where(
            later.c.source_id == staged.c.source_id, later.c.position > staged.c.position
        )
        return self.connection.execute(delete(staged).where(repeated)).rowcount

    def _match(self, matched: Table) -> None:
        """Note which incoming rows speak of a known contact, and what they change."""
        staged, facts = self.incoming, self.facts
        states, ends = (staged, facts), (literal(self.last_at, Instant()), imports.c.last_at)
        is_poorer = lacks_pseudonym(self.dataset, staged, facts)
        change = case(
            (~differs(self.dataset, staged, facts), case((is_poorer, POORER), else_=SAME)),
            (is_older(self.connection, self.dataset, states, ends), OLDER),
            else_=CHANGED,
        )
        # An outer join, narrowed afterwards, keeps SQLite from walking all the facts.
        current = and_(facts.c.source_id == staged.c.source_id, facts.c.superseded_by.is_(None))
        known = (
            select(staged.c.position, facts.c.id, change)
            .outerjoin(facts, current)
            .outerjoin(imports, imports.c.id == facts.c.import_id)
            .where(func.coalesce(facts.c.id, 0) > 0)
        )
        self.connection.execute(
            insert(matched).from_select(["position", "fact_id", "change"], known)
        )

    def _is_matched(
        self, matched: Table, condition: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        return (
            select(matched.c.position)
            .where(matched.c.position == self.incoming.c.position, condition)
            .exists()
        )

    def _touched_days(self, matched: Table, wanted: ColumnElement[bool]) -> set[SiteDay]:
        """Return the days of the rows that become facts, and of those that they replace."""
        dated_by, old = DATED_BY[self.dataset], self.facts
        replaced = select(matched.c.fact_id).where(matched.c.change == CHANGED)
        days = union(
            select(self.incoming.c.site, self.incoming.c[dated_by] // DAY_US).where(
                wanted,
                self.incoming.c.site.is_not(None),
                self.incoming.c[dated_by].is_not(None),
            ),
            select(old.c.site, old.c[dated_by] // DAY_US).where(
                old.c.id.in_(replaced),
                old.c.site.is_not(None),
                old.c[dated_by].is_not(None),
            ),
        )
        return {(site, day) for site, day in self.connection.execute(days)}

    def _supersede(self, matched: Table) -> int:
        replaced = select(matched.c.fact_id).where(matched.c.change == CHANGED)
        done = self.connection.execute(
            update(self.facts)
            .where(self.facts.c.id.in_(replaced))
            .values(superseded_by=self.import_id)
        )
        return done.rowcount

    def _keep_forgotten(self, matched: Table) -> None:
        """Leave a person forgotten whom a later step of their case names again."""
        names = of_kind(self.dataset, Kind.PSEUDONYM)
        if not names:
            return
        facts, old = self.facts, self.facts.alias("old")
        erased = (
            select(old.c.source_id)
            .join(matched, matched.c.fact_id == old.c.id)
            .where(matched.c.change == CHANGED, old.c.line == FORGOTTEN)
        )
        forgotten: dict[str, int | None] = dict.fromkeys(names)
        self.connection.execute(
            update(facts)
            .where(facts.c.superseded_by.is_(None), facts.c.source_id.in_(erased))
            .values(forgotten | {"line": FORGOTTEN})
        )

    def _confirm(self, matched: Table) -> None:
        """Note which facts the file says again: they stay if their own import is undone."""
        staged = self.incoming
        said = (
            select(matched.c.fact_id, literal(self.import_id), staged.c.line)
            .join(staged, staged.c.position == matched.c.position)
            .where(matched.c.change == SAME)
            .order_by(matched.c.fact_id)
        )
        self.connection.execute(
            insert(confirmations).from_select(["fact_id", "import_id", "line"], said)
        )

    def _insert(self, wanted: ColumnElement[bool], superseded_by: int | None = None) -> int:
        """Append the wanted rows to the facts, in the order of the file."""
        staged = self.incoming
        names = [column.name for column in FACTS[self.dataset]]
        rows = (
            select(
                *[staged.c[name] for name in names],
                staged.c.line,
                literal(self.import_id),
                literal(self.import_id),
                null() if superseded_by is None else literal(superseded_by),
            )
            .where(wanted)
            .order_by(staged.c.position)
        )
        into = [*names, "line", "import_id", "added_by", "superseded_by"]
        statement = insert(self.facts).from_select(into, rows)
        done = self.connection.execute(statement.execution_options(preserve_rowcount=True))
        return done.rowcount
