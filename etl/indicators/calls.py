"""Telephone: calls answered, lost, waiting, transferred, served by the voice server.

Only inbound calls count. With the parameter ``desk``, a call that starts outside the
desk's opening hours is excluded; one that starts in them counts to its end. Waits are
physical time, also over the closing hour. Which calls a share counts is said by its formula
(``etl.domain.formulas``); without one, as Services Publics + counts them.
"""

import pandas as pd

from etl.domain.engagements import Limit, Unit
from etl.domain.formulas import ANSWER_RATE, SERVICE_LEVEL, Counting, Treatment
from etl.indicators import parameters
from etl.indicators.call_classes import classified, is_treated, treated, wait_of
from etl.indicators.conditions import Conditions
from etl.indicators.judgements import judged

_SECONDS = {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3600}

# The waits that a mean takes in: of whom an agent answered, who gave up, or both and the
# calls that were passed on or rang out.
_WAITING = {
    "answered": ("answered",),
    "abandoned": ("abandoned",),
    "offered": ("answered", "abandoned", "overflowed", "unanswered", "cut_by_closing"),
}


def answered_by_agent(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge the calls that ask for an agent on whether one answered (Services Publics +)."""
    return _by_formula(calls, given, given.counting or ANSWER_RATE, None)


def lost_calls(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge the same calls; the share of missed is the rate of lost calls (or of abandons)."""
    return answered_by_agent(calls, given)


def answered_within(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge calls on whether they were answered in time; exactly the limit is in time.

    Without a formula, of the calls that were answered.
    """
    counting = given.counting or SERVICE_LEVEL
    if given.limit is None and counting.switches.threshold_s is None:
        raise ValueError("a wait is limited in seconds, minutes or hours")
    return _by_formula(calls, given, counting, given.limit)


def call_wait(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each call its wait in seconds: of the answered, unless ``waits_of`` says others."""
    wait = wait_of(calls)
    admitted = _WAITING[parameters.choice(given, "waits_of", "answered", _WAITING)]
    untold = calls["outcome"].isna()
    return judged(
        met=wait.notna(),
        excluded=_outside(calls, given) | ~(calls["outcome"].isin(admitted) | untold),
        unknown=untold | calls["direction"].isna() | wait.isna(),
        value=wait,
    )


def transfers_completed(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge the transferred calls on whether somebody took them."""
    return judged(
        met=calls["transfer"].eq("completed"),
        excluded=_outside(calls, given) | calls["transfer"].isna(),
        unknown=calls["direction"].isna(),
    )


def voice_server_served(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge the calls that entered the voice server on whether it served them to the end."""
    return _in_voice_server(calls, given, "served")


def voice_server_abandoned(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge the same calls on whether the caller gave up in it: missed is given up."""
    return _in_voice_server(calls, given, "served", "passed")


def class_of_calls(calls: pd.DataFrame, given: Conditions) -> pd.Series:
    """Return the class of each call by the formula in force: why it counts or does not."""
    counting = given.counting or (SERVICE_LEVEL if given.limit else ANSWER_RATE)
    threshold = threshold_of(counting, given.limit)
    return classified(calls, counting.switches, threshold, opened(calls, given)).named()


def _by_formula(
    calls: pd.DataFrame, given: Conditions, counting: Counting, limit: Limit | None
) -> pd.DataFrame:
    classes = classified(
        calls, counting.switches, threshold_of(counting, limit), opened(calls, given)
    )
    worth = treated(classes, counting)

    def taken(treatment: Treatment) -> pd.Series:
        return pd.Series(is_treated(worth, treatment), index=calls.index)

    return judged(
        met=taken(Treatment.SERVED),
        excluded=taken(Treatment.EXCLUDED),
        unknown=taken(Treatment.UNKNOWN),
        value=wait_of(calls),
    )


def _in_voice_server(calls: pd.DataFrame, given: Conditions, *kept: str) -> pd.DataFrame:
    entered = calls["voice_server"].notna() & calls["outcome"].ne("unfinished")
    return judged(
        met=calls["voice_server"].isin(kept),
        excluded=_outside(calls, given) | ~entered,
        unknown=calls["direction"].isna(),
    )


def opened(calls: pd.DataFrame, given: Conditions) -> pd.Series | None:
    """Tell the calls that start while the desk is open, ``None`` where no desk is named."""
    desk = parameters.text(given, "desk")
    return given.calendar.is_open(calls["started_at"], desk) if desk else None


def _outside(calls: pd.DataFrame, given: Conditions) -> pd.Series:
    """Tell the calls that are not the public's, or come when the desk is closed."""
    outside = calls["direction"].isin(["outbound", "internal"])
    while_open = opened(calls, given)
    return outside if while_open is None else outside | ~while_open


def threshold_of(counting: Counting, limit: Limit | None) -> float | None:
    """Return the seconds in which a call is answered in time, where that is asked."""
    own = counting.switches.threshold_s
    return own if own is not None or limit is None else seconds(limit)


def seconds(limit: Limit) -> float:
    if limit.unit not in _SECONDS:
        raise ValueError("a wait is limited in seconds, minutes or hours")
    return limit.amount * _SECONDS[limit.unit]
