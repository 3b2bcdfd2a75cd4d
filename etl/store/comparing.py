"""Between two states of one contact: which says something else, and which is the older."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, func, literal, or_

from etl.domain.datasets import Dataset
from etl.frames.columns import FACTS, Kind, of_kind

# The state that comes, and the one that is known.
States = tuple[FromClause, FromClause]
# The latest dating instant of the file of each.
Ends = tuple[ColumnElement[Any], ColumnElement[Any]]


def differs(dataset: Dataset, new: FromClause, old: FromClause) -> ColumnElement[bool]:
    """Compare states; a pseudonym that only one of them has changes nothing.

    Not kept this time, the known one stays; forgotten since (an erasure), it stays so.
    """
    differences: list[ColumnElement[bool]] = []
    for column in FACTS[dataset]:
        if column.name == "source_id":
            continue
        different = new.c[column.name].is_distinct_from(old.c[column.name])
        is_secret = column.kind is Kind.PSEUDONYM
        both = and_(new.c[column.name].is_not(None), old.c[column.name].is_not(None))
        kept = and_(both, different)
        differences.append(kept if is_secret else different)
    return or_(*differences)


def lacks_pseudonym(dataset: Dataset, new: FromClause, old: FromClause) -> ColumnElement[bool]:
    """Tell whether the new state lacks a pseudonym that the old one has."""
    return or_(
        literal(False),
        *[
            and_(new.c[name].is_(None), old.c[name].is_not(None))
            for name in of_kind(dataset, Kind.PSEUDONYM)
        ],
    )


def is_older(
    connection: Connection, dataset: Dataset, states: States, ends: Ends
) -> ColumnElement[bool]:
    """Tell whether a state comes from an export made before that of the one known.

    Both must say so: its file ends earlier, and the contact has gone less far.
    """
    instants = of_kind(dataset, Kind.INSTANT)
    if len(instants) == 1:
        return literal(False)
    new, old = (_latest(connection, each, instants) for each in states)
    return and_(ends[1] > ends[0], new < old)


def _latest(
    connection: Connection, table: FromClause, instants: list[str]
) -> ColumnElement[int]:
    greatest = func.greatest if connection.dialect.name == "postgresql" else func.max
    return greatest(*[func.coalesce(table.c[name], 0) for name in instants])
