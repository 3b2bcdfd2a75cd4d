"""The allow-list: who may enter, as what, and until when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Row, Table, Text, insert, select, update

from etl.domain.people import Person, PersonState
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from etl.store.tables import Instant, metadata

people = Table(
    "people",
    metadata,
    Column("identifier", Text, primary_key=True),
    Column("role", Text, nullable=False),
    # Codes in alphabetical order; null is every one of them.
    Column("sites", JSON(none_as_null=True)),
    Column("services", JSON(none_as_null=True)),
    Column("since", Date),
    Column("until", Date),
    Column("state", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
)


def list_people(connection: Connection) -> tuple[Person, ...]:
    """Return everybody who was ever written, in the order of their identifiers."""
    rows = connection.execute(select(people).order_by(people.c.identifier))
    return tuple(map(_person, rows))


def find_person(connection: Connection, identifiers: Sequence[str]) -> Person | None:
    """Return the person of the first identifier that is written."""
    query = select(people).where(people.c.identifier.in_(list(identifiers)))
    found = {row.identifier: _person(row) for row in connection.execute(query)}
    return next((found[each] for each in identifiers if each in found), None)


def save_person(connection: Connection, person: Person, author: str, at: datetime) -> None:
    """Write a person, in place of what was written of them."""
    values = _values(person) | {"changed_at": at, "changed_by": author}
    own = people.c.identifier == person.identifier
    if not connection.execute(update(people).where(own).values(values)).rowcount:
        connection.execute(insert(people).values(identifier=person.identifier, **values))


def _values(person: Person) -> dict[str, Any]:
    return {
        "role": person.role.value,
        "sites": _codes(person.perimeter.sites),
        "services": _codes(person.perimeter.services),
        "since": person.since,
        "until": person.until,
        "state": person.state.value,
    }


def _codes(codes: frozenset[str] | None) -> list[str] | None:
    return None if codes is None else sorted(codes)


def _person(row: Row[Any]) -> Person:
    sites, services = (
        None if each is None else frozenset(each) for each in (row.sites, row.services)
    )
    return Person(
        identifier=row.identifier,
        role=Role(row.role),
        perimeter=Perimeter(sites, services),
        since=row.since,
        until=row.until,
        state=PersonState(row.state),
    )
