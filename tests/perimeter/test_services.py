"""A head of service reads the cases of their service, and no row of another one.

The figures are those of the site (D64), and so are its events and the names of its campaigns.
That others may read these rows is told by ``test_gateway.py``.
"""

from etl.domain.people import Visitor
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from tests.perimeter.test_gateway import OF_CASES, answers, entered, known
from tests.perimeter.worlds import SECRET

__all__ = ["entered", "known"]


def test_no_row_of_another_service_is_told_by_any_function_of_cases(entered, known):
    entered(secret=True)
    cabinet = Perimeter(frozenset({"cahors"}), frozenset({"cabinet"}))
    found = answers(Visitor("chef@lot.fr", Role.SERVICE_HEAD, cabinet), known, OF_CASES)
    assert {name for (name, _), each in found.items() if SECRET in each} == set()
