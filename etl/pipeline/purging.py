"""The purge: the rules of retention applied, month by month, counts left as they are."""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from etl.domain.journal import Deed, Entry, Plain
from etl.domain.retention import Part, Purged, Retention, RetentionRule
from etl.errors import UserError
from etl.pipeline.due import by_dataset
from etl.pipeline.inbox import DONE, REFUSED
from etl.pipeline.spans import UNDATING
from etl.pipeline.warehouse import Warehouse
from etl.store.assessments import load_tallies, touched_days
from etl.store.engine import Store
from etl.store.facts import span
from etl.store.ledger import record
from etl.store.purging import (
    clean,
    note_purge,
    overwrite_deleted,
    purge_pseudonyms,
    purge_quarantine,
    purge_rows,
    purge_texts,
)
from etl.store.rehearsing import rehearsing

_OF_DATASET = {
    Part.ROWS: purge_rows,
    Part.PSEUDONYMS: purge_pseudonyms,
    Part.TEXTS: purge_texts,
}


class NotAssessedError(UserError):
    """Facts came that no assessment has counted: taken away, they would never count."""

    def __init__(self) -> None:
        super().__init__(
            "Des faits importés ne sont pas encore évalués : rien n'est effacé.\n"
            "  Lancez d'abord « python -m etl assess »."
        )


@dataclass(frozen=True)
class _Limit:
    """Until where a rule reaches today, and the month that holds it back."""

    rule: RetentionRule
    before: date
    held_by: date | None


def purge(
    warehouse: Warehouse,
    retention: Retention,
    at: datetime,
    author: str,
    inbox: Path,
    applies: bool = False,
) -> list[Purged]:
    """Return what each rule takes away; without ``applies`` it is only rehearsed.

    Raises ``NotAssessedError`` while facts wait for their assessment.
    """
    limits = _limits(warehouse, retention, at)
    files = {each.rule: _over(each, inbox, warehouse) for each in limits}
    taken = [
        Purged(each.rule, each.before, len(files[each.rule]), None)
        for each in limits
        if each.rule.what is Part.INBOX
    ]
    if applies:
        done = _purge_store(warehouse, warehouse.store, limits, (author, at), taken)
        # Killed here, the next purge takes these files, and tells them again.
        for path in chain.from_iterable(files.values()):
            path.unlink(missing_ok=True)
        clean(warehouse.store)
    else:
        with rehearsing(warehouse.store) as tried:
            done = _purge_store(warehouse, tried, limits, (author, at), taken)
    found = {each.rule: each for each in done}
    return [found[rule] for rule in retention.rules]


def _limits(warehouse: Warehouse, retention: Retention, at: datetime) -> list[_Limit]:
    today = warehouse.local(at).date()
    with warehouse.store.reading() as connection:
        waiting, tallies = touched_days(connection), load_tallies(connection)
    if len(waiting):
        raise NotAssessedError
    dataset_of = {
        code: dataset for dataset, own in by_dataset(warehouse).items() for code in own
    }
    pending = tallies[tallies["pending"] > 0]
    open_in = pending.groupby(pending["indicator"].map(dataset_of))["month"].min()
    limits = []
    for rule in retention.rules:
        before, held = rule.before(today), open_in.get(rule.dataset)
        waits = rule.what is Part.ROWS and held is not None and held.date() < before
        limits.append(
            _Limit(rule, held.date() if waits else before, held.date() if waits else None)
        )
    return limits


def midnight(warehouse: Warehouse, day: date) -> datetime:
    """Return the instant at which a day begins at the first declared site."""
    site = next(iter(warehouse.declarations.sites.values()))
    return datetime.combine(day, time(), ZoneInfo(site.timezone))


def _purge_store(
    warehouse: Warehouse,
    store: Store,
    limits: list[_Limit],
    by: tuple[str, datetime],
    taken: list[Purged],
) -> list[Purged]:
    """Apply all rules on the store, and tell them with the files ``taken``, as one act."""
    done = []
    with store.writing() as connection:
        overwrite_deleted(connection)
        for each in limits:
            rule, until = each.rule, midnight(warehouse, each.before)
            if rule.what is Part.INBOX:
                continue
            first = None
            if rule.dataset is None:
                count = purge_quarantine(connection, until)
            else:
                first = span(connection, rule.dataset, UNDATING)[0]
                count = _OF_DATASET[rule.what](connection, rule.dataset, until)
            if count:
                told = (by[1], count, first)
                note_purge(connection, rule.what, rule.dataset, each.before, told)
            done.append(Purged(rule, each.before, count, each.held_by))
        done += taken
        record(connection, _entry(done, *by))
    return done


def _over(limit: _Limit, inbox: Path, warehouse: Warehouse) -> list[Path]:
    """Return what was taken out of the inbox before the limit, with its reports."""
    if limit.rule.what is not Part.INBOX:
        return []
    until = midnight(warehouse, limit.before).timestamp()
    # The change of place is dated by the system; the export keeps its own date of writing.
    return [
        each
        for folder in (inbox / DONE, inbox / REFUSED)
        if folder.is_dir()
        for each in folder.rglob("*")
        if each.is_file() and each.stat().st_ctime < until
    ]


def _entry(done: list[Purged], author: str, at: datetime) -> Entry:
    counts: dict[str, Plain] = {
        f"{each.rule.what} {each.rule.dataset or ''}".strip(): each.count for each in done
    }
    return Entry(Deed.PURGE, author, at, "durées de conservation", {}, counts)
