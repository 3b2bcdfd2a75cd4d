"""The page of findings and actions: by role, by perimeter, from the verdict to the proof."""

from datetime import UTC, date, datetime

import pytest

from dashboard.access import NotAllowedError
from dashboard.gateway import actions as gate
from etl.audit.plan import Step
from etl.domain.actions import Action, ActionState, AuditFinding, Category, FindingState
from etl.domain.perimeter import Perimeter
from etl.domain.registers import Signature
from etl.domain.roles import Role
from etl.pipeline import open_warehouse
from etl.pipeline.plans import write_action, write_finding
from tests.pages.conftest import said
from tests.pages.warehouses import build_empty, settings

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def planned(tmp_path):
    """A store with a nonconformity of Cahors, and its action, long overdue."""
    folder = build_empty(tmp_path)
    warehouse = open_warehouse(settings(folder))
    signed = Signature("Référent qualité", AT)
    finding = AuditFinding(17, Category.MINOR, "Réponses tardives", "8 sur 60", "cahors")
    write_finding(warehouse, finding, signed)
    action = Action(17, "Relever la boîte", "Personne n'en est chargé", "Courrier",
                    date(2026, 2, 1), "cahors", 1, "17a")  # fmt: skip
    write_action(warehouse, action, signed)
    warehouse.store.dispose()
    return folder


def press(at, label):
    return next(each for each in at.button if each.label == label).click().run()


def test_the_board_tells_who_is_late(show, planned):
    text = said(show(planned, "actions"))
    assert "1 action en cours, dont 1 en retard" in text
    assert "En retard" in text and "Relever la boîte" not in said(show(planned, "evidence"))


def test_each_role_sees_and_does_what_it_may(show, planned, visiting):
    expected = {
        Role.READER: (False, False, False),
        Role.LEADERSHIP: (True, False, False),
        Role.AUDITOR: (True, False, False),
        Role.SERVICE_HEAD: (True, True, False),
        Role.QUALITY_MANAGER: (True, True, True),
    }
    for given, (sees, acts, finds) in expected.items():
        visiting(given)
        at = show(planned, "actions", constat="1")
        labels = {each.label for each in at.button}
        assert not at.exception
        assert ("8 sur 60" in said(at)) is sees
        assert ("Décider une action" in labels) is acts
        assert ("Enregistrer" in labels) is finds


def test_another_site_has_its_own_plan(show, planned, visiting):
    visiting(Role.AUDITOR, Perimeter(frozenset({"cahors"})))
    assert "8 sur 60" in said(show(planned, "actions", constat="1"))
    visiting(Role.AUDITOR, Perimeter(frozenset({"figeac"})))
    at = show(planned, "actions", constat="1")
    assert "8 sur 60" not in said(at) and at.info
    assert not show(planned, "actions", action="1").exception


def test_the_door_refuses_what_the_page_hides(show, planned, visiting):
    show(planned, "actions")
    finding, action = gate.finding(1), gate.action(1)
    visiting(Role.AUDITOR)
    with pytest.raises(NotAllowedError):
        gate.advance(action, Step(ActionState.DOING), "Auditeur")
    with pytest.raises(NotAllowedError):
        gate.close(finding, FindingState.DISMISSED, "Sans suite", "Auditeur")
    visiting(Role.READER)
    with pytest.raises(NotAllowedError):
        gate.actions()


def test_an_action_is_taken_from_the_page_up_to_its_proof_then_the_finding_is_closed(
    show, planned
):
    steps = (
        (ActionState.DOING, {}),
        (ActionState.CHECKING, {"faite": "01/03/2026"}),
        (ActionState.CLOSED, {"preuve": "Pièce n° 4"}),
    )
    for state, told in steps:
        at = show(planned, "actions", action="1")
        at.radio(key="suite-etape-1").set_value(state)
        for name, text in told.items():
            at.text_input(key=f"{name}-etape-1").input(text)
        assert not press(at, "Enregistrer l'étape").error
    assert gate.action(1).content.state is ActionState.CLOSED
    at = press(show(planned, "actions", constat="1"), "Enregistrer")
    assert not at.error
    assert gate.finding(1).content.state is FindingState.CLOSED


def test_a_script_or_a_mark_in_a_title_shows_as_it_is_written(show, planned):
    hostile = "<img src=x onerror=alert(1)> [clic](javascript:alert(1)) :red[x]"
    at = show(planned, "actions", constat="1")
    for name in ("titre", "cause", "pilote"):
        kind = at.text_area if name == "cause" else at.text_input
        kind(key=f"{name}-action-1").input(hostile)
    assert not press(at, "Décider une action").error
    for view in ({}, {"action": "2"}, {"constat": "1"}):
        at = show(planned, "actions", **view)
        labels = [each.proto.label for each in at.get("page_link")]
        labels += [each.value for each in at.title]
        assert not [each for each in labels if "[clic](" in each or " <img" in each]
        told = [each.value for each in at.markdown if "clic" in each.value]
        # In a block of HTML without a blank line, no Markdown is read.
        assert all(each.startswith(("<div", "<p", "<dl")) for each in told)
        assert not [each for each in told if "<img" in each or "\n\n" in each]


def test_what_is_missing_is_said_and_nothing_is_written(show, planned):
    at = show(planned, "actions", action="1")
    at.radio(key="suite-etape-1").set_value(ActionState.ABANDONED)
    at = press(at, "Enregistrer l'étape")
    assert "justifie" in at.error[0].value
    assert gate.action(1).revision == 1


def test_a_finding_that_a_verdict_calls_for_is_kept_from_the_page(show, full_copy):
    at = show(full_copy, "actions")
    before = len(gate.proposed("*"))
    assert before
    at = press(at, "Retenir")
    assert not at.error
    assert len(gate.proposed("*")) == before - 1
    assert gate.findings()[0].content.reference


@pytest.fixture
def full_copy(full_folder, tmp_path):
    import shutil

    return shutil.copytree(full_folder, tmp_path / "copy")
