"""What an auditor would catch first: counted, to be brought to zero, each with its place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from etl.audit.drafting import Standing
from etl.audit.evidence import Piece
from etl.audit.plan import is_late, without_action
from etl.domain.actions import (
    NONCONFORMITIES,
    RUNNING,
    Action,
    AuditFinding,
    FindingState,
)
from etl.domain.assessments import Verdict
from etl.domain.engagements import Indicator, Origin
from etl.domain.evidence import EvidenceState
from etl.domain.registers import Entry


class Check(StrEnum):
    """One thing looked at, in the order in which an auditor would."""

    MET_WITHOUT_EVIDENCE = "met_without_evidence"
    EVIDENCE_MISSING = "evidence_missing"
    EVIDENCE_EXPIRED = "evidence_expired"
    EVIDENCE_TO_REVIEW = "evidence_to_review"
    NOT_MEASURED = "not_measured"
    SOURCE_SILENT = "source_silent"
    MISSED_WITHOUT_FINDING = "missed_without_finding"
    FINDING_WITHOUT_ACTION = "finding_without_action"
    ACTION_LATE = "action_late"
    YEARLY_OVERDUE = "yearly_overdue"
    TARGET_UNDECIDED = "target_undecided"
    SAMPLE_UNCHECKED = "sample_unchecked"


# How much each line is worth of the readiness score (proposed). They add up to one hundred.
WEIGHTS: Mapping[Check, int] = {
    Check.MET_WITHOUT_EVIDENCE: 15,
    Check.EVIDENCE_MISSING: 15,
    Check.EVIDENCE_EXPIRED: 10,
    Check.EVIDENCE_TO_REVIEW: 5,
    Check.NOT_MEASURED: 10,
    Check.SOURCE_SILENT: 5,
    Check.MISSED_WITHOUT_FINDING: 10,
    Check.FINDING_WITHOUT_ACTION: 10,
    Check.ACTION_LATE: 5,
    Check.YEARLY_OVERDUE: 5,
    Check.TARGET_UNDECIDED: 5,
    Check.SAMPLE_UNCHECKED: 5,
}
# Rules that count what must happen every year: surveys, campaigns, exercises.
YEARLY_RULES = ("events_held", "held_outside_hours")
YEAR = 12


@dataclass(frozen=True)
class Gap:
    """One thing to mend. ``number`` is that of an entry, of ``source`` its name."""

    check: Check
    subject: str
    engagement: int | None = None
    indicator: str = ""
    number: int | None = None
    source: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Line:
    """What one check found: so many gaps, of so many things looked at."""

    check: Check
    total: int
    gaps: tuple[Gap, ...]

    @property
    def weight(self) -> int:
        return WEIGHTS[self.check]

    @property
    def points(self) -> float:
        """Return what the line earns: its weight, less the share of its gaps."""
        return self.weight * (1 - len(self.gaps) / self.total) if self.total else 0.0


@dataclass(frozen=True)
class Measured:
    """A mandatory indicator that applies: its verdict in the last finished month."""

    engagement: int
    indicator: Indicator
    verdict: Verdict


@dataclass(frozen=True)
class Source:
    """A source that was heard before and has a rhythm; ``late_since`` if it is late."""

    name: str
    title: str
    late_since: date | None = None


@dataclass(frozen=True)
class Dossier:
    """All that is looked at, as of a day."""

    day: date
    standings: Sequence[Standing] = ()
    pieces: Sequence[Piece] = ()
    measured: Sequence[Measured] = ()
    sources: Sequence[Source] = ()
    findings: Sequence[Entry[AuditFinding]] = ()
    actions: Sequence[Entry[Action]] = ()
    # Samples by number: cases drawn, and cases checked.
    samples: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def examined(dossier: Dossier) -> tuple[Line, ...]:
    """Return one line a check, in order."""
    return tuple(_line(check, *look(dossier)) for check, look in _LOOKS.items())


def readiness(lines: Iterable[Line]) -> float | None:
    """Return the share of the points that are earned, from 0 to 1.

    A check with nothing to look at counts neither for nor against; ``None`` without any.
    """
    spoken = [each for each in lines if each.total]
    whole = sum(each.weight for each in spoken)
    return sum(each.points for each in spoken) / whole if whole else None


def _line(check: Check, total: int, gaps: Iterable[Gap]) -> Line:
    return Line(check, total, tuple(gaps))


Look = Callable[[Dossier], tuple[int, list[Gap]]]


def _unproven(dossier: Dossier) -> tuple[int, list[Gap]]:
    proven = {each.expected.engagement for each in dossier.pieces if each.is_proven}
    met = [each for each in dossier.standings if each.verdict is Verdict.MET]
    return len(met), [
        Gap(Check.MET_WITHOUT_EVIDENCE, each.title, each.engagement)
        for each in met
        if each.engagement not in proven
    ]


def _in_states(check: Check, *states: EvidenceState) -> Look:
    def look(dossier: Dossier) -> tuple[int, list[Gap]]:
        asked = [each for each in dossier.pieces if each.expected.terms.mandatory]
        return len(asked), [
            Gap(
                check,
                each.expected.title,
                each.expected.engagement,
                number=each.best.number if each.best else None,
                since=each.best.content.valid_until
                if each.best and each.state is EvidenceState.EXPIRED
                else None,
            )
            for each in asked
            if each.state in states
        ]

    return look


def _unmeasured(dossier: Dossier) -> tuple[int, list[Gap]]:
    return len(dossier.measured), [
        Gap(Check.NOT_MEASURED, each.indicator.title, each.engagement, each.indicator.code)
        for each in dossier.measured
        if each.verdict is Verdict.NOT_MEASURED
    ]


def _silent(dossier: Dossier) -> tuple[int, list[Gap]]:
    return len(dossier.sources), [
        Gap(Check.SOURCE_SILENT, each.title, source=each.name, since=each.late_since)
        for each in dossier.sources
        if each.late_since is not None
    ]


def _unfound(dossier: Dossier) -> tuple[int, list[Gap]]:
    missed = [each for each in dossier.standings if each.verdict is Verdict.MISSED]
    told = {
        each.content.engagement
        for each in dossier.findings
        if each.content.state is FindingState.OPEN and each.content.category in NONCONFORMITIES
    }
    return len(missed), [
        Gap(Check.MISSED_WITHOUT_FINDING, each.title, each.engagement, each.indicator)
        for each in missed
        if each.engagement not in told
    ]


def _unanswered(dossier: Dossier) -> tuple[int, list[Gap]]:
    still_open = [
        each
        for each in dossier.findings
        if each.content.state is FindingState.OPEN and each.content.category in NONCONFORMITIES
    ]
    return len(still_open), [
        Gap(
            Check.FINDING_WITHOUT_ACTION,
            each.content.title,
            each.content.engagement,
            number=each.number,
        )
        for each in without_action(dossier.findings, dossier.actions)
    ]


def _late(dossier: Dossier) -> tuple[int, list[Gap]]:
    running = [each for each in dossier.actions if each.content.state in RUNNING]
    return len(running), [
        Gap(
            Check.ACTION_LATE,
            each.content.title,
            each.content.engagement,
            number=each.number,
            since=each.content.due,
        )
        for each in running
        if is_late(each.content, dossier.day)
    ]


def _overdue(dossier: Dossier) -> tuple[int, list[Gap]]:
    yearly = [
        each
        for each in dossier.measured
        if each.indicator.rule in YEARLY_RULES and each.indicator.window_months >= YEAR
    ]
    return len(yearly), [
        Gap(Check.YEARLY_OVERDUE, each.indicator.title, each.engagement, each.indicator.code)
        for each in yearly
        if each.verdict is not Verdict.MET
    ]


def _undecided(dossier: Dossier) -> tuple[int, list[Gap]]:
    held = [(each, each.indicator.target_on(dossier.day)) for each in dossier.measured]
    aimed = [(each, target) for each, target in held if target and target.value is not None]
    return len(aimed), [
        Gap(Check.TARGET_UNDECIDED, each.indicator.title, each.engagement, each.indicator.code)
        for each, target in aimed
        if target.origin is Origin.PROPOSED
    ]


def _unchecked(dossier: Dossier) -> tuple[int, list[Gap]]:
    return len(dossier.samples), [
        Gap(Check.SAMPLE_UNCHECKED, f"{drawn - done} sur {drawn}", number=number)
        for number, (drawn, done) in dossier.samples.items()
        if done < drawn
    ]


_LOOKS: Mapping[Check, Look] = {
    Check.MET_WITHOUT_EVIDENCE: _unproven,
    Check.EVIDENCE_MISSING: _in_states(
        Check.EVIDENCE_MISSING, EvidenceState.EXPECTED, EvidenceState.REJECTED
    ),
    Check.EVIDENCE_EXPIRED: _in_states(Check.EVIDENCE_EXPIRED, EvidenceState.EXPIRED),
    Check.EVIDENCE_TO_REVIEW: _in_states(
        Check.EVIDENCE_TO_REVIEW, EvidenceState.DEPOSITED, EvidenceState.REVIEWED
    ),
    Check.NOT_MEASURED: _unmeasured,
    Check.SOURCE_SILENT: _silent,
    Check.MISSED_WITHOUT_FINDING: _unfound,
    Check.FINDING_WITHOUT_ACTION: _unanswered,
    Check.ACTION_LATE: _late,
    Check.YEARLY_OVERDUE: _overdue,
    Check.TARGET_UNDECIDED: _undecided,
    Check.SAMPLE_UNCHECKED: _unchecked,
}
