"""What happened at a site: the only ground on which limits of variation are moved."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

# What the kind of every annotation begins with, among other events.
ANNOTATION = "annotation_"


class AnnotationKind(StrEnum):
    """What kind of thing happened; the ``kind`` of its row in the register of events."""

    STRIKE = "annotation_strike"
    CLOSURE = "annotation_closure"
    MOVE = "annotation_move"
    EQUIPMENT = "annotation_equipment"
    STAFFING = "annotation_staffing"
    ACTIVITY = "annotation_activity"
    PROCEDURE = "annotation_procedure"
    CRISIS = "annotation_crisis"
    OTHER = "annotation_other"


class LimitChange(StrEnum):
    """What an event decides of the limits of variation, from its first day on.

    ``REBASE``: limits are computed anew from the first whole month on. ``FREEZE``: limits
    rest on the months before it; later ones do not widen them. ``EXCLUDE``: its months are
    shown, and left out of limits and runs.
    """

    REBASE = "rebase"
    FREEZE = "freeze"
    EXCLUDE = "exclude"


@dataclass(frozen=True)
class Annotation:
    """One event of the register: local days, the first included and the last too.

    ``author`` is a function, never a name. ``indicators`` are the codes whose limits change
    (empty: all of them). An event that is ``everywhere`` concerns every site. ``import_id``
    is the import that told it, which makes it no other event.
    """

    first: date
    site: str
    title: str
    kind: AnnotationKind
    author: str = ""
    last: date | None = None
    everywhere: bool = False
    evidence: str = ""
    limits: LimitChange | None = None
    indicators: tuple[str, ...] = ()
    import_id: int = field(default=0, compare=False)

    def changes(self, code: str) -> bool:
        """Tell whether it decides something of the limits of an indicator."""
        return self.limits is not None and (not self.indicators or code in self.indicators)
