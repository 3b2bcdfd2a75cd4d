"""Events told by those who work there, and what they decide of limits of variation."""

from collections.abc import Mapping
from dataclasses import replace

from dashboard import access
from dashboard.gateway.journal import imports
from dashboard.gateway.warehouse import admitted_sites, engagements, timezone, warehouse
from etl.calendars.clock import now
from etl.domain.annotations import Annotation
from etl.domain.assessments import EVERYWHERE
from etl.domain.roles import Right
from etl.errors import UsageError
from etl.formats import instant
from etl.pipeline.annotating import LONGEST_AUTHOR, LONGEST_EVIDENCE, LONGEST_TITLE, enter

__all__ = ["LONGEST_AUTHOR", "LONGEST_EVIDENCE", "LONGEST_TITLE", "charted", "may_annotate",
           "tell_event", "told_by"]  # fmt: skip
NOT_YOURS = "Cet évènement concerne un site que votre compte ne voit pas."


def may_annotate() -> bool:
    return access.may(Right.ANNOTATE)


def tell_event(told: Annotation, reason: str) -> int:
    """Keep an event; return the number of its import.

    ``told.site`` may be all sites together: the event is then everywhere. Raises
    ``UserError`` where the visitor may not, or where the event cannot be kept.
    """
    access.require(Right.ANNOTATE)
    own = admitted_sites()
    everywhere = told.everywhere or told.site == EVERYWHERE
    if everywhere and not access.perimeter().is_whole:
        raise UsageError(NOT_YOURS)
    site = own[0] if told.site == EVERYWHERE else told.site
    if site not in own:
        raise UsageError(NOT_YOURS)
    placed = replace(told, site=site, everywhere=everywhere)
    report = enter(warehouse(), placed, now(), access.visitor(), reason)
    return report.saved.import_id if report.saved else 0


def charted() -> Mapping[str, str]:
    """Return the titles of the indicators that have limits of variation."""
    return {
        each.code: each.title
        for own in engagements()
        for each in own.indicators
        if each.window_months == 1
    }


def told_by() -> Mapping[int, str]:
    """Return, for each import, its number, who brought it and when."""
    frame = imports()
    authors = frame["author"].astype("object").fillna("")
    rows = zip(frame["id"], authors, frame["imported_at"], strict=True)
    zone = timezone(EVERYWHERE)
    return {
        int(number): ", ".join(
            filter(None, [f"n° {number}", author, f"le {instant(at, zone)}"])
        )
        for number, author, at in rows
    }
