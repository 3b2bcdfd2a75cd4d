"""Formulas of the telephone as data: which calls count, which are kept, since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from etl.domain.engagements import Origin


class FormulaKind(StrEnum):
    """What the share says: calls answered, answered in time, or given up by the caller."""

    ANSWER_RATE = "answer_rate"
    SERVICE_LEVEL = "service_level"
    ABANDON_RATE = "abandon_rate"


class CallClass(StrEnum):
    """How one call ended, with its wait as far as a formula can tell it apart.

    A short abandon is shorter than ``short_abandon_s``; "in time" is at most the threshold.
    "Untimed": the log does not tell the wait.
    """

    ANSWERED_IN_TIME = "answered_in_time"
    ANSWERED_LATE = "answered_late"
    ANSWERED_UNTIMED = "answered_untimed"
    SHORT_ABANDON = "short_abandon"
    ABANDONED_IN_TIME = "abandoned_in_time"
    ABANDONED_LATE = "abandoned_late"
    ABANDONED_UNTIMED = "abandoned_untimed"
    OVERFLOWED = "overflowed"
    UNANSWERED = "unanswered"
    CUT_BY_CLOSING = "cut_by_closing"
    CLOSED_IN_HOURS = "closed_in_hours"
    CLOSED = "closed"
    VOICE_SERVED = "voice_served"
    VOICE_ABANDONED = "voice_abandoned"
    UNFINISHED = "unfinished"
    OUT_OF_HOURS = "out_of_hours"
    OTHER_DIRECTION = "other_direction"
    UNKNOWN = "unknown"


class Treatment(StrEnum):
    """What a formula makes of a class: ``COUNTED`` is in the denominator and not served."""

    SERVED = "served"
    COUNTED = "counted"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


class Admitted(StrEnum):
    """The two words of most switches."""

    COUNTED = "counted"
    EXCLUDED = "excluded"


class Settled(StrEnum):
    """The words of a switch that may also take a call for served."""

    COUNTED = "counted"
    EXCLUDED = "excluded"
    SERVED = "served"


class Abandons(StrEnum):
    """Abandons in the denominator: all, none, those beyond the threshold; or, within the
    threshold, taken for served (the first of ICMI's formulas)."""

    COUNTED = "counted"
    EXCLUDED = "excluded"
    BEYOND_THRESHOLD = "beyond_threshold"
    SERVED_WITHIN_THRESHOLD = "served_within_threshold"


@dataclass(frozen=True)
class Switches:
    """Which calls count. What is not switched is counted as Services Publics + does.

    ``threshold_s`` is inclusive; left out, it is the limit of the indicator's target.
    ``short_abandon_s`` is strict: exactly that many seconds is no short abandon.
    """

    threshold_s: float | None = None
    short_abandon_s: float | None = None
    short_abandons: Settled = Settled.COUNTED
    abandons: Abandons = Abandons.COUNTED
    overflow: Admitted = Admitted.COUNTED
    unanswered: Admitted = Admitted.COUNTED
    cut_by_closing: Admitted = Admitted.COUNTED
    # The closed-hours message heard inside the desk's opening hours.
    closed_calls_in_hours: Admitted = Admitted.COUNTED
    # Calls that start outside the desk's opening hours.
    closed_hours_calls: Admitted = Admitted.EXCLUDED
    voice_server: Settled = Settled.EXCLUDED


@dataclass(frozen=True)
class Counting:
    """How calls are counted: a kind of share, with its switches."""

    kind: FormulaKind
    switches: Switches

    def treatments(self) -> Mapping[CallClass, Treatment]:
        """Return what becomes of each class of calls.

        Of an abandon rate, the served are the calls that were not given up: the rate is the
        share of the others.
        """
        own = self.switches
        lost = {
            CallClass.OVERFLOWED: own.overflow,
            CallClass.UNANSWERED: own.unanswered,
            CallClass.CUT_BY_CLOSING: own.cut_by_closing,
            CallClass.CLOSED_IN_HOURS: own.closed_calls_in_hours,
            CallClass.CLOSED: own.closed_hours_calls,
        }
        no_abandon = self.kind is FormulaKind.ABANDON_RATE
        kept = Treatment.SERVED if no_abandon else Treatment.COUNTED
        found = {
            each: kept if admitted is Admitted.COUNTED else Treatment.EXCLUDED
            for each, admitted in lost.items()
        }
        settled = dict.fromkeys(CallClass, Treatment.EXCLUDED)
        unknown = {CallClass.UNKNOWN: Treatment.UNKNOWN}
        return settled | unknown | found | self._answered() | self._abandoned() | self._voice()

    def _answered(self) -> dict[CallClass, Treatment]:
        timed = self.kind is FormulaKind.SERVICE_LEVEL
        return {
            CallClass.ANSWERED_IN_TIME: Treatment.SERVED,
            CallClass.ANSWERED_LATE: Treatment.COUNTED if timed else Treatment.SERVED,
            CallClass.ANSWERED_UNTIMED: Treatment.UNKNOWN if timed else Treatment.SERVED,
        }

    def _abandoned(self) -> dict[CallClass, Treatment]:
        in_time, late = _ABANDONS[self.switches.abandons]
        found = {
            CallClass.SHORT_ABANDON: Treatment(self.switches.short_abandons),
            CallClass.ABANDONED_IN_TIME: in_time,
            CallClass.ABANDONED_LATE: late,
        }
        if self.switches.short_abandon_s is None:
            del found[CallClass.SHORT_ABANDON]
        alike = set(found.values())
        found[CallClass.ABANDONED_UNTIMED] = late if len(alike) == 1 else Treatment.UNKNOWN
        return found

    def _voice(self) -> dict[CallClass, Treatment]:
        switch = self.switches.voice_server
        lost = Treatment.EXCLUDED if switch is Settled.EXCLUDED else Treatment.COUNTED
        return {
            CallClass.VOICE_SERVED: Treatment(switch),
            CallClass.VOICE_ABANDONED: lost,
        }


_ABANDONS: Mapping[Abandons, tuple[Treatment, Treatment]] = {
    Abandons.COUNTED: (Treatment.COUNTED, Treatment.COUNTED),
    Abandons.EXCLUDED: (Treatment.EXCLUDED, Treatment.EXCLUDED),
    Abandons.BEYOND_THRESHOLD: (Treatment.EXCLUDED, Treatment.COUNTED),
    Abandons.SERVED_WITHIN_THRESHOLD: (Treatment.SERVED, Treatment.COUNTED),
}


@dataclass(frozen=True)
class FormulaVersion:
    """The switches in force from a first day of month on, with who decided."""

    since: date
    origin: Origin
    decided_by: str
    source: str = ""
    switches: Switches = Switches()


@dataclass(frozen=True)
class Formula:
    """One named way to count calls, with its history."""

    code: str
    title: str
    kind: FormulaKind
    source: str
    versions: tuple[FormulaVersion, ...]

    def version_on(self, day: date) -> FormulaVersion:
        """Return the version in force on ``day``; before the first, the first one."""
        ordered = sorted(self.versions, key=lambda each: each.since)
        past = [each for each in ordered if each.since <= day]
        return past[-1] if past else ordered[0]

    def counting_on(self, day: date) -> Counting:
        return Counting(self.kind, self.version_on(day).switches)


# Services Publics +: calls handled by an agent, of the calls that require one.
ANSWER_RATE = Counting(FormulaKind.ANSWER_RATE, Switches())
# Wazo's quality of service, ICMI's second formula: in time, of the calls answered.
SERVICE_LEVEL = Counting(
    FormulaKind.SERVICE_LEVEL,
    Switches(
        abandons=Abandons.EXCLUDED,
        overflow=Admitted.EXCLUDED,
        unanswered=Admitted.EXCLUDED,
        cut_by_closing=Admitted.EXCLUDED,
        closed_calls_in_hours=Admitted.EXCLUDED,
    ),
)
