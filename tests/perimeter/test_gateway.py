"""Nothing of another site reaches a visitor, through any function that a screen asks.

Two worlds differ only by what Cahors sent: whatever a visitor of Figeac asks, the answer must
be the same in both. A function that a screen begins to use is asked like the others, without
a line to write here, unless it needs something that ``asked.py`` does not know.
"""

import dataclasses
import inspect
from collections.abc import Mapping
from enum import Enum

import pandas as pd
import pytest

from dashboard import access
from etl.domain.people import Visitor
from etl.domain.perimeter import EVERYTHING, Perimeter
from etl.domain.roles import Role
from etl.errors import UserError
from tests.pages import warehouses
from tests.perimeter.asked import SIGNED, calls, is_askable, values
from tests.perimeter.conftest import forget
from tests.perimeter.reached import reached_functions
from tests.perimeter.worlds import SECRET

OWNER = Visitor("admin@lot.fr", Role.ADMINISTRATOR, EVERYTHING)
FIGEAC = Perimeter(frozenset({"figeac"}))
# What works on values that a page chooses, and looks nothing up.
PURE = frozenset(
    {
        "describing.constant",
        "describing.recognised",
        "exporting.table_csv",
        "exporting.table_xlsx",
        "importing.forget",
        "mystery.tests_for",
        "mystery.usual_days",
        "staffing.goal",
        "warehouse.warm_up",
    }
)
# What puts in words an object that the gateway gave before, and looks nothing else up.
OF_OBJECTS = frozenset(
    {
        "actions.late",
        "actions.next_states",
        "alike.once",
        "attention.concerns",
        "comparing.funnel_table",
        "comparing.levels_of",
        "control.history_table",
        "control.is_flagged",
        "declared.holidays_of",
        "delays.delays_table",
        "describing.fields",
        "describing.known_meanings",
        "describing.mapped_column",
        "describing.source_of",
        "describing.words_of",
        "disclosing.without_small_counts",
        "editions.figure_text",
        "editions.gap_text",
        "editions.parts_table",
        "editions.stand_text",
        "editions.unmoved",
        "evidence.days_left",
        "evidence.is_computed",
        "evidence.is_file",
        "evidence.opinions_on",
        "evidence.state_of",
        "expecting.expected_columns",
        "expecting.schema_of",
        "expecting.template_of",
        "explaining.account_csv",
        "formulas.published_variants",
        "importing.is_worth_it",
        "importing.may_be_forced",
        "journal.remarks_table",
        "limits.limits_text",
        "mails.ages_table",
        "pauses.pause_rule",
        "people.accesses_table",
        "people.stands",
        "registers.may",
        "sensitivity.published",
        "splitting.dimensions",
        "splitting.exported_parts",
        "splitting.exported_week",
    }
)
# What looks something up by an object: its site is asked for again.
BY_OBJECTS = frozenset(
    {
        "actions.effect",
        "auditing.grid",
        "auditing.grid_csv",
        "auditing.grid_xlsx",
        "auditing.same_again",
        "auditing.tally",
        "auditing.unchecked",
        "evidence.content_of",
    }
)
# What changes something: each is tried by a role that may not.
WRITES = {
    "describing.described": {"path": None, "dataset": None},
    "describing.save_source": {"source": None},
    "describing.tried": {"path": None, "source": None},
    "importing.keep_aside": {"files": ()},
    "importing.start_import": {"folder": None, "force": False, "reason": ""},
    "importing.start_inbox": {},
    "importing.start_preview": {"folder": None},
    "importing.start_replay": {"number": 1, "folder": None},
    "importing.undo_import": {"number": 1, "reason": ""},
    "people.accesses": {},
    "people.give_access": {"person": None},
    "people.known_services": {},
    "people.remove_access": {"identifier": "admin@lot.fr"},
}
# Rows, one by one: not for those who see figures only.
OF_CASES = (
    "cases.case",
    "cases.case_page",
    "cases.cases_csv",
    "journal.rejections",
    "journal.rejections_csv",
    "mails.due_csv",
    "mails.due_page",
    "rescuing.worklist",
    "rescuing.worklist_csv",
    "satisfaction.comment_themes",
    "satisfaction.comments",
)
REACHED = reached_functions()


def told(answer: object) -> str:
    """Return everything that an answer says, as a text."""
    if isinstance(answer, (pd.DataFrame, pd.Series)):
        return answer.to_csv()
    if isinstance(answer, bytes):
        return answer.decode("utf-8", "replace")
    if dataclasses.is_dataclass(answer) and not isinstance(answer, type):
        return told({e.name: getattr(answer, e.name) for e in dataclasses.fields(answer)})
    if isinstance(answer, Mapping):
        return "\n".join(f"{told(key)}: {told(each)}" for key, each in answer.items())
    if isinstance(answer, (frozenset, set)):
        return "\n".join(sorted(map(told, answer)))
    if isinstance(answer, (tuple, list)):
        return "\n".join(map(told, answer))
    return str(answer.value) if isinstance(answer, Enum) else str(answer)


