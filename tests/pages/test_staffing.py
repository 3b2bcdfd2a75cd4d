"""The agents needed, through the gateway: kept to the perimeter of the visitor."""

from datetime import date

import pytest

from dashboard import access, gateway
from etl.assessments.erlang import Goal
from etl.domain.perimeter import Perimeter

SPAN = (date(2026, 4, 1), date(2026, 7, 1))


@pytest.mark.usefixtures("demo_folder")
def test_each_half_hour_of_the_demonstration_has_its_agents(demonstration):
    found = gateway.staffing("cahors", SPAN, demonstration.at, Goal(0.8, 20))
    assert found.handled > 1000
    assert (found.rows["service_level"] >= 0.8).all()
    assert (found.rows["agents"] > found.rows["load"] * found.rows["answer_rate"]).all()


@pytest.mark.usefixtures("demo_folder")
def test_a_site_outside_the_perimeter_or_without_the_desk_says_nothing(
    demonstration, monkeypatch
):
    at = demonstration.at
    assert gateway.staffing("figeac", SPAN, at, Goal(), desk="point_numerique") is None
    monkeypatch.setattr(access, "perimeter", lambda: Perimeter(frozenset({"figeac"})))
    assert gateway.staffing("cahors", SPAN, at, Goal()) is None
    assert gateway.staffing("figeac", SPAN, at, Goal()) is not None
