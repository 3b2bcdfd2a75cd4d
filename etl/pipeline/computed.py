"""Evidence that nobody deposits: what a closed edition froze proves its figures by itself."""

from collections.abc import Iterator
from datetime import timedelta

from etl.audit.evidence import expected_pieces
from etl.domain.assessments import Verdict
from etl.domain.editions import Act, Edition, EditionState
from etl.domain.evidence import (
    Evidence,
    EvidenceKind,
    EvidenceState,
    ExpectedPiece,
)
from etl.domain.registers import Entry
from etl.pipeline.editions import editions, frozen
from etl.pipeline.evidence import evidence_entries, validity_end
from etl.pipeline.warehouse import Warehouse

STATES = {
    EditionState.CLOSED: EvidenceState.DEPOSITED,
    EditionState.VALIDATED: EvidenceState.VALIDATED,
}
NOTHING = (Verdict.NOT_MEASURED, Verdict.NOT_APPLICABLE)
OWNER = "Arrêté des chiffres"


def held_entries(warehouse: Warehouse) -> list[Entry[Evidence]]:
    """Return what is held today: deposited pieces, then what editions prove."""
    return [*evidence_entries(warehouse), *computed_entries(warehouse)]


def computed_entries(warehouse: Warehouse) -> list[Entry[Evidence]]:
    """Return the pieces that the newest edition of each state and site proves.

    A validated edition is a validated piece; one that waits for its validation waits to be
    reviewed. Their number is that of the edition, negative: no entry of the register.
    """
    newest: dict[tuple[str, EditionState], Edition] = {}
    for each in editions(warehouse):
        before = newest.get((each.site, each.state))
        if each.state in STATES and (before is None or each.period.end >= before.period.end):
            newest[each.site, each.state] = each
    return [entry for each in newest.values() for entry in _entries(warehouse, each)]


def proven_by(warehouse: Warehouse, edition: Edition) -> list[Entry[Evidence]]:
    """Return the pieces that one edition proves; none where it was refused or replaced."""
    return list(_entries(warehouse, edition)) if edition.state in STATES else []


def _entries(warehouse: Warehouse, edition: Edition) -> Iterator[Entry[Evidence]]:
    told = {
        each.indicator
        for each in frozen(warehouse, edition.number).content.measures
        if each.site == edition.site and each.verdict not in NOTHING
    }
    act = edition.validated or edition.closed
    for own in warehouse.declarations.engagements:
        for piece in expected_pieces(own):
            if piece.terms.kind is EvidenceKind.COMPUTED and told.intersection(
                piece.indicators
            ):
                yield _entry(edition, piece, act)


def _entry(edition: Edition, piece: ExpectedPiece, act: Act) -> Entry[Evidence]:
    last = edition.period.end - timedelta(days=1)
    content = Evidence(
        engagement=piece.engagement,
        piece=piece.title,
        kind=EvidenceKind.COMPUTED,
        state=STATES[edition.state],
        dated=last,
        owner=OWNER,
        valid_until=validity_end(last, piece.terms.valid_months),
        site=edition.site,
        name=f"Édition n° {edition.number} ({edition.period.code})",
        sha256=edition.sha256,
    )
    return Entry(-edition.number, 1, act.by, act.at, content)
