"""Accesses: given, changed and removed, each told in the journal of what was done."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from etl.domain.journal import Deed, Entry, State
from etl.domain.people import Person, PersonState, normal
from etl.domain.roles import Role
from etl.errors import UserError
from etl.formats import long_day
from etl.pipeline.warehouse import Warehouse
from etl.store.ledger import record
from etl.store.people import find_person, list_people, save_person
from etl.store.sessions import close_sessions_of

MOST_LETTERS = 254


class AccessError(UserError):
    """An access that cannot be given or removed."""

    exit_code = 30


def people(warehouse: Warehouse) -> tuple[Person, ...]:
    """Return everybody who was ever given an access."""
    with warehouse.store.reading() as connection:
        return list_people(connection)


def give_access(warehouse: Warehouse, person: Person, author: str, at: datetime) -> Person:
    """Give an access, or change the one that is there; raise ``AccessError`` if it is unfit."""
    own = replace(person, identifier=normal(person.identifier), state=PersonState.OPEN)
    _check(warehouse, own)
    today = warehouse.local(at).date()
    with warehouse.store.writing() as connection:
        if own.role is not Role.ADMINISTRATOR or not own.may_enter_on(today):
            _keep_an_administrator(list_people(connection), own.identifier, today)
        before = find_person(connection, [own.identifier])
        save_person(connection, own, author, at)
        record(connection, _entry(before, own, author, at))
    return own


def remove_access(warehouse: Warehouse, identifier: str, author: str, at: datetime) -> Person:
    """Remove an access: it is over at the next page, and stays written."""
    own = normal(identifier)
    today = warehouse.local(at).date()
    with warehouse.store.writing() as connection:
        known = find_person(connection, [own])
        if known is None or known.state is PersonState.REMOVED:
            raise AccessError(f"« {own} » n'a pas d'accès : rien à retirer.")
        _keep_an_administrator(list_people(connection), own, today)
        removed = replace(known, state=PersonState.REMOVED)
        close_sessions_of(connection, own, at)
        save_person(connection, removed, author, at)
        record(connection, _entry(known, removed, author, at))
    return removed


def _entry(before: Person | None, after: Person, author: str, at: datetime) -> Entry:
    subject = f"accès de {after.identifier}"
    return Entry(Deed.ACCESS, author, at, subject, _told(before), _told(after))


def _told(person: Person | None) -> State:
    """Return what the journal keeps of an access: the dates as they are written."""
    if person is None:
        return {}
    sites, services = person.perimeter.sites, person.perimeter.services
    return {
        "role": person.role.value,
        "sites": None if sites is None else [*sorted(sites)],
        "services": None if services is None else [*sorted(services)],
        "since": person.since.isoformat() if person.since else None,
        "until": person.until.isoformat() if person.until else None,
        "state": person.state.value,
    }


def _check(warehouse: Warehouse, person: Person) -> None:
    name = person.identifier
    if not 0 < len(name) <= MOST_LETTERS or not name.isprintable() or set(name) & set(" ,"):
        raise AccessError(
            "Identifiant attendu : l'adresse électronique, ou le « sub » que donne le "
            "fournisseur d'identité."
        )
    sites = warehouse.declarations.sites
    _check_codes("site", person.perimeter.sites, sites)
    services = {each.code for own in sites.values() for each in own.services}
    _check_codes("service", person.perimeter.services, services)
    if person.role is Role.AUDITOR and person.until is None:
        raise AccessError("Un auditeur a toujours une date de fin : donnez-la.")
    if person.role is Role.ADMINISTRATOR and not person.perimeter.is_whole:
        raise AccessError("Un administrateur voit tous les sites et tous les services.")
    if person.since and person.until and person.until < person.since:
        raise AccessError(
            f"L'accès finirait ({long_day(person.until)}) avant de commencer "
            f"({long_day(person.since)})."
        )


def _check_codes(what: str, codes: Iterable[str] | None, known: Iterable[str]) -> None:
    own = sorted(known)
    unknown = sorted(set(codes or ()) - set(own))
    if unknown or (codes is not None and not set(codes)):
        raise AccessError(
            f"Aucun {what} « {', '.join(unknown)} » n'est déclaré ; connus : {', '.join(own)}."
        )


def _keep_an_administrator(known: Iterable[Person], leaving: str, today: date) -> None:
    """Refuse to let the last administrator go: nobody could give an access any more."""
    standing = {
        each.identifier
        for each in known
        if each.role is Role.ADMINISTRATOR and each.may_enter_on(today)
    }
    if standing == {leaving}:
        raise AccessError(
            f"« {leaving} » est le seul administrateur : donnez d'abord cet accès à quelqu'un "
            "d'autre."
        )
