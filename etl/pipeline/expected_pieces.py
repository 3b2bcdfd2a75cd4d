"""The evidence that the frozen charter expects, and how far each piece had come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from etl.audit.evidence import WORTH, state_on
from etl.domain.assessments import Verdict
from etl.domain.dossier import Section, Table
from etl.domain.editions import FrozenContent
from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState
from etl.domain.registers import Entry
from etl.pipeline.proof_words import EVIDENCE_STATES

TOLD = (
    "Ce que chaque engagement applicable demande comme preuve, et ce qui la tient : les pièces "
    "par leur numéro au registre, ou l'édition elle-même quand le chiffre figé suffit."
)


def expected(
    content: FrozenContent, site: str, entries: Sequence[Entry[Evidence]], day: date
) -> Section:
    """Return each expected piece of an engagement that applies, with its state on a day."""
    rows = tuple(
        (number, title, ", ".join(codes), EVIDENCE_STATES[_state(own, day)], _holding(own))
        for number, pieces in _asked(content, site).items()
        for title, codes in pieces.items()
        for own in (_of(entries, number, title),)
    )
    headings = ("N°", "Pièce attendue", "Indicateurs", "État", "Tenue par")
    missing = sum(each[3] != EVIDENCE_STATES[EvidenceState.VALIDATED] for each in rows)
    count = f"{len(rows)} pièces attendues, dont {missing} sans pièce validée."
    table = Table("pieces_attendues", "Pièces attendues", headings, rows, wide=(1,))
    return Section("pieces_attendues", "Preuves attendues", (TOLD, count), (table,))


def _asked(content: FrozenContent, site: str) -> Mapping[int, Mapping[str, list[str]]]:
    """Return the titles asked by each engagement that applies, with the indicators that ask."""
    applies = {
        each.number
        for each in content.engagements
        for verdict in each.verdicts
        if verdict.site == site and verdict.verdict is not Verdict.NOT_APPLICABLE
    }
    asked: dict[int, dict[str, list[str]]] = {}
    for own in content.indicators:
        if own.engagement in applies:
            for title in own.evidence:
                asked.setdefault(own.engagement, {}).setdefault(title, []).append(own.code)
    return asked


def _of(entries: Iterable[Entry[Evidence]], number: int, title: str) -> list[Entry[Evidence]]:
    return [
        each
        for each in entries
        if (each.content.engagement, each.content.piece) == (number, title)
    ]


def _state(entries: Iterable[Entry[Evidence]], day: date) -> EvidenceState:
    states = [state_on(each.content, day) for each in entries]
    return min(states, key=WORTH.index, default=EvidenceState.EXPECTED)


def _holding(entries: Iterable[Entry[Evidence]]) -> str:
    return ", ".join(
        each.content.name if each.content.kind is EvidenceKind.COMPUTED else f"n° {each.number}"
        for each in entries
    )
