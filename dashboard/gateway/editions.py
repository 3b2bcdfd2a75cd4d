"""Editions as the pages show them, and any figure replayed."""

import json
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboard import access
from dashboard.gateway import acts, registers
from dashboard.gateway.warehouse import (
    ENTRIES,
    admitted,
    periods,
    timezone,
    today,
    version,
    warehouse,
)
from etl.calendars.clock import now
from etl.domain.assessments import EVERYWHERE
from etl.domain.editions import Act, Edition, EditionState, FrozenEdition
from etl.domain.periods import Period, PeriodKind
from etl.domain.replays import Figure, Part, Replay, Stand
from etl.domain.roles import Right
from etl.errors import UsageError
from etl.pipeline import editions as pipeline
from etl.pipeline.refiguring import Question
from etl.pipeline.replaying import replay_edition, replay_on
from etl.wording import replaying as words

__all__ = ["Edition", "EditionState", "FrozenEdition", "Replay"]

CLOSABLE = (PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.YEAR)


def editions() -> list[Edition]:
    """Return every edition, newest first."""
    registers.require(Right.SEE_AUDIT)
    return pipeline.editions(warehouse())[::-1]


def frozen(number: int) -> FrozenEdition:
    """Return an edition with its content; ``UserError`` where there is none."""
    registers.require(Right.SEE_AUDIT)
    return _frozen(number)


@st.cache_data(max_entries=8, show_spinner=False)
def _frozen(version: int) -> FrozenEdition:
    # An edition never changes but for its validation: its state is asked anew.
    return pipeline.frozen(warehouse(), version)


def document(number: int) -> bytes:
    """Return an edition whole, as JSON; for those who may take it and see every site."""
    registers.require(Right.TAKE_PACK, EVERYWHERE)
    acts.note_export(f"édition {number}", format="json")
    told = pipeline.frozen(warehouse(), number).to_document()
    return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True).encode()


def may_take() -> bool:
    return registers.may(Right.TAKE_PACK) and registers.within(EVERYWHERE)


def may_close() -> bool:
    return registers.may(Right.CLOSE_EDITION) and registers.within(EVERYWHERE)


def may_validate() -> bool:
    return registers.may(Right.VALIDATE_EDITION) and registers.within(EVERYWHERE)


def closable() -> list[Period]:
    """Return the finished periods, newest first, quarters before months and years."""
    day = today()
    return [each for kind in CLOSABLE for each in periods(kind) if each.end <= day]


def published(period: Period) -> Edition | None:
    """Return the validated edition of a period, if any."""
    return pipeline.published(warehouse(), period)


def close(period: Period, name: str, reason: str) -> Edition:
    """Close a period; with a reason, rectify the validated edition that it has."""
    registers.require(Right.CLOSE_EDITION, EVERYWHERE)
    known = published(period)
    replaces = known.number if known and reason.strip() else None
    return pipeline.close(warehouse(), period, _act(name), replaces, reason)


def validate(number: int, name: str) -> Edition:
    registers.require(Right.VALIDATE_EDITION, EVERYWHERE)
    return pipeline.validate(warehouse(), number, _act(name))


def refuse(number: int, name: str, reason: str) -> Edition:
    registers.require(Right.VALIDATE_EDITION, EVERYWHERE)
    return pipeline.refuse(warehouse(), number, _act(name), reason)


def _act(name: str) -> Act:
    """Return who acts: the visitor, or the name that they give where nobody is identified."""
    if registers.is_named():
        return Act(access.visitor(), now())
    return Act(name, now(), is_declared=True)


def replayed(code: str, site: str, period: Period, edition: int, day: date | None) -> Replay:
    """Return a figure as an edition published it, or as it stood at the end of a day."""
    registers.require(Right.SEE_FIGURES)
    return _replayed(version(), (code, admitted(site), period), edition, day, today())


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _replayed(
    version: int,
    figure: tuple[str, str, Period],
    edition: int,
    day: date | None,
    today: date,
) -> Replay:
    code, site, period = figure
    if edition:
        return replay_edition(warehouse(), code, site, edition, now())
    if day is None:
        raise UsageError("Choisissez un jour, ou une édition.")
    zone = ZoneInfo(timezone(site))
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    return replay_on(warehouse(), Question(code, site, period), min(end, now()), now())


def parts_table(found: Replay, only_moved: bool) -> pd.DataFrame:
    """Return the parts in words; those that moved something, or the others."""
    rows = [
        _part(part, value, found.unit)
        for part, value in zip(found.parts, found.values, strict=True)
        if part.moved is only_moved
    ]
    return pd.DataFrame(rows)


def _part(part: Part, value: Fraction | None, unit: str) -> dict[str, str]:
    return {
        "Cause": words.CAUSES[part.cause],
        "Part de l'écart": words.gap_text(value, unit) or "—",
        "Effectif": words.count_text(part.counted),
        "Cas tenus": words.count_text(part.met),
        "Ce qui s'est passé": words.part_text(part, unit),
    }


def unmoved(found: Replay) -> list[str]:
    """Return the causes that moved nothing."""
    return [words.CAUSES[each.cause] for each in found.parts if not each.moved]


def figure_text(figure: Figure, unit: str) -> str:
    return words.figure_text(figure, unit)


def stand_text(stand: Stand) -> str:
    return words.stand_text(stand)


def gap_text(found: Replay) -> str:
    return words.gap_text(found.gap, found.unit) or "sans valeur à comparer"


ORDER_NOTE, NOTHING_MOVED, UNSURE = words.ORDER_NOTE, words.NOTHING_MOVED, words.UNSURE
