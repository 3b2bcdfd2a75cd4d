"""Evidence: what is expected, what is held and is it still good, and who may review it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from etl.domain.assessments import EVERYWHERE
from etl.domain.engagements import Engagement, Indicator
from etl.domain.evidence import (
    Evidence,
    EvidenceState,
    EvidenceTerms,
    ExpectedPiece,
)
from etl.domain.registers import Entry
from etl.errors import UserError

# Best first: a piece is worth the best of what is held for it.
WORTH = (
    EvidenceState.VALIDATED,
    EvidenceState.REVIEWED,
    EvidenceState.DEPOSITED,
    EvidenceState.EXPIRED,
    EvidenceState.REJECTED,
    EvidenceState.EXPECTED,
)
# What proves something today; only what is validated is counted by the completeness check.
HELD = (EvidenceState.VALIDATED, EvidenceState.REVIEWED, EvidenceState.DEPOSITED)
SCHEMES = ("https", "http")
LONGEST_LINK = 500
# From a state to those that a review may give.
REVIEWS: Mapping[EvidenceState, tuple[EvidenceState, ...]] = {
    EvidenceState.DEPOSITED: (
        EvidenceState.REVIEWED,
        EvidenceState.VALIDATED,
        EvidenceState.REJECTED,
    ),
    EvidenceState.REVIEWED: (EvidenceState.VALIDATED, EvidenceState.REJECTED),
    EvidenceState.VALIDATED: (EvidenceState.REJECTED,),
}


class EvidenceError(UserError):
    """A piece cannot be deposited or reviewed that way."""

    exit_code = 30


@dataclass(frozen=True)
class Piece:
    """An expected piece with what is held for it, best and newest first."""

    expected: ExpectedPiece
    state: EvidenceState
    entries: tuple[Entry[Evidence], ...] = ()

    @property
    def best(self) -> Entry[Evidence] | None:
        return self.entries[0] if self.entries else None

    @property
    def is_proven(self) -> bool:
        return self.state is EvidenceState.VALIDATED


def expected_pieces(engagement: Engagement) -> tuple[ExpectedPiece, ...]:
    """Return what an engagement is to be proved with: a title is one piece, however many
    indicators ask for it. It is mandatory where one of them is; the shortest validity holds.
    """
    asked: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in engagement.indicators:
        for title in indicator.evidence:
            asked[title].append(indicator)
    return tuple(_piece(engagement.number, title, own) for title, own in asked.items())


def _piece(number: int, title: str, indicators: Sequence[Indicator]) -> ExpectedPiece:
    terms = [each.evidence_terms.get(title, EvidenceTerms()) for each in indicators]
    kinds = {each.kind for each in terms}
    return ExpectedPiece(
        engagement=number,
        title=title,
        indicators=tuple(each.code for each in indicators),
        terms=EvidenceTerms(
            kind=kinds.pop() if len(kinds) == 1 else EvidenceTerms.kind,
            valid_months=min(each.valid_months for each in terms),
            mandatory=any(
                own.mandatory and each.mandatory
                for own, each in zip(indicators, terms, strict=True)
            ),
        ),
    )


def state_on(evidence: Evidence, day: date) -> EvidenceState:
    """Return the state of a piece on a day: on the day after its last one it has expired."""
    if evidence.state in HELD and evidence.valid_until < day:
        return EvidenceState.EXPIRED
    return evidence.state


def pieces_of(
    engagement: Engagement, entries: Iterable[Entry[Evidence]], site: str, day: date
) -> tuple[Piece, ...]:
    """Return the expected pieces of an engagement, seen from a site (or from all together).

    What proves the promise everywhere proves it at a site; a piece of one site is one of
    those that prove it everywhere.
    """
    own = [each for each in entries if each.content.engagement == engagement.number]
    admitted = [each for each in own if site in (EVERYWHERE, each.content.site)]
    admitted += [each for each in own if site != EVERYWHERE == each.content.site]
    return tuple(
        _held(piece, [each for each in admitted if each.content.piece == piece.title], day)
        for piece in expected_pieces(engagement)
    )


def _held(piece: ExpectedPiece, entries: Iterable[Entry[Evidence]], day: date) -> Piece:
    ranked = sorted(
        entries,
        key=lambda each: (
            WORTH.index(state_on(each.content, day)),
            -each.content.valid_until.toordinal(),
            -each.number,
        ),
    )
    state = state_on(ranked[0].content, day) if ranked else EvidenceState.EXPECTED
    return Piece(piece, state, tuple(ranked))


def reviewed(
    history: Sequence[Entry[Evidence]],
    state: EvidenceState,
    reviewer: str,
    remark: str,
    day: date,
) -> Evidence:
    """Return the piece as a review leaves it; ``EvidenceError`` where it may not be given.

    ``history`` is oldest first. Who reviews is not who deposited; a rejection says why; what
    has expired is deposited again, not validated.
    """
    current = history[-1].content
    allowed = REVIEWS.get(current.state, ())
    if state not in allowed:
        raise EvidenceError("Cette pièce ne peut pas recevoir cet avis dans son état actuel.")
    if same_person(depositor(history), reviewer):
        raise EvidenceError("Une pièce est relue par une autre personne que qui l'a déposée.")
    if state is EvidenceState.REJECTED and not remark.strip():
        raise EvidenceError("Un rejet se justifie : dites pourquoi.")
    if state is not EvidenceState.REJECTED and state_on(current, day) is EvidenceState.EXPIRED:
        raise EvidenceError("Cette pièce a expiré : déposez-en une version à jour.")
    return replace(current, state=state, remark=remark)


def depositor(history: Sequence[Entry[Evidence]]) -> str:
    """Return who deposited what stands today."""
    deposits = [each for each in history if each.content.state is EvidenceState.DEPOSITED]
    return deposits[-1].author if deposits else history[0].author


def same_person(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def checked_link(text: str) -> str:
    """Return an address that a browser may be sent to; ``EvidenceError`` otherwise.

    >>> checked_link(" https://www.example.org/resultats ")
    'https://www.example.org/resultats'
    """
    link = text.strip()
    try:
        parts = urlsplit(link)
    except ValueError as error:
        raise EvidenceError("Lien illisible.") from error
    plain = link.isprintable() and not set(link) & set(" <>\"'`\\")
    if parts.scheme not in SCHEMES or not parts.hostname or not plain:
        raise EvidenceError("Un lien commence par « https:// » et désigne un site.")
    if parts.username or parts.password:
        raise EvidenceError("Un lien ne porte ni identifiant ni mot de passe.")
    if len(link) > LONGEST_LINK:
        raise EvidenceError(f"Lien trop long : {LONGEST_LINK} caractères au plus.")
    return link
