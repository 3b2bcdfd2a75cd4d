"""The register of evidence, as far as the visitor may see it and write in it."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from dashboard.gateway import registers
from dashboard.gateway.warehouse import admitted, engagements, today, version, warehouse
from etl.audit.evidence import REVIEWS, Piece, pieces_of, state_on
from etl.domain.assessments import EVERYWHERE
from etl.domain.engagements import Engagement
from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState
from etl.domain.registers import Entry
from etl.domain.roles import Right
from etl.pipeline import evidence as operations
from etl.pipeline.computed import computed_entries
from etl.pipeline.editions import editions
from etl.pipeline.evidence import Deposit

__all__ = ["Deposit", "Piece", "Sheet"]


@dataclass(frozen=True)
class Sheet:
    """An engagement with the pieces that prove it; ``reason`` says why none is expected."""

    engagement: Engagement
    pieces: tuple[Piece, ...]
    reason: str = ""

    @property
    def proven(self) -> int:
        return sum(each.is_proven for each in self.pieces)


def sheets(site: str) -> tuple[Sheet, ...]:
    """Return every engagement with its evidence, as a site (or all together) sees it today."""
    registers.require(Right.SEE_AUDIT)
    chosen, day, entries = admitted(site), today(), visible()
    return tuple(_sheet(each, chosen, entries, day) for each in engagements())


def _sheet(own: Engagement, site: str, entries: list[Entry[Evidence]], day: date) -> Sheet:
    reason = not_applicable(own, site, day)
    return Sheet(own, () if reason else pieces_of(own, entries, site, day), reason)


def not_applicable(own: Engagement, site: str, day: date) -> str:
    """Return why an engagement does not apply at a site, or at any of them, on a day."""
    sites = tuple(warehouse().declarations.sites) if site == EVERYWHERE else (site,)
    decisions = [own.applies_to(each, day) for each in sites]
    refused = [each.reason for each in decisions if each and not each.applies]
    return refused[0] if refused and len(refused) == len(sites) else ""


def visible() -> list[Entry[Evidence]]:
    """Return the pieces held today that the visitor may see."""
    held = [*operations.evidence_entries(warehouse()), *_computed(version(), known_editions())]
    return [each for each in held if registers.within(each.content.site)]


def known_editions() -> tuple[str, ...]:
    """Return the editions and their states: part of the key of what they prove."""
    return tuple(f"{each.number}:{each.state}" for each in editions(warehouse()))


@st.cache_data(max_entries=2, show_spinner=False)
def _computed(version: int, known: tuple[str, ...]) -> list[Entry[Evidence]]:
    return computed_entries(warehouse())


def history(number: int) -> list[Entry[Evidence]]:
    """Return the revisions of a piece, newest first."""
    registers.require(Right.SEE_AUDIT)
    found = operations.evidence_history(warehouse(), number)
    registers.require(Right.SEE_AUDIT, found[-1].content.site)
    return found[::-1]


def content_of(entry: Entry[Evidence]) -> bytes:
    """Return the file of a revision, its hash verified."""
    registers.require(Right.SEE_AUDIT, entry.content.site)
    return operations.evidence_file(warehouse(), entry.content)


def deposit(
    told: Deposit,
    given: tuple[str, bytes] | str,
    author: str,
    seen: Entry[Evidence] | None = None,
) -> Entry[Evidence]:
    """Deposit a file (name and content) or an address; ``seen`` is what it takes over from."""
    registers.require(Right.WRITE_EVIDENCE, told.site)
    signed = registers.signature(author)
    if isinstance(given, str):
        return operations.deposit_link(warehouse(), told, given, signed, seen)
    return operations.deposit_file(warehouse(), told, given, signed, seen)


def review(
    seen: Entry[Evidence], state: EvidenceState, remark: str, author: str
) -> Entry[Evidence]:
    registers.require(Right.REVIEW_EVIDENCE, seen.content.site)
    return operations.review(warehouse(), seen, state, remark, registers.signature(author))


def state_of(entry: Entry[Evidence]) -> EvidenceState:
    """Return the state of a piece today."""
    return state_on(entry.content, today())


def opinions_on(entry: Entry[Evidence]) -> tuple[EvidenceState, ...]:
    """Return the opinions that may be given on a piece today."""
    if is_computed(entry):
        return ()
    if state_of(entry) is EvidenceState.EXPIRED:
        return (EvidenceState.REJECTED,)
    return REVIEWS.get(entry.content.state, ())


def is_computed(entry: Entry[Evidence]) -> bool:
    """Tell whether an edition proves it: nobody deposited it, nobody reviews it here."""
    return entry.content.kind is EvidenceKind.COMPUTED


def days_left(entry: Entry[Evidence]) -> int:
    """Return how many days a piece still proves something, today included."""
    return (entry.content.valid_until + timedelta(days=1) - today()).days


def is_file(entry: Entry[Evidence]) -> bool:
    return entry.content.kind is EvidenceKind.FILE
