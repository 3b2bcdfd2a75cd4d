"""The audit as the visitor may see it: completeness, applicability, samples."""

from datetime import date

import pandas as pd
import streamlit as st

from dashboard import access
from dashboard.gateway import registers
from dashboard.gateway.acts import note_export
from dashboard.gateway.evidence import known_editions
from dashboard.gateway.warehouse import (
    ENTRIES,
    admitted,
    admitted_sites,
    today,
    version,
    warehouse,
)
from etl.audit.completeness import Check, Gap, Line, readiness
from etl.calendars.clock import now
from etl.domain.applicability import Decision
from etl.domain.registers import Entry
from etl.domain.roles import Right
from etl.domain.samples import CaseCheck, CheckResult, Sample, SampleTally
from etl.exports.csv import to_csv
from etl.pipeline import applicability, assess, draws, grids
from etl.pipeline.applicability import Line as Applied
from etl.pipeline.completeness import completeness
from etl.pipeline.draws import Draw

__all__ = ["Applied", "Check", "Draw", "Gap", "Line", "readiness"]


def lines(site: str) -> tuple[Line, ...]:
    """Return the completeness check of a site, or of all together."""
    registers.require(Right.SEE_AUDIT)
    # What a visitor may see is part of the question: two perimeters, two answers.
    seen = access.perimeter().sites
    scope = "" if seen is None else ",".join(sorted(seen))
    written = f"{registers.version()} {' '.join(known_editions())}"
    return _lines(version(), written, admitted(site), scope, today())


@st.cache_data(max_entries=ENTRIES, show_spinner=False)
def _lines(version: int, written: str, site: str, scope: str, day: date) -> tuple[Line, ...]:
    return completeness(warehouse(), site, now(), registers.within)


def statement() -> list[Applied]:
    """Return what applies today, at each site that the visitor may see."""
    registers.require(Right.SEE_AUDIT)
    seen = admitted_sites()
    return [each for each in applicability.statement(warehouse(), today()) if each.site in seen]


def decisions() -> list[Entry[Decision]]:
    """Return the decisions of the register, newest first."""
    registers.require(Right.SEE_AUDIT)
    found = applicability.decision_entries(warehouse())
    return [each for each in found[::-1] if registers.within(each.content.site)]


def decide(decision: Decision, author: str) -> None:
    """Record a decision, and have the figures follow."""
    registers.require(Right.DECIDE_APPLICABILITY, decision.site)
    applicability.decide(warehouse(), decision, registers.signature(author))
    assess(warehouse(), now())


def withdraw(seen: Entry[Decision], author: str) -> None:
    registers.require(Right.DECIDE_APPLICABILITY, seen.content.site)
    applicability.withdraw(warehouse(), seen, registers.signature(author))
    assess(warehouse(), now())


def samples() -> list[Entry[Sample]]:
    """Return the samples that the visitor may see, newest first."""
    registers.require(Right.SEE_AUDIT)
    found = draws.sample_entries(warehouse())
    return [each for each in found[::-1] if registers.within(each.content.site)]


def sample(number: int) -> Entry[Sample] | None:
    return next((each for each in samples() if each.number == number), None)


def draw(asked: Draw, author: str) -> Entry[Sample]:
    registers.require(Right.DRAW_SAMPLE, asked.site)
    return draws.draw_sample(warehouse(), asked, registers.signature(author))


def check(
    entry: Entry[Sample], key: str, result: CheckResult, remark: str, author: str
) -> Entry[CaseCheck]:
    registers.require(Right.RECORD_CHECK, entry.content.site)
    signed = registers.signature(author)
    return draws.check_case(warehouse(), entry, key, result, remark, signed)


def tally(entry: Entry[Sample]) -> SampleTally:
    """Return what the checks of a sample say of the whole."""
    registers.require(Right.SEE_AUDIT, entry.content.site)
    found = draws.checks_of(warehouse(), entry.number).values()
    return draws.tally(entry.content, [each.content for each in found])


def unchecked(entry: Entry[Sample]) -> list[str]:
    """Return the keys of the cases that nobody has checked yet, in the order of the draw."""
    registers.require(Right.SEE_AUDIT, entry.content.site)
    done = draws.checks_of(warehouse(), entry.number)
    return [each.key for each in entry.content.cases if each.key not in done]


def grid(entry: Entry[Sample]) -> pd.DataFrame:
    """Return the cases of a sample, with file and line and what was found."""
    registers.require(Right.SEE_CASES, entry.content.site)
    return grids.grid_frame(warehouse(), entry)


def grid_csv(entry: Entry[Sample]) -> bytes:
    registers.require(Right.EXPORT)
    table = grid(entry)
    note_export(f"échantillon {entry.number}", format="csv")
    return to_csv(table)


def grid_xlsx(entry: Entry[Sample]) -> bytes:
    registers.require(Right.EXPORT)
    registers.require(Right.SEE_CASES, entry.content.site)
    note_export(f"échantillon {entry.number}", format="xlsx")
    return grids.sample_grid(warehouse(), entry)


def same_again(entry: Entry[Sample]) -> bool:
    """Tell whether the same seed draws the same cases today."""
    registers.require(Right.SEE_AUDIT, entry.content.site)
    return draws.is_drawn_again(warehouse(), entry.content)


def may_decide() -> bool:
    return registers.may(Right.DECIDE_APPLICABILITY)
