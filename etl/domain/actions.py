"""What an audit finds, and what is done about it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from etl.domain.assessments import EVERYWHERE
from etl.domain.journal import State


class Category(StrEnum):
    """What a finding is worth, in the words of auditors; gravest last."""

    STRENGTH = "strength"
    OBSERVATION = "observation"
    IMPROVEMENT = "improvement"
    MINOR = "minor"
    MAJOR = "major"


NONCONFORMITIES = (Category.MINOR, Category.MAJOR)


class FindingState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class AuditFinding:
    """One revision of a finding: a fact, held against what was promised.

    ``reference`` says which verdict it was drafted from (empty: a person wrote it alone).
    ``remark`` is why it was closed or dismissed.
    """

    engagement: int
    category: Category
    title: str
    fact: str
    site: str = EVERYWHERE
    indicator: str = ""
    period: str = ""
    state: FindingState = FindingState.OPEN
    reference: str = ""
    remark: str = ""

    def told(self) -> State:
        """Return what the journal may say of it: codes only."""
        return {
            "engagement": self.engagement,
            "site": self.site,
            "category": self.category.value,
            "state": self.state.value,
            "reference": self.reference,
        }


class ActionState(StrEnum):
    """Plan, do, check, act; or given up."""

    PLANNED = "planned"
    DOING = "doing"
    CHECKING = "checking"
    CLOSED = "closed"
    ABANDONED = "abandoned"


RUNNING = (ActionState.PLANNED, ActionState.DOING, ActionState.CHECKING)


@dataclass(frozen=True)
class Action:
    """One revision of an action. ``owner`` is a function or a service, never a person.

    ``done_on`` is the day from which the service works the new way: its effect is looked for
    from the first whole month on. ``indicator`` is where it should show. ``proof`` is what
    proves that it is closed (a piece of the register, a document).
    """

    engagement: int
    title: str
    cause: str
    owner: str
    due: date
    site: str = EVERYWHERE
    finding: int | None = None
    indicator: str = ""
    state: ActionState = ActionState.PLANNED
    done_on: date | None = None
    proof: str = ""
    remark: str = ""

    def told(self) -> State:
        """Return what the journal may say of it: codes and days."""
        return {
            "engagement": self.engagement,
            "site": self.site,
            "indicator": self.indicator,
            "finding": self.finding,
            "state": self.state.value,
            "due": self.due.isoformat(),
            "done_on": self.done_on.isoformat() if self.done_on else None,
        }


class Effect(StrEnum):
    """What the control chart says of an action, from the first whole month after it."""

    VISIBLE = "visible"
    NONE = "none"
    TOO_EARLY = "too_early"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class EffectReading:
    """How an effect was judged: on so many months, against the mean of those before.

    ``needed`` is the number of months without a signal that says there is no effect.
    ``before`` and ``after`` are the centre before, and the mean of the months after.
    """

    effect: Effect
    months: int = 0
    needed: int = 0
    before: float | None = None
    after: float | None = None
    worsens: bool = False