def askable(known):
    """Return the functions that can be asked with values of ``asked.py``."""
    wanted = sorted(REACHED.keys() - PURE - WRITES.keys())
    return [name for name in wanted if is_askable(REACHED[name], known)]


def answers(visitor, known, asked=()):
    """Return what functions (all of them by default) answer to a visitor, or their refusal."""
    found = {}
    with access.acting_as(visitor):
        for name in asked or askable(known):
            for number, arguments in enumerate(calls(REACHED[name], known)):
                try:
                    found[name, number] = told(REACHED[name](**arguments))
                except UserError as error:
                    found[name, number] = f"refusé : {error}"
                except (KeyError, ValueError) as error:
                    # A pair of values that no page puts together: the same in both worlds.
                    found[name, number] = type(error).__name__
    return found


@pytest.fixture(scope="module")
def entered(open_world, secret_world):
    """Return what lets a test look at one world or the other."""
    patch = pytest.MonkeyPatch()

    def enter(secret):
        forget()
        world = secret_world if secret else open_world
        for name, value in warehouses.variables(world).items():
            patch.setenv(name, value)

    yield enter
    patch.undo()


@pytest.fixture(scope="module")
def known(entered):
    entered(secret=True)
    return values(OWNER)


def test_every_function_that_an_address_reaches_is_tried(known):
    assert len(askable(known)) >= 60
    assert PURE | WRITES.keys() | set(OF_CASES) <= REACHED.keys()


def test_what_takes_objects_is_judged_one_by_one(known):
    signed_ones = {name for name, _ in signed()}
    left = REACHED.keys() - PURE - WRITES.keys() - set(askable(known)) - signed_ones
    assert left == OF_OBJECTS | BY_OBJECTS


@pytest.mark.parametrize("name", sorted(BY_OBJECTS))
def test_an_object_of_another_site_opens_nothing(entered, name):
    entered(secret=True)
    visitor = Visitor("audit@lot.fr", Role.AUDITOR, FIGEAC)
    with access.acting_as(visitor), pytest.raises(access.NotAllowedError):
        REACHED[name](Anything())


def test_what_another_site_sent_changes_no_answer(entered, known):
    visitor = Visitor("audit@lot.fr", Role.AUDITOR, FIGEAC)
    entered(secret=False)
    before = answers(visitor, known)
    entered(secret=True)
    after = answers(visitor, known)
    assert {name for (name, _), each in after.items() if before[name, _] != each} == set()
    assert {name for (name, _), each in after.items() if SECRET in each} == set()


def test_cases_are_not_for_who_sees_figures_only(entered, known):
    entered(secret=True)
    for role in (Role.READER, Role.LEADERSHIP):
        found = answers(Visitor("agent@lot.fr", role, EVERYTHING), known, OF_CASES)
        assert {each for each in found.values() if not each.startswith("refusé")} == set()


def test_the_owner_would_see_what_is_hidden(entered, known):
    entered(secret=True)
    telling = ("cases.cases_csv", "journal.imports", "journal.rejections",
               "satisfaction.comments", "annotations.annotations")  # fmt: skip
    found = answers(OWNER, known, telling)
    assert {name for (name, _), each in found.items() if SECRET in each} == set(telling)


class Anything:
    """What a write is given by somebody who may not write: it must not come to read it."""

    def __getattr__(self, name):
        return "cahors" if name == "site" else self

    def __call__(self, *given, **named):
        return self


def signed():
    """Return the functions whose writes are signed or have a reason, with something for each
    parameter."""
    for name, function in REACHED.items():
        parameters = inspect.signature(function).parameters
        if SIGNED & parameters.keys() and name not in WRITES:
            yield name, dict.fromkeys(parameters, Anything())


@pytest.mark.parametrize(("name", "given"), list(signed()), ids=lambda each: str(each)[:40])
def test_what_is_signed_is_refused_to_who_may_not(entered, name, given):
    entered(secret=True)
    reader = Visitor("lecteur@lot.fr", Role.READER, EVERYTHING)
    with access.acting_as(reader), pytest.raises(UserError, match="rôle"):
        REACHED[name](**given)


@pytest.mark.parametrize("name", WRITES)
def test_a_write_is_refused_to_who_may_not(entered, name):
    entered(secret=True)
    for visitor in (
        Visitor("lecteur@lot.fr", Role.READER, EVERYTHING),
        Visitor("referent@figeac.fr", Role.QUALITY_MANAGER, FIGEAC),
    ):
        with access.acting_as(visitor), pytest.raises(access.NotAllowedError):
            REACHED[name](**WRITES[name])
