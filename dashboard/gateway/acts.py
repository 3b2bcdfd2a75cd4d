"""The journal of acts: what was done, by whom, and whether somebody touched it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboard import access
from dashboard.gateway.warehouse import csv, timezone, warehouse
from etl.calendars.clock import now
from etl.domain.assessments import EVERYWHERE
from etl.domain.journal import Deed, Entry, Fault, Seal
from etl.domain.roles import Right
from etl.store import ledger
from etl.wording.audit import DEEDS, detail_text, journal_table, subject_text

__all__ = ["DEEDS", "Asked", "Fault", "lines", "lines_csv", "may_see", "note_export", "state"]

LINES_A_PAGE = 25
# How long a journal that was verified is taken to be intact.
VERIFIED_FOR_S = 60
IMPORT, EDITION = "import ", "édition "


@dataclass(frozen=True)
class Asked:
    """Which lines: of a kind of act, of a person, between two local days, both included."""

    deed: Deed | None = None
    author: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Lines:
    """One page of the journal in words, with the address of the subject of each line."""

    table: pd.DataFrame
    addresses: tuple[str, ...]
    total: int


def may_see() -> bool:
    """Tell whether the visitor may read it: acts are of every site together."""
    return access.may(Right.SEE_JOURNAL) and access.perimeter().sites is None


def _require() -> None:
    if not may_see():
        raise access.NotAllowedError


def lines(asked: Asked, page: int) -> Lines:
    """Return one page, newest first."""
    _require()
    wanted = _wanted(asked)
    with warehouse().store.reading() as connection:
        found = ledger.load_journal(connection, wanted, LINES_A_PAGE, (page - 1) * LINES_A_PAGE)
        total = ledger.count_lines(connection, wanted)
    table = journal_table(found, timezone(EVERYWHERE))[["N°", "Quand", "Qui", "Acte", "Objet"]]
    table = table.assign(
        Objet=[*map(subject_text, found["subject"])],
        Détail=[*map(detail_text, found["before"], found["after"])],
    )
    return Lines(table, tuple(_address(each) for each in found["subject"]), total)


def lines_csv(asked: Asked) -> bytes:
    """Return every line asked for, with what seals it; the journal tells who took it."""
    _require()
    note_export("journal")
    with warehouse().store.reading() as connection:
        found = ledger.load_journal(connection, _wanted(asked))
    return csv(journal_table(found, timezone(EVERYWHERE), full=True))


def people() -> list[str]:
    """Return everybody who ever did something."""
    _require()
    with warehouse().store.reading() as connection:
        return ledger.authors(connection)


def state() -> tuple[Seal, list[Fault]]:
    """Return the seal of the last line, and what somebody touched."""
    _require()
    with warehouse().store.reading() as connection:
        seal = ledger.seal(connection)
    return seal, _faults(seal.number)


@st.cache_data(max_entries=4, ttl=VERIFIED_FOR_S, show_spinner=False)
def _faults(version: int) -> list[Fault]:
    with warehouse().store.reading() as connection:
        return ledger.verify(connection)


def note_export(subject: str, **told: str | int) -> None:
    """Write down that the visitor takes something out of the house."""
    with warehouse().store.writing() as connection:
        entry = Entry(Deed.EXPORT, access.visitor(), now(), subject, after=told)
        ledger.record(connection, entry)


def _wanted(asked: Asked) -> ledger.Wanted:
    return ledger.Wanted(
        deeds=(asked.deed,) if asked.deed else (),
        author=asked.author,
        since=_midnight(asked.since) if asked.since else None,
        before=_midnight(asked.until + timedelta(days=1)) if asked.until else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(timezone(EVERYWHERE)))


def _address(subject: str) -> str:
    """Return where the subject of a line is shown, if a page shows it."""
    number = subject.removeprefix(EDITION)
    if number.isdecimal():
        return f"editions?edition={number}"
    return "imports" if subject.startswith(IMPORT) else ""
