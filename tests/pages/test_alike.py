"""A section that was drawn for one visitor is shown again to those who see the same only."""

import pytest
import streamlit as st

from dashboard import access
from dashboard.gateway import alike
from etl.domain.people import Visitor
from etl.domain.perimeter import EVERYTHING, Perimeter
from etl.domain.roles import Role

OF_FIGEAC = Perimeter(frozenset({"figeac"}))
drawn = []


def section(code):
    drawn.append(code)
    st.caption(code)
    return access.perimeter()


def seen_by(role, perimeter, *codes, name="agent@lot.fr"):
    with access.acting_as(Visitor(name, role, perimeter)):
        return alike.once(section, *codes)


@pytest.mark.parametrize(
    ("other", "is_drawn_again"),
    [
        ((Role.READER, EVERYTHING, "12"), False),
        ((Role.READER, EVERYTHING, "13"), True),
        ((Role.READER, OF_FIGEAC, "12"), True),
        ((Role.READER, Perimeter(None, frozenset({"cni"})), "12"), True),
        ((Role.AUDITOR, EVERYTHING, "12"), True),
    ],
)
def test_only_who_sees_the_same_shares_a_section(show, full_folder, other, is_drawn_again):
    show(full_folder)
    seen_by(Role.READER, EVERYTHING, "12")
    drawn.clear()
    assert seen_by(*other, name="autre@lot.fr") == other[1]
    assert bool(drawn) is is_drawn_again


def test_a_function_without_a_name_of_its_own_is_refused(show, full_folder):
    show(full_folder)
    with pytest.raises(ValueError, match="not a function of a module"):
        alike.once(lambda: None)
