"""What the register of events decides of the limits of one control chart."""

from collections.abc import Iterable, Iterator

from etl.assessments.control_charts import Event, Plan
from etl.domain.annotations import Annotation, LimitChange
from etl.domain.assessments import EVERYWHERE
from etl.domain.periods import add_months


def plan_of(annotations: Iterable[Annotation], code: str, site: str) -> Plan:
    """Return the plan of the monthly chart of an indicator at a site, or of all together.

    A new start takes effect with the first whole month from its day on; a freeze rests on
    the months that were over; an exclusion leaves out each month that the event touches.
    """
    own = deciding(annotations, code, site)
    return Plan(
        rebases=tuple(_event(each) for each in own if each.limits is LimitChange.REBASE),
        excluded=tuple(
            month
            for each in own
            if each.limits is LimitChange.EXCLUDE
            for month in _months(each)
        ),
        freezes=tuple(
            _event(each, first_of_month=True)
            for each in own
            if each.limits is LimitChange.FREEZE
        ),
    )


def deciding(annotations: Iterable[Annotation], code: str, site: str) -> list[Annotation]:
    """Return the events that move limits of an indicator at a site.

    What happened at one site moves no limit of all sites together: the others saw nothing.
    """
    return [
        each
        for each in annotations
        if each.changes(code) and (each.everywhere or site == each.site != EVERYWHERE)
    ]


def _event(annotation: Annotation, first_of_month: bool = False) -> Event:
    day = annotation.first.replace(day=1) if first_of_month else annotation.first
    return Event(day, annotation.title, annotation.author)


def _months(annotation: Annotation) -> Iterator[Event]:
    month = annotation.first.replace(day=1)
    while month <= (annotation.last or annotation.first):
        yield Event(month, annotation.title, annotation.author)
        month = add_months(month, 1)
