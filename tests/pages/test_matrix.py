"""Every page, for every role, on every state of the store: shown, or refused in French."""

import pytest

from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from tests.pages import warehouses
from tests.pages.conftest import PAGES, said

STATES = ("full", "empty", "one_contact", "all_missing")


@pytest.fixture(scope="session")
def all_missing_folder(own_copy):
    return own_copy("all_missing", warehouses.build_all_missing)


@pytest.mark.parametrize("state", STATES)
def test_every_page_stands_for_every_role(show, visiting, request, subtests, state):
    folder = request.getfixturevalue(f"{state}_folder")
    for role in Role:
        visiting(role)
        for page, at in visited(show(folder)):
            with subtests.test(page, role=role.value):
                assert_stands(at)
                if role is Role.ADMINISTRATOR:
                    # Nothing is refused to who may do everything.
                    assert not at.error
                    assert len(at.title) == 1


def test_every_page_stands_for_who_sees_one_site(show, visiting, full_folder, subtests):
    for role in (Role.READER, Role.SERVICE_HEAD):
        visiting(role, Perimeter(frozenset({"gourdon"})))
        for page, at in visited(show(full_folder, site="cahors")):
            with subtests.test(page, role=role.value):
                assert_stands(at)
                assert "Préfecture du Lot, Cahors" not in said(at)


def visited(at):
    """Go from page to page as one visitor does: a session is opened once."""
    for page, script in PAGES.items():
        yield page, at.switch_page(script).run() if script else at


def assert_stands(at):
    """A page ends without a fault, with one title at most and something to read."""
    assert not at.exception
    assert len(at.title) <= 1
    assert len(said(at)) > 60
