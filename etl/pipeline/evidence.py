"""The register of evidence: pieces are deposited, reviewed, given back."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from etl.audit.evidence import EvidenceError, checked_link, expected_pieces, reviewed
from etl.audit.files import examined
from etl.domain.assessments import EVERYWHERE
from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState, ExpectedPiece
from etl.domain.periods import add_months
from etl.domain.registers import Entry, Register, Signature
from etl.errors import UsageError
from etl.pipeline.registers import checked, checked_site, text_of
from etl.pipeline.warehouse import Warehouse
from etl.store.registers import add_entry, load_history, load_latest, revise
from etl.store.vault import fetch, keep


@dataclass(frozen=True)
class Deposit:
    """What is said of a piece beside its content.

    Without ``valid_until`` the declared validity runs from the day of the piece.
    """

    engagement: int
    piece: str
    dated: date
    owner: str
    site: str = EVERYWHERE
    valid_until: date | None = None
    remark: str = ""


def deposit_file(
    warehouse: Warehouse,
    deposit: Deposit,
    file: tuple[str, bytes],
    signed: Signature,
    seen: Entry[Evidence] | None = None,
) -> Entry[Evidence]:
    """Keep a file as evidence; with ``seen``, as the new version of that entry."""
    told = examined(*file)
    evidence = replace(
        _described(warehouse, deposit, EvidenceKind.FILE, signed),
        name=told.name,
        sha256=told.sha256,
        size=told.size,
        media=told.media,
    )
    # The file first: a row never names what is not there.
    keep(warehouse.evidence, file[1])
    return _write(warehouse, evidence, signed, seen)


def deposit_link(
    warehouse: Warehouse,
    deposit: Deposit,
    link: str,
    signed: Signature,
    seen: Entry[Evidence] | None = None,
) -> Entry[Evidence]:
    """Keep an address as evidence; nothing is fetched from it."""
    evidence = _described(warehouse, deposit, EvidenceKind.LINK, signed)
    return _write(warehouse, replace(evidence, link=checked_link(link)), signed, seen)


def review(
    warehouse: Warehouse,
    seen: Entry[Evidence],
    state: EvidenceState,
    remark: str,
    signed: Signature,
) -> Entry[Evidence]:
    """Give an opinion on a piece; ``EvidenceError`` where it may not be given."""
    signed = checked(signed)
    day = warehouse.local(signed.at).date()
    with warehouse.store.writing() as connection:
        history = load_history(connection, Register.EVIDENCE, seen.number, Evidence)
        content = reviewed(history, state, signed.author, text_of(remark), day)
        return revise(connection, Register.EVIDENCE, seen, content, signed)


def evidence_entries(warehouse: Warehouse) -> list[Entry[Evidence]]:
    """Return what is held today, by number."""
    with warehouse.store.reading() as connection:
        return load_latest(connection, Register.EVIDENCE, Evidence)


def evidence_history(warehouse: Warehouse, number: int) -> list[Entry[Evidence]]:
    """Return every revision of an entry, oldest first."""
    with warehouse.store.reading() as connection:
        return load_history(connection, Register.EVIDENCE, number, Evidence)


def evidence_file(warehouse: Warehouse, evidence: Evidence) -> bytes:
    """Return the content of a piece, its hash verified; ``UsageError`` if it is no file."""
    if evidence.kind is not EvidenceKind.FILE:
        raise UsageError("Cette pièce n'est pas un fichier.")
    return fetch(warehouse.evidence, evidence.sha256)


def expected_piece(warehouse: Warehouse, number: int, title: str) -> ExpectedPiece:
    """Return a declared expectation; ``UsageError`` names those that are."""
    pieces = expected_pieces(warehouse.declarations.engagement(number))
    for each in pieces:
        if each.title == title:
            return each
    known = " ; ".join(f"« {each.title} »" for each in pieces)
    raise UsageError(f"L'engagement {number} n'attend pas cette pièce. Attendues : {known}.")


def _described(
    warehouse: Warehouse, deposit: Deposit, kind: EvidenceKind, signed: Signature
) -> Evidence:
    piece = expected_piece(warehouse, deposit.engagement, deposit.piece)
    # What a closed edition proves by itself may be proved by a file meanwhile.
    if piece.terms.kind not in (EvidenceKind.ANY, EvidenceKind.COMPUTED, kind):
        raise EvidenceError("Cette pièce est attendue sous une autre forme.")
    today = warehouse.local(signed.at).date()
    if deposit.dated > today:
        raise EvidenceError("La date d'une pièce n'est pas dans l'avenir.")
    months = piece.terms.valid_months
    until = deposit.valid_until or validity_end(deposit.dated, months)
    if until < deposit.dated:
        raise EvidenceError("Une pièce ne cesse pas de valoir avant sa date.")
    return Evidence(
        engagement=deposit.engagement,
        piece=deposit.piece,
        kind=kind,
        state=EvidenceState.DEPOSITED,
        dated=deposit.dated,
        owner=text_of(deposit.owner, "Responsable (fonction ou service)"),
        valid_until=until,
        site=checked_site(warehouse, deposit.site),
        remark=text_of(deposit.remark),
    )


def validity_end(dated: date, months: int) -> date:
    """Return the last day on which a piece proves anything: so many whole months later.

    >>> validity_end(date(2026, 3, 15), 12), validity_end(date(2025, 8, 31), 6)
    (datetime.date(2027, 3, 14), datetime.date(2026, 2, 28))
    """
    month = add_months(dated, months)
    last = add_months(month, 1) - timedelta(days=1)
    same_day = month + timedelta(days=dated.day - 1)
    return min(same_day - timedelta(days=1), last)


def _write(
    warehouse: Warehouse,
    evidence: Evidence,
    signed: Signature,
    seen: Entry[Evidence] | None,
) -> Entry[Evidence]:
    signed = checked(signed)
    with warehouse.store.writing() as connection:
        if seen is None:
            return add_entry(connection, Register.EVIDENCE, evidence, signed)
        if (seen.content.engagement, seen.content.piece, seen.content.site) != (
            evidence.engagement,
            evidence.piece,
            evidence.site,
        ):
            raise EvidenceError("Une nouvelle version prouve la même chose que la précédente.")
        return revise(connection, Register.EVIDENCE, seen, evidence, signed)
