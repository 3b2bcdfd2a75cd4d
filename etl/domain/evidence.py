"""Evidence: what an auditor expects for a promise, and what is held."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from etl.domain.assessments import EVERYWHERE
from etl.domain.journal import State


class EvidenceKind(StrEnum):
    """What a piece is made of; ``ANY`` is for an expectation that leaves the choice."""

    ANY = "any"
    FILE = "file"
    LINK = "link"
    COMPUTED = "computed"


class EvidenceState(StrEnum):
    """How far a piece has come; ``EXPECTED`` and ``EXPIRED`` are computed, never written."""

    EXPECTED = "expected"
    DEPOSITED = "deposited"
    REVIEWED = "reviewed"
    VALIDATED = "validated"
    REJECTED = "rejected"
    EXPIRED = "expired"


@dataclass(frozen=True)
class EvidenceTerms:
    """What is asked of an expected piece: what it is made of, and how long it is good."""

    kind: EvidenceKind = EvidenceKind.ANY
    valid_months: int = 12
    mandatory: bool = True


@dataclass(frozen=True)
class ExpectedPiece:
    """One piece that an engagement is to be proved with, for one or several indicators."""

    engagement: int
    title: str
    indicators: tuple[str, ...]
    terms: EvidenceTerms


@dataclass(frozen=True)
class Evidence:
    """One revision of a piece that is held.

    ``piece`` is the title of what is expected. ``owner`` is a function, never a person.
    ``valid_until`` is the last day on which it proves anything. A file is known by the
    SHA-256 of its content, which is kept outside the database.
    """

    engagement: int
    piece: str
    kind: EvidenceKind
    state: EvidenceState
    dated: date
    owner: str
    valid_until: date
    site: str = EVERYWHERE
    name: str = ""
    sha256: str = ""
    size: int = 0
    media: str = ""
    link: str = ""
    remark: str = ""

    def told(self) -> State:
        """Return what the journal may say of it: codes, days and hashes."""
        return {
            "engagement": self.engagement,
            "piece": self.piece,
            "site": self.site,
            "kind": self.kind.value,
            "state": self.state.value,
            "dated": self.dated.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "sha256": self.sha256,
        }
