"""What the command line says of the register of evidence."""

from collections.abc import Iterable, Iterator, Mapping

from etl.audit.evidence import Piece
from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState
from etl.domain.registers import Entry
from etl.formats import day, instant

STATES: Mapping[EvidenceState, str] = {
    EvidenceState.EXPECTED: "attendue",
    EvidenceState.DEPOSITED: "déposée",
    EvidenceState.REVIEWED: "relue",
    EvidenceState.VALIDATED: "validée",
    EvidenceState.REJECTED: "rejetée",
    EvidenceState.EXPIRED: "expirée",
}
OPINIONS: Mapping[str, EvidenceState] = {
    "valider": EvidenceState.VALIDATED,
    "relire": EvidenceState.REVIEWED,
    "rejeter": EvidenceState.REJECTED,
}


def entry_line(entry: Entry[Evidence]) -> str:
    own = entry.content
    return (
        f"Pièce n° {entry.number} (révision {entry.revision}) : engagement {own.engagement}, "
        f"« {own.piece} », {STATES[own.state]}, valable jusqu'au {day(own.valid_until)}."
    )


def revision_line(entry: Entry[Evidence]) -> str:
    own = entry.content
    remark = f" – {own.remark}" if own.remark else ""
    return (
        f"{entry.revision}. {instant(entry.at)} · {entry.author} · {STATES[own.state]} · "
        f"{own.name or own.link}{remark}"
    )


def _held(entry: Entry[Evidence]) -> str:
    name = entry.content.name or entry.content.link
    return name if entry.content.kind is EvidenceKind.COMPUTED else f"n° {entry.number} {name}"


def piece_rows(pieces: Iterable[Piece]) -> Iterator[tuple[str, ...]]:
    """Return one row an expected piece: engagement, title, state, what is held, until when."""
    for each in pieces:
        best = each.best
        yield (
            str(each.expected.engagement),
            each.expected.title + ("" if each.expected.terms.mandatory else " (facultative)"),
            STATES[each.state],
            _held(best) if best else "—",
            day(best.content.valid_until) if best else "—",
        )
