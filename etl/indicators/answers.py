"""Written requests: answers, acknowledgements, registration, late stock."""

import pandas as pd

from etl.calendars.pauses import paused
from etl.domain.engagements import Limit, Unit
from etl.indicators import parameters
from etl.indicators.conditions import Conditions
from etl.indicators.judgements import judged, with_pauses


def answered_in_time(requests: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each request on its first answer, as it stood at ``given.as_of``.

    Without an answer it is pending while its limit runs and missed from then on, even if
    it was closed: closing is not answering. An answer dated before its request is a clock
    error (unknown). Value: working days to the answer, or so far, without the pauses;
    workable ones where every limit is in workable days.
    """
    return _dealt_with(requests, _known(requests["answered_at"], given), given)


def acknowledged_in_time(requests: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each request on its acknowledgement; an answer is worth one."""
    return _dealt_with(requests, _acknowledged(requests, given), given)


def registered_in_time(requests: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge each request on its entry in the register, even one whose sender is unreachable."""
    registered = _known(requests["registered_at"], given)
    return _dealt_with(requests, registered, given, excluded=_is_duplicate(requests))


def complete_records(requests: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge whether the mandatory fields of each record of the register are filled in."""
    return judged(
        met=requests["complete"],
        excluded=_is_duplicate(requests),
        unknown=requests["complete"].isna(),
    )


def answer_delay(requests: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each request its delay in working days.

    A request that is late and unanswered counts with its delay so far, otherwise the
    oldest of the pile would make the month look best; one whose limit runs is pending.
    """
    done = _known(requests["answered_at"], given)
    return _dealt_with(requests, done, given, unit=Unit.WORKING_DAYS)


def overdue_unanswered(requests: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Count as missed the requests that are late and still unanswered at ``given.as_of``.

    A stock, not a delay: a late request leaves it on the day it is answered.
    """
    found = answered_in_time(requests, given)
    answered = _known(requests["answered_at"], given).notna()
    late_but_answered = answered & found["outcome"].eq("missed")
    found = found.assign(outcome=found["outcome"].mask(late_but_answered, "met"))
    # Answered, it would not be in the stock without the pause either.
    return found.assign(spared=found["spared"] & ~answered) if "spared" in found else found


def answer_deadline(requests: pd.DataFrame, given: Conditions) -> pd.Series:
    """Return the first instant at which each request is late to be answered."""
    return _deadline(requests, _known(requests["answered_at"], given), given)


def acknowledgement_deadline(requests: pd.DataFrame, given: Conditions) -> pd.Series:
    """Return the first instant at which each request is late to be acknowledged."""
    return _deadline(requests, _acknowledged(requests, given), given)


def registration_deadline(requests: pd.DataFrame, given: Conditions) -> pd.Series:
    """Return the first instant at which each request is late to be registered."""
    return _deadline(requests, _known(requests["registered_at"], given), given)


def _deadline(requests: pd.DataFrame, done: pd.Series, given: Conditions) -> pd.Series:
    received, by = requests["received_at"], _limit_keys(requests, given)
    held = given.held(received, done)
    if held is None:
        return given.deadline(received, by)
    return given.net_deadline(received, held, by)


def _acknowledged(requests: pd.DataFrame, given: Conditions) -> pd.Series:
    acknowledged = _known(requests["acknowledged_at"], given)
    answered = _known(requests["answered_at"], given)
    return acknowledged.mask(acknowledged.isna() | (answered < acknowledged), answered)


def _dealt_with(
    requests: pd.DataFrame,
    done: pd.Series,
    given: Conditions,
    excluded: pd.Series | None = None,
    unit: Unit | None = None,
) -> pd.DataFrame:
    received = requests["received_at"]
    by = _limit_keys(requests, given)
    late_from = _deadline(requests, done, given)
    uncovered = late_from.isna() & received.notna()
    if by is not None:
        uncovered &= by.notna()
    outside = _is_no_request(requests) if excluded is None else excluded
    held, until = given.held(received, done), done.fillna(given.as_of)
    days = Limit(0, unit or days_of(given))
    gross = given.calendar.working_days(received, until, days)
    found = judged(
        met=done < late_from,
        pending=done.isna() & (late_from > given.as_of),
        excluded=outside | uncovered,
        unknown=late_from.isna() | (done < received),
        value=gross if held is None else gross - paused(given.calendar, received, days, held),
    )
    if held is None:
        return found
    return with_pauses(found, gross, until >= given.deadline(received, by))


def days_of(given: Conditions) -> Unit:
    """Return the days in which a delay is told: those of the limits, where all are alike."""
    units = {each.unit for each in (given.limit, *given.limits.values()) if each is not None}
    return Unit.WORKABLE_DAYS if units == {Unit.WORKABLE_DAYS} else Unit.WORKING_DAYS


def _known(instants: pd.Series, given: Conditions) -> pd.Series:
    """Return the instants that had come at ``given.as_of``."""
    return instants.where(instants <= given.as_of)


def _limit_keys(requests: pd.DataFrame, given: Conditions) -> pd.Series | None:
    """Return what chooses the limit of each request; a form without its own is an e-mail."""
    column = parameters.text(given, "limit_by")
    if not column:
        return None
    keys = requests[column].astype("str")
    return keys if "form" in given.limits else keys.replace("form", "email")


def _is_duplicate(requests: pd.DataFrame) -> pd.Series:
    return requests["status"].eq("duplicate").fillna(False).astype(bool)


def _is_no_request(requests: pd.DataFrame) -> pd.Series:
    """Tell what nobody can answer: a second copy, a sender whom no answer can reach."""
    return requests["status"].isin(["duplicate", "unreachable"])
