"""Findings and actions: each step, who is late, what closes what, what verdicts call for."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from etl.audit.drafting import Standing, category_of, drafts
from etl.audit.plan import PlanError, Step, advanced, closed, is_late, without_action
from etl.domain.actions import Action, ActionState, AuditFinding, Category, FindingState
from etl.domain.assessments import Verdict
from etl.domain.periods import Period
from etl.domain.registers import Entry
from tests.tables import table

DAY = date(2026, 6, 15)
AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ACTION = Action(17, "Relever la boîte deux fois par jour", "Personne n'en est chargé",
                "Courrier", DAY, finding=1)  # fmt: skip
FINDING = AuditFinding(17, Category.MINOR, "Réponses tardives", "8 sur 60 en retard")


def entry(content, number=1):
    return Entry(number, 1, "Référent qualité", AT, content)


def test_an_action_goes_round_the_wheel_and_each_step_says_what_it_needs():
    rows = table("""
        from     | to        | done_on    | proof    | remark       | allowed
        planned  | doing     |            |          |              | yes
        planned  | checking  | 2026-06-01 |          |              | no
        planned  | closed    | 2026-06-01 | pièce 4  |              | no
        planned  | abandoned |            |          |              | no
        planned  | abandoned |            |          | Sans moyens  | yes
        doing    | checking  | 2026-06-15 |          |              | yes
        doing    | checking  | 2026-06-16 |          |              | no
        doing    | checking  |            |          |              | no
        doing    | closed    | 2026-06-01 | pièce 4  |              | no
        checking | closed    |            |          |              | no
        checking | closed    |            | pièce 4  |              | yes
        checking | doing     |            |          |              | yes
        checking | planned   |            |          |              | no
        closed   | doing     |            |          |              | no
    """).fillna("")
    for row in rows.to_dict("records"):
        done = date.fromisoformat(str(row["done_on"])[:10]) if row["done_on"] else None
        action = replace(ACTION, state=ActionState(row["from"]))
        step = Step(ActionState(row["to"]), done, row["proof"], row["remark"])
        if row["allowed"] == "yes":
            assert advanced(action, step, DAY).state is step.state
        else:
            with pytest.raises(PlanError):
                advanced(action, step, DAY)


def test_an_action_taken_up_again_is_no_longer_done():
    done = replace(ACTION, state=ActionState.CHECKING, done_on=DAY)
    assert advanced(done, Step(ActionState.DOING), DAY).done_on is None


def test_an_action_is_late_from_the_day_after_its_last_one():
    assert not is_late(ACTION, DAY)
    assert is_late(ACTION, date(2026, 6, 16))
    assert not is_late(replace(ACTION, state=ActionState.CHECKING), date(2027, 1, 1))


def test_a_nonconformity_is_closed_by_an_action_that_is():
    rows = table("""
        category    | action    | asked     | remark    | allowed
        minor       | -         | closed    | -         | no
        minor       | doing     | closed    | -         | no
        minor       | checking  | dismissed | Sans suite| no
        minor       | closed    | closed    | -         | yes
        minor       | abandoned | closed    | -         | no
        minor       | abandoned | dismissed | Sans suite| yes
        minor       | -         | dismissed | -         | no
        observation | -         | closed    | -         | yes
        observation | planned   | closed    | -         | no
    """)
    for row in rows.to_dict("records"):
        state = row["action"]
        actions = [] if state == "-" else [entry(replace(ACTION, state=ActionState(state)))]
        finding = entry(replace(FINDING, category=Category(row["category"])))
        asked, remark = FindingState(row["asked"]), str(row["remark"]).strip("-")
        if row["allowed"] == "yes":
            assert closed(finding, actions, asked, remark).state is asked
        else:
            with pytest.raises(PlanError):
                closed(finding, actions, asked, remark)


def test_a_nonconformity_without_an_action_is_named_and_an_abandoned_one_is_none():
    found = [entry(FINDING, 1), entry(replace(FINDING, category=Category.OBSERVATION), 2)]
    abandoned = entry(replace(ACTION, state=ActionState.ABANDONED))
    assert [each.number for each in without_action(found, [])] == [1]
    assert [each.number for each in without_action(found, [abandoned])] == [1]
    assert without_action(found, [entry(ACTION)]) == []


def test_how_long_a_verdict_lasts_says_what_it_is_to_an_auditor():
    rows = table("""
        verdict        | months | category
        missed         | 1      | minor
        missed         | 2      | minor
        missed         | 3      | major
        met            | 11     | -
        met            | 12     | strength
        not_measured   | 1      | observation
        inconclusive   | 9      | improvement
        not_applicable | 24     | -
    """)
    for row in rows.to_dict("records"):
        found = category_of(Verdict(row["verdict"]), int(row["months"]))
        assert (found.value if found else "-") == row["category"]


def test_a_verdict_is_not_drafted_again_while_its_finding_is_open_or_for_its_period():
    may, june = Period(date(2026, 5, 1)), Period(date(2026, 6, 1))
    standing = Standing(17, "Délai annoncé", "*", june, Verdict.MISSED, 1, "17a", "8 sur 60.")
    (draft,) = drafts([standing], [])
    assert (draft.category, draft.period) == (Category.MINOR, "2026-06")
    assert "juin 2026" in draft.fact and "8 sur 60." in draft.fact
    known = table("""
        state     | period  | drafted
        open      | 2026-05 | no
        closed    | 2026-05 | yes
        closed    | 2026-06 | no
        dismissed | 2026-05 | yes
        dismissed | 2026-06 | no
    """)
    for row in known.to_dict("records"):
        state = FindingState(row["state"])
        past = replace(draft, state=state, period=str(row["period"])[:7])
        assert bool(drafts([standing], [entry(past)])) is (row["drafted"] == "yes")
    elsewhere = replace(draft, reference="missed:17:figeac")
    assert drafts([standing], [entry(elsewhere)])
    assert may < june


def test_the_gravest_draft_comes_first():
    june = Period(date(2026, 6, 1))
    asked = [
        Standing(1, "A", "*", june, Verdict.NOT_MEASURED, 2),
        Standing(2, "B", "*", june, Verdict.MISSED, 5),
        Standing(3, "C", "*", june, Verdict.MISSED, 1),
    ]
    assert [each.engagement for each in drafts(asked, [])] == [2, 3, 1]
