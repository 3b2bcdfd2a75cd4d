"""Decisions on what applies where, written in a register over what the files declare."""

from dataclasses import dataclass
from datetime import date

from etl.domain.assessments import EVERYWHERE
from etl.domain.journal import State


@dataclass(frozen=True)
class Decision:
    """One revision of a decision: from ``since`` on, an engagement applies at a site or not.

    ``decided_by`` is an authority, a function. A decision that is ``withdrawn`` decides
    nothing any more, and stays written.
    """

    engagement: int
    applies: bool
    since: date
    reason: str
    decided_by: str
    site: str = EVERYWHERE
    withdrawn: bool = False

    def told(self) -> State:
        """Return what the journal may say of it: codes and days."""
        return {
            "engagement": self.engagement,
            "site": self.site,
            "applies": self.applies,
            "since": self.since.isoformat(),
            "withdrawn": self.withdrawn,
        }
