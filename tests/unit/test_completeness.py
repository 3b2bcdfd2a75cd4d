"""What an auditor would catch first: each check, on both sides."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from etl.audit.completeness import (
    WEIGHTS,
    Check,
    Dossier,
    Line,
    Measured,
    Source,
    examined,
    readiness,
)
from etl.audit.drafting import Standing
from etl.audit.evidence import pieces_of
from etl.domain.actions import Action, ActionState, AuditFinding, Category, FindingState
from etl.domain.assessments import Verdict
from etl.domain.engagements import Origin
from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState
from etl.domain.periods import Period
from etl.domain.registers import Entry
from etl.pipeline import load_definitions
from tests.pipeline.folders import DATA

DAY = date(2026, 6, 15)
AT = datetime(2026, 6, 15, tzinfo=UTC)
MAY = Period(date(2026, 5, 1))


@pytest.fixture(scope="module")
def lot():
    return load_definitions(DATA)


def entry(content, number=1):
    return Entry(number, 1, "Référent qualité", AT, content)


def gaps(check, **dossier):
    lines = {each.check: each for each in examined(Dossier(DAY, **dossier))}
    return lines[check].total, len(lines[check].gaps)


def standing(verdict, number=10):
    return Standing(number, "Répondre", "*", MAY, Verdict(verdict), 1)


def pieces(lot, state=None, until=date(2026, 12, 31), title="Publication des résultats"):
    if state is None:
        return pieces_of(lot.engagement(10), [], "*", DAY)
    held = Evidence(10, title, EvidenceKind.LINK, EvidenceState(state), DAY, "Standard", until)
    return pieces_of(lot.engagement(10), [entry(held)], "*", DAY)


def test_a_promise_that_is_kept_is_proven_by_one_validated_piece_at_least(lot):
    check = Check.MET_WITHOUT_EVIDENCE
    assert gaps(check, standings=[standing("met")], pieces=pieces(lot)) == (1, 1)
    held = pieces(lot, "deposited")
    assert gaps(check, standings=[standing("met")], pieces=held) == (1, 1)
    held = pieces(lot, "validated")
    assert gaps(check, standings=[standing("met")], pieces=held) == (1, 0)
    assert gaps(check, standings=[standing("missed")], pieces=pieces(lot)) == (0, 0)


def test_mandatory_pieces_are_missing_expired_or_to_be_reviewed(lot):
    mandatory = len([each for each in pieces(lot) if each.expected.terms.mandatory])
    assert gaps(Check.EVIDENCE_MISSING, pieces=pieces(lot)) == (mandatory, mandatory)
    held = pieces(lot, "rejected")
    assert gaps(Check.EVIDENCE_MISSING, pieces=held) == (mandatory, mandatory)
    for state, check in (
        ("deposited", Check.EVIDENCE_TO_REVIEW),
        ("reviewed", Check.EVIDENCE_TO_REVIEW),
    ):
        assert gaps(check, pieces=pieces(lot, state)) == (mandatory, 1)
    for until, found in ((date(2026, 6, 14), 1), (DAY, 0)):
        held = pieces(lot, "validated", until)
        assert gaps(Check.EVIDENCE_EXPIRED, pieces=held) == (mandatory, found)


def test_a_missed_promise_has_an_open_nonconformity():
    check, missed = Check.MISSED_WITHOUT_FINDING, [standing("missed")]
    finding = AuditFinding(10, Category.MINOR, "Appels perdus", "20 %")
    assert gaps(check, standings=missed) == (1, 1)
    assert gaps(check, standings=missed, findings=[entry(finding)]) == (1, 0)
    observed = entry(replace(finding, category=Category.OBSERVATION))
    assert gaps(check, standings=missed, findings=[observed]) == (1, 1)
    closed = entry(replace(finding, state=FindingState.CLOSED))
    assert gaps(check, standings=missed, findings=[closed]) == (1, 1)


def test_a_nonconformity_has_an_action_and_an_action_is_done_in_time():
    finding = entry(AuditFinding(10, Category.MAJOR, "Appels perdus", "20 %"))
    action = Action(10, "Renfort", "Absences", "Accueil", DAY, finding=1)
    assert gaps(Check.FINDING_WITHOUT_ACTION, findings=[finding]) == (1, 1)
    held = {"findings": [finding], "actions": [entry(action)]}
    assert gaps(Check.FINDING_WITHOUT_ACTION, **held) == (1, 0)
    assert gaps(Check.ACTION_LATE, **held) == (1, 0)
    late = entry(replace(action, due=date(2026, 6, 14)))
    assert gaps(Check.ACTION_LATE, actions=[late]) == (1, 1)
    done = entry(replace(action, due=date(2026, 6, 14), state=ActionState.CLOSED))
    assert gaps(Check.ACTION_LATE, actions=[done]) == (0, 0)


def test_what_is_not_measured_and_what_is_silent_is_named(lot):
    rate = lot.indicator("10a")
    for verdict, found in (("not_measured", 1), ("inconclusive", 0), ("missed", 0)):
        measured = [Measured(10, rate, Verdict(verdict))]
        assert gaps(Check.NOT_MEASURED, measured=measured) == (1, found)
    sources = [Source("a", "A"), Source("b", "B", date(2026, 5, 1))]
    assert gaps(Check.SOURCE_SILENT, sources=sources) == (2, 1)


def test_an_exercise_of_the_year_is_overdue_unless_it_was_held(lot):
    exercise = lot.indicator("49a")
    for verdict, found in (("met", 0), ("inconclusive", 1), ("missed", 1), ("not_measured", 1)):
        measured = [Measured(49, exercise, Verdict(verdict))]
        assert gaps(Check.YEARLY_OVERDUE, measured=measured) == (1, found)
    monthly = [Measured(10, lot.indicator("10a"), Verdict.MISSED)]
    assert gaps(Check.YEARLY_OVERDUE, measured=monthly) == (0, 0)


def test_a_target_that_nobody_decided_is_named(lot):
    rate = lot.indicator("10a")
    target = rate.target_on(DAY)
    for origin, found in ((Origin.PROPOSED, 1), (Origin.LOCAL, 0), (Origin.NATIONAL, 0)):
        own = replace(rate, targets=(replace(target, origin=origin),))
        measured = [Measured(10, own, Verdict.MET)]
        assert gaps(Check.TARGET_UNDECIDED, measured=measured) == (1, found)
    followed = replace(rate, targets=(replace(target, value=None, origin=Origin.PROPOSED),))
    measured = [Measured(10, followed, Verdict.MET)]
    assert gaps(Check.TARGET_UNDECIDED, measured=measured) == (0, 0)


def test_a_sample_is_checked_to_its_last_case():
    assert gaps(Check.SAMPLE_UNCHECKED, samples={1: (30, 29), 2: (30, 30)}) == (2, 1)


def test_the_score_is_the_sum_of_its_lines_and_nothing_to_look_at_earns_nothing():
    assert sum(WEIGHTS.values()) == 100
    empty = examined(Dossier(DAY))
    assert readiness(empty) is None
    assert [each.check for each in empty] == list(Check)
    half = Line(Check.ACTION_LATE, 2, (object(),))
    whole = Line(Check.EVIDENCE_MISSING, 4, ())
    assert (half.points, whole.points) == (2.5, 15)
    assert readiness([half, whole]) == 17.5 / 20
    assert readiness([half, whole, Line(Check.SOURCE_SILENT, 0, ())]) == 17.5 / 20
