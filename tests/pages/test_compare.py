"""Comparing sites and services: a funnel with its limits said, never a ranking."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard import access, gateway
from etl.domain.perimeter import Perimeter
from etl.domain.periods import Period, PeriodKind
from tests.pages.conftest import said

JUNE, YEAR = Period(date(2026, 6, 1)), Period(date(2026, 1, 1), PeriodKind.YEAR)
SITES, SERVICES = gateway.Level.SITES, gateway.Level.SERVICES


def test_the_centre_is_the_share_of_all_the_sites_together(demo_folder):
    found = gateway.compare("10a", SITES, JUNE)
    own = [each for each in gateway.breakdown("10a", JUNE) if each.service == "*"]
    met = sum(each.met for each in own)
    assert found.centre == met / sum(each.met + each.missed for each in own)
    assert found.units["counted"].sum() == sum(each.met + each.missed for each in own)


def test_units_stand_in_alphabetical_order_never_by_result(demo_folder):
    for code, level in (("10a", SITES), ("17a", SERVICES)):
        titles = gateway.compare(code, level, YEAR).units["title"].to_list()
        assert titles == sorted(titles)


def test_an_understaffed_site_is_beyond_the_limits(demo_folder, show):
    outside = gateway.compare("10a", SITES, JUNE).outside
    assert dict(zip(outside["site"], outside["place"], strict=True))["gourdon"] == "below_998"
    at = show(demo_folder, "compare", mesure="10a", periode="2026-06")
    assert not at.exception
    text = said(at)
    assert "Sous-préfecture de Gourdon, 75,0 %, au-dessous des limites à 99,8 %" in text
    assert "ce n'est pas un classement" in text


def test_with_few_units_limits_are_those_of_chance_and_the_page_says_so(demo_folder, show):
    found = gateway.compare("10a", SITES, JUNE)
    assert not found.adjusted
    assert found.alarms == pytest.approx(3 * 0.002)
    text = said(show(demo_folder, "compare", mesure="10a", periode="2026-06"))
    assert "Avec moins de dix sites" in text and "loi binomiale" in text
    assert "0,006 sur 3" in text


def test_a_unit_of_fewer_than_thirty_observations_is_listed_and_not_drawn(demo_folder):
    found = [gateway.compare(code, SERVICES, JUNE) for code in ("17a", "17b")]
    few = [each.units for each in found if each is not None]
    assert few
    for units in few:
        small = units["counted"] < 30
        assert (units.loc[small, "place"] == "").all()
        assert (units.loc[~small, "place"] != "").all()


def test_what_is_asked_in_the_address_is_checked(demo_folder, show):
    at = show(demo_folder, "compare", mesure="17a", niveau="services", periode="2026")
    assert at.selectbox(key="mesure").value == "17a"
    assert at.session_state["niveau"] == SERVICES
    at = show(demo_folder, "compare", mesure="drop", niveau="agents", periode="2026")
    assert not at.exception
    assert at.query_params["mesure"] != ["drop"]


def test_only_shares_of_contacts_are_compared(demo_folder):
    codes = {each.code for each in gateway.comparable()}
    assert {"10a", "17a"} <= codes
    assert "17c_median" not in codes


def test_a_visitor_of_one_site_has_nothing_to_compare(demo_folder, show, monkeypatch):
    monkeypatch.setattr(access, "perimeter", lambda: Perimeter(frozenset({"figeac"})))
    assert gateway.compare("10a", SITES, JUNE) is None
    text = said(show(demo_folder, "compare", mesure="10a", periode="2026-06"))
    assert "Gourdon" not in text


def test_what_leaves_the_house_hides_small_counts_and_the_whole_that_gives_them_back(
    demo_folder,
):
    found = gateway.compare("10a", SITES, JUNE)
    assert gateway.funnel_table(found)["Résultat"].notna().all()
    few = found.units.assign(part=[*found.units["part"].iloc[:-1], 2])
    table = gateway.funnel_table(replace(found, units=few))
    assert table["Résultat"].iloc[-1] == table["Ensemble"].iloc[-1] == "masqué"
    assert (table["Ensemble"] == "masqué").all()
    assert table["Résultat"].iloc[0] == found.units["value"].iloc[0]
