"""A head of service reads the cases of their service, and no row of another one.

The figures are those of the site (D64), and so are its events and the names of its campaigns.
That others may read these rows is told by ``test_gateway.py``.

What another site sent is not told to them, in no text: that of an event, of a campaign, either.
"""

import pytest

from etl.domain.people import Visitor
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from tests.perimeter.test_gateway import OF_CASES, answers, entered, known
from tests.perimeter.worlds import OWN, SECRET

__all__ = ["entered", "known"]


def test_no_row_of_another_service_is_told_by_any_function_of_cases(entered, known):
    entered(secret=True)
    cabinet = Perimeter(frozenset({"cahors"}), frozenset({"cabinet"}))
    found = answers(Visitor("chef@lot.fr", Role.SERVICE_HEAD, cabinet), known, OF_CASES)
    assert {name for (name, _), each in found.items() if SECRET in each} == set()


# Texts of a site that no service narrows.
OF_SITES = (
    "annotations.annotations",
    "declared.register_of_events",
    "journal.imports",
    "mystery.campaign",
    "mystery.campaign_list",
    "mystery.observers",
)


@pytest.mark.parametrize("services", [None, frozenset({"cabinet"})])
def test_no_text_of_another_site_is_told_to_a_head_of_service(entered, known, services):
    entered(secret=True)
    figeac = Perimeter(frozenset({"figeac"}), services)
    found = answers(Visitor("chef@lot.fr", Role.SERVICE_HEAD, figeac), known, OF_SITES)
    assert any(OWN in each for each in found.values())
    assert {name for (name, _), each in found.items() if SECRET in each} == set()
