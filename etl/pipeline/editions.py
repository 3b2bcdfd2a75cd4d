"""Editions: a period is closed by one person, validated by another, and never changes."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
from pydantic import TypeAdapter

from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.editions import (
    Act,
    Edition,
    EditionState,
    FrozenContent,
    FrozenEdition,
    plain,
    same_person,
)
from etl.domain.frozen import FrozenChange, FrozenMeasure
from etl.domain.periods import Period, parse_period
from etl.errors import DocumentError, UsageError, UserError
from etl.formats import day, number
from etl.pipeline.assessing import assess
from etl.pipeline.freezing import Asked, Stored, freeze, stored
from etl.pipeline.warehouse import Warehouse
from etl.store.declared import set_named, set_of, texts_of
from etl.store.editions import (
    Kept,
    decide,
    following,
    keep_edition,
    load_content,
    load_editions,
)
from etl.store.version import data_version

CONTENT = TypeAdapter(FrozenContent)
# What a rectification names of each measure.
TOLD = ("verdict", "value", "counted", "met", "missed")
NAMED = (*TOLD, "target")
NOTHING = (Verdict.NOT_MEASURED, Verdict.NOT_APPLICABLE)


def close(
    warehouse: Warehouse,
    period: Period,
    closed: Act,
    replaces: int | None = None,
    reason: str = "",
) -> Edition:
    """Freeze the figures of a finished period as of ``closed.at``; somebody else validates.

    Everything is assessed first. ``UsageError``: the period is not over, a case of it still
    runs, nothing was measured, or it was closed already (then only a rectification, with a
    reason, of the validated edition that it ``replaces``).
    """
    closed = _named(closed)
    assess(warehouse, closed.at, author=closed.by)
    own = warehouse.current()
    asked = Asked(period, closed.at, closed, replaces, reason.strip())
    version, held = _stored(own, period)
    _refuse(own, asked, held, editions(own))
    content = _compared(own, freeze(own, asked, held))
    with warehouse.store.writing() as connection:
        if data_version(connection) != version:
            raise UserError("Les données ont changé pendant l'arrêté : recommencez.")
        _refuse_known(asked, load_editions(connection))
        number, previous = following(connection)
        content = replace(content, number=number, previous=previous)
        keep_edition(connection, _kept(own, content, asked), _document(content))
    return edition(warehouse, number)


def _stored(warehouse: Warehouse, period: Period) -> tuple[int, Stored]:
    """Return what is to be frozen, with the version of the data."""
    with warehouse.store.reading() as connection:
        version = data_version(connection)
    return version, stored(warehouse, period)


def _compared(warehouse: Warehouse, content: FrozenContent) -> FrozenContent:
    """Return a rectification with what it changes; ``UsageError`` if it changes nothing."""
    if content.replaces is None:
        return content
    with warehouse.store.reading() as connection:
        before = _content(load_content(connection, content.replaces))
    changes = tuple(_changes(before, content))
    if not changes:
        raise UsageError(f"Rien n'a changé depuis l'édition n° {content.replaces}.")
    return replace(content, changes=changes)


def _kept(warehouse: Warehouse, content: FrozenContent, asked: Asked) -> Kept:
    return Kept(
        number=content.number,
        period=content.period,
        site=content.site,
        as_of=content.as_of,
        last_import=content.last_import,
        declarations=set_of(warehouse.declarations.texts)[0],
        closed=asked.closed,
        previous=content.previous,
        replaces=content.replaces,
        reason=content.reason,
    )


def validate(warehouse: Warehouse, wanted: int, act: Act) -> Edition:
    """Validate an edition that another person closed; from then on it is published."""
    act = _named(act)
    with warehouse.store.writing() as connection:
        own = _waiting(load_editions(connection), wanted)
        if same_person(own.closed.by, act.by):
            raise UsageError(
                f"L'édition n° {wanted} a été arrêtée par {own.closed.by} : une autre personne "
                "la valide."
            )
        decide(connection, own, act)
    return edition(warehouse, wanted)


def refuse(warehouse: Warehouse, wanted: int, act: Act, reason: str) -> Edition:
    """Refuse an edition before it is validated: its period may be closed again."""
    act = _named(act)
    if not reason.strip():
        raise UsageError("Un refus se justifie : donnez son motif.")
    with warehouse.store.writing() as connection:
        decide(connection, _waiting(load_editions(connection), wanted), act, reason.strip())
    return edition(warehouse, wanted)


def editions(warehouse: Warehouse) -> list[Edition]:
    """Return every edition, oldest first."""
    with warehouse.store.reading() as connection:
        return load_editions(connection)


def edition(warehouse: Warehouse, wanted: int) -> Edition:
    """Return one edition; ``UsageError`` where there is none of that number."""
    return _edition(editions(warehouse), wanted)


def published(warehouse: Warehouse, period: Period) -> Edition | None:
    """Return the validated edition of a period that none replaces, if any."""
    own = [each for each in editions(warehouse) if each.period == period]
    valid = [each for each in own if each.state is EditionState.VALIDATED]
    return valid[-1] if valid else None


def frozen(warehouse: Warehouse, wanted: int) -> FrozenEdition:
    """Return an edition with its content as it was frozen, texts of declarations included."""
    with warehouse.store.reading() as connection:
        own = _edition(load_editions(connection), wanted)
        content = _content(load_content(connection, wanted))
        declared = set_named(connection, own.declarations)
        texts = texts_of(connection, declared) if declared else {}
    files = tuple(replace(each, text=texts.get(each.path, "")) for each in content.declarations)
    return FrozenEdition(own, replace(content, declarations=files))


def sealed_content(warehouse: Warehouse, own: Edition) -> bytes:
    """Return what the hash of an edition was made of; ``DocumentError`` if it is not so."""
    with warehouse.store.reading() as connection:
        kept = (load_content(connection, own.number) or "").encode()
    if hashlib.sha256(kept).hexdigest() != own.sha256:
        raise DocumentError(f"l'édition n° {own.number} n'est plus celle qui a été arrêtée")
    return kept


def _edition(known: Sequence[Edition], wanted: int) -> Edition:
    for each in known:
        if each.number == wanted:
            return each
    raise UsageError(f"Aucune édition ne porte le numéro {wanted}.")


def _waiting(known: Sequence[Edition], wanted: int) -> Edition:
    own = _edition(known, wanted)
    if own.validated or own.refused:
        done = "validée" if own.validated else "refusée"
        raise UsageError(f"L'édition n° {wanted} est déjà {done}.")
    return own


def _named(act: Act) -> Act:
    by = " ".join(act.by.split())
    if not by:
        raise UsageError("Une édition s'arrête et se valide sous un nom.")
    return replace(act, by=by, at=_utc(act.at))


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _document(content: FrozenContent) -> dict[str, object]:
    document = plain(content)
    return document if isinstance(document, dict) else {}


def _content(text: str | None) -> FrozenContent:
    told = json.loads(text or "{}")
    period = parse_period(told["period"])
    told["period"] = {"start": period.start, "kind": period.kind}
    return CONTENT.validate_python(told)


def _refuse(warehouse: Warehouse, asked: Asked, held: Stored, known: Sequence[Edition]) -> None:
    """Raise ``UsageError`` for what cannot be closed."""
    period, today = asked.period, warehouse.local(asked.at).date()
    if period.end > today:
        raise UsageError(
            f"La période {period.code} n'est pas finie : elle s'arrête à partir du "
            f"{day(period.end)}."
        )
    if held.findings.empty or held.findings["verdict"].isin(NOTHING).all():
        raise UsageError(f"Rien n'est mesuré sur {period.code} : il n'y a rien à arrêter.")
    _refuse_pending(held.findings, period)
    _refuse_known(asked, known)


def _refuse_pending(findings: pd.DataFrame, period: Period) -> None:
    """A case that waits for the visitor may wait for years: it does not hold the others up."""
    whole = findings[findings["site"] == EVERYWHERE]
    running = whole["pending"] - whole["held"]
    if not (running > 0).any():
        return
    codes = whole.loc[running > 0, "indicator"]
    told = ", ".join(
        f"{code} ({number(count)})"
        for code, count in zip(codes, running[running > 0], strict=True)
    )
    raise UsageError(
        f"Des cas de la période {period.code} courent encore : {told}. Attendez leur échéance, "
        "ou importez leur issue."
    )


def _refuse_known(asked: Asked, known: Sequence[Edition]) -> None:
    code, same = asked.period.code, [each for each in known if each.period == asked.period]
    waiting = [each for each in same if each.state is EditionState.CLOSED]
    valid = [each for each in same if each.state is EditionState.VALIDATED]
    if waiting:
        raise UsageError(
            f"L'édition n° {waiting[0].number} de {code} attend d'être validée ou refusée."
        )
    if asked.replaces is None:
        if valid:
            raise UsageError(
                f"{code} a été arrêté et validé (édition n° {valid[-1].number}) : seule une "
                "édition rectificative, avec son motif, peut la remplacer."
            )
        return
    if asked.replaces not in [each.number for each in valid]:
        raise UsageError(
            f"L'édition n° {asked.replaces} n'est pas l'édition validée de {code}."
        )
    if not asked.reason:
        raise UsageError("Une édition rectificative se justifie : donnez son motif.")


def _changes(before: FrozenContent, after: FrozenContent) -> Iterator[FrozenChange]:
    """Yield what differs: measures first, then the files of declarations."""
    old = {(each.indicator, each.site): each for each in before.measures}
    new = {(each.indicator, each.site): each for each in after.measures}
    for code, site in dict.fromkeys((*old, *new)):
        mine, theirs = _told(old.get((code, site))), _told(new.get((code, site)))
        for name in NAMED:
            if mine.get(name) != theirs.get(name):
                yield FrozenChange(code, site, name, mine.get(name, ""), theirs.get(name, ""))
    files, now = (
        {each.path: each.sha256 for each in content.declarations} for content in (before, after)
    )
    for path in sorted({*files, *now}):
        if files.get(path) != now.get(path):
            yield FrozenChange("", "", path, files.get(path, ""), now.get(path, ""))


def _told(measure: FrozenMeasure | None) -> Mapping[str, str]:
    """Return the fields of a measure and its target as JSON texts."""
    if measure is None:
        return {}
    found = {name: json.dumps(plain(getattr(measure, name))) for name in TOLD}
    goal = measure.target.value if measure.target else None
    return found | {"target": json.dumps(goal)}
