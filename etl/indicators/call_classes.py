"""Each call by how it ended and how long it waited: what every telephone formula counts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.domain.formulas import Admitted, CallClass, Counting, Switches, Treatment

_PLACES: Mapping[CallClass, int] = {each: place for place, each in enumerate(CallClass)}
_NAMES = pd.Series([each.value for each in CallClass], dtype="str").array
_TREATMENTS = tuple(Treatment)
_ELSEWHERE = ("outbound", "internal")

# The class of an outcome before its wait, its hour or the voice server are looked at.
_OUTCOMES: Mapping[str, CallClass] = {
    "answered": CallClass.ANSWERED_UNTIMED,
    "abandoned": CallClass.ABANDONED_UNTIMED,
    "overflowed": CallClass.OVERFLOWED,
    "unanswered": CallClass.UNANSWERED,
    "cut_by_closing": CallClass.CUT_BY_CLOSING,
    "closed": CallClass.CLOSED,
    "voice_server": CallClass.VOICE_SERVED,
    "unfinished": CallClass.UNFINISHED,
}


@dataclass(frozen=True)
class Classes:
    """The class of each call, by its place in ``CallClass``.

    ``sure`` is false where the log does not tell who called whom: such a call counts for
    nobody, unless its class is excluded anyway.
    """

    places: npt.NDArray[np.int8]
    sure: npt.NDArray[np.bool_]
    index: pd.Index

    def named(self) -> pd.Series:
        return pd.Series(_NAMES.take(self.places), index=self.index)


def classified(
    calls: pd.DataFrame,
    switches: Switches,
    threshold_s: float | None,
    while_open: pd.Series | None,
) -> Classes:
    """Return the class of each call.

    ``threshold_s`` is inclusive, the limit of a short abandon strict; a wait that cannot be
    true (a negative one is a clock error) is not known. ``while_open`` tells the calls that
    start in the desk's opening hours, where a desk is named.
    """
    places = _of_outcomes(calls["outcome"])
    wait = wait_of(calls).to_numpy("float64")
    in_time = np.zeros(len(calls), bool) if threshold_s is None else wait <= threshold_s
    known = ~np.isnan(wait)
    _set(places, CallClass.ANSWERED_UNTIMED, known, CallClass.ANSWERED_LATE)
    _set(places, CallClass.ANSWERED_LATE, in_time, CallClass.ANSWERED_IN_TIME)
    _set(places, CallClass.ABANDONED_UNTIMED, known, CallClass.ABANDONED_LATE)
    _set(places, CallClass.ABANDONED_LATE, in_time, CallClass.ABANDONED_IN_TIME)
    if switches.short_abandon_s is not None:
        short = wait < switches.short_abandon_s
        for each in (CallClass.ABANDONED_LATE, CallClass.ABANDONED_IN_TIME):
            _set(places, each, short, CallClass.SHORT_ABANDON)
    gave_up = calls["voice_server"].eq("abandoned").fillna(False).to_numpy(bool)
    _set(places, CallClass.VOICE_SERVED, gave_up, CallClass.VOICE_ABANDONED)
    if while_open is not None:
        opened = while_open.to_numpy(bool)
        _set(places, CallClass.CLOSED, opened, CallClass.CLOSED_IN_HOURS)
        if switches.closed_hours_calls is Admitted.EXCLUDED:
            places[~opened] = _PLACES[CallClass.OUT_OF_HOURS]
    direction = calls["direction"]
    elsewhere = direction.isin(_ELSEWHERE).to_numpy(bool)
    places[elsewhere] = _PLACES[CallClass.OTHER_DIRECTION]
    return Classes(places, direction.notna().to_numpy(bool), calls.index)


def treated(classes: Classes, counting: Counting) -> npt.NDArray[np.int8]:
    """Return what a formula makes of each call, by its place in ``Treatment``."""
    worth: npt.NDArray[np.int8] = treatment_of_classes(counting)[classes.places]
    doubtful = ~classes.sure & (worth != _TREATMENTS.index(Treatment.EXCLUDED))
    worth[doubtful] = _TREATMENTS.index(Treatment.UNKNOWN)
    return worth


def treatment_of_classes(counting: Counting) -> npt.NDArray[np.int8]:
    """Return the place in ``Treatment`` of each class, in the order of ``CallClass``."""
    worth = counting.treatments()
    return np.array([_TREATMENTS.index(worth[each]) for each in CallClass], dtype="int8")


def is_treated(worth: npt.NDArray[np.int8], as_what: Treatment) -> npt.NDArray[np.bool_]:
    return np.asarray(worth == _TREATMENTS.index(as_what))


def wait_of(calls: pd.DataFrame) -> pd.Series:
    """Return the waits that can be true: a negative one is a clock error."""
    return calls["wait_s"].where(calls["wait_s"] >= 0)


def _of_outcomes(outcome: pd.Series) -> npt.NDArray[np.int8]:
    codes, words = pd.factorize(outcome)
    unknown = CallClass.UNKNOWN
    found = [_PLACES[_OUTCOMES.get(str(word), unknown)] for word in words]
    places: npt.NDArray[np.int8] = np.array([*found, _PLACES[unknown]], dtype="int8")[codes]
    return places


def _set(
    places: npt.NDArray[np.int8],
    before: CallClass,
    where: npt.NDArray[np.bool_],
    after: CallClass,
) -> None:
    """Move the calls of a class, where a condition holds, to another one."""
    places[(places == _PLACES[before]) & where] = _PLACES[after]
