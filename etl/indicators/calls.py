"""Telephone: calls answered, lost, waiting, transferred, served by the voice server.

Only inbound calls count. With the parameter ``desk``, a call that starts outside the
desk's opening hours is excluded; one that starts in them counts to its end. Waits are
physical time, also over the closing hour. A short abandon counts as any other.
"""

import pandas as pd

from etl.domain.engagements import Limit, Unit
from etl.indicators import parameters
from etl.indicators.conditions import Conditions
from etl.indicators.judgements import judged

# The calls that ask for an agent. The others (the closed-hours message, a call that ends
# in the voice server, one cut by a restart of the switch) never asked for one.
_ASKING = ("answered", "abandoned", "overflowed", "unanswered")

_SECONDS = {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3600}


def answered_by_agent(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge the calls that ask for an agent on whether one answered (Services Publics +)."""
    return judged(
        met=calls["outcome"].eq("answered"),
        excluded=_outside(calls, given) | ~_asks_for_agent(calls),
        unknown=_untold(calls),
        value=calls["wait_s"],
    )


def lost_calls(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge the same calls; the share of missed is the rate of lost calls."""
    return answered_by_agent(calls, given)


def answered_within(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Judge the answered calls on their wait; exactly the limit is in time."""
    wait = _wait(calls)
    return judged(
        met=wait <= _seconds(given.limit),
        excluded=_outside(calls, given) | _is_not_answered(calls),
        unknown=_untold(calls) | wait.isna(),
        value=wait,
    )


def call_wait(calls: pd.DataFrame, given: Conditions) -> pd.DataFrame:
    """Give each answered call its wait in seconds."""
    wait = _wait(calls)
    return judged(
        met=wait.notna(),
        excluded=_outside(calls, given) | _is_not_answered(calls),
        unknown=_untold(calls) | wait.isna(),
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


def _in_voice_server(calls: pd.DataFrame, given: Conditions, *kept: str) -> pd.DataFrame:
    entered = calls["voice_server"].notna() & calls["outcome"].ne("unfinished")
    return judged(
        met=calls["voice_server"].isin(kept),
        excluded=_outside(calls, given) | ~entered,
        unknown=calls["direction"].isna(),
    )


def _outside(calls: pd.DataFrame, given: Conditions) -> pd.Series:
    """Tell the calls that are not the public's, or come when the desk is closed."""
    outside = calls["direction"].isin(["outbound", "internal"])
    desk = parameters.text(given, "desk")
    return outside | ~given.calendar.is_open(calls["started_at"], desk) if desk else outside


def _asks_for_agent(calls: pd.DataFrame) -> pd.Series:
    return calls["outcome"].isin(_ASKING) | calls["outcome"].isna()


def _is_not_answered(calls: pd.DataFrame) -> pd.Series:
    return calls["outcome"].ne("answered") & calls["outcome"].notna()


def _untold(calls: pd.DataFrame) -> pd.Series:
    return calls["outcome"].isna() | calls["direction"].isna()


def _wait(calls: pd.DataFrame) -> pd.Series:
    """Return the waits that can be true: a negative one is a clock error."""
    return calls["wait_s"].where(calls["wait_s"] >= 0)


def _seconds(limit: Limit | None) -> float:
    if limit is None or limit.unit not in _SECONDS:
        raise ValueError("a wait is limited in seconds, minutes or hours")
    return limit.amount * _SECONDS[limit.unit]
