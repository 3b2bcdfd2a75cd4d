"""« Accueil et point numérique » : who came when, and how long they waited."""

from datetime import date

import pytest

from dashboard import gateway
from dashboard.gateway.warehouse import warehouse
from dashboard.wording.reception import busiest, half_hour, longest, outside
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.store.facts import load_facts
from tests.pages.conftest import said

SEPTEMBER = Period(date(2025, 9, 1))


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def finding_of(code, site="cahors"):
    return next(
        each
        for each in gateway.reception_findings(site, SEPTEMBER)
        if each.indicator.code == code
    )


@pytest.mark.parametrize(("by_appointment", "code"), [(True, "7a_avec"), (False, "7a_sans")])
def test_nine_in_ten_wait_what_the_finding_says(demo_folder, by_appointment, code):
    groups = gateway.reception("cahors", SEPTEMBER, "accueil").groups
    own = groups[groups["by_appointment"] == by_appointment].iloc[0]
    finding = finding_of(code)
    assert own["p90"] == finding.value
    assert own["waited"] == finding.counted


def test_every_visit_is_in_the_week_or_did_not_come(demo_folder):
    found = gateway.reception("cahors", SEPTEMBER, "accueil")
    assert found.week["arrivals"].sum() == found.groups["came"].sum()
    calendar = warehouse().calendar("cahors")
    with warehouse().store.reading() as connection:
        facts = load_facts(
            connection,
            Dataset.VISITS,
            calendar.instants(SEPTEMBER.start, SEPTEMBER.end),
            sites=["cahors"],
        )
    desk = facts["desk"].astype("str") == "accueil"
    assert found.groups[["came", "no_shows"]].to_numpy().sum() == desk.sum()


def test_a_half_hour_counts_the_days_on_which_it_was_open(demo_folder):
    week = gateway.reception("cahors", SEPTEMBER, "accueil").week.set_index(["weekday", "slot"])
    # September 2025 has five Mondays and four Wednesdays; the desk opens at 9:00.
    assert week.at[(0, 9 * 60), "opened"] == 5
    assert week.at[(2, 9 * 60), "opened"] == 4
    # On Fridays it closes at 16:00, on the other days at 16:30.
    assert (4, 16 * 60) not in week.index or week.at[(4, 16 * 60), "opened"] == 0
    assert week.at[(3, 16 * 60), "opened"] == 4


def test_all_sites_are_the_sum_of_the_sites(demo_folder):
    whole = gateway.reception("*", SEPTEMBER, "accueil").week["arrivals"].sum()
    sites = ("cahors", "figeac", "gourdon")
    assert whole == sum(
        gateway.reception(site, SEPTEMBER, "accueil").week["arrivals"].sum() for site in sites
    )


def test_the_page_shows_waits_week_and_promises(demo_folder, show):
    at = show(demo_folder, "reception", site="cahors", periode="2025-09")
    assert not at.exception
    text = said(at)
    assert "Le plus d'affluence" in text and "Sans rendez-vous" not in at.error
    assert "Attente sans rendez-vous" in text


def test_the_view_and_the_desk_are_in_the_link(demo_folder, show):
    at = show(
        demo_folder,
        "reception",
        site="cahors",
        periode="2025-09",
        guichet="point_numerique",
        vue="attente",
    )
    assert not at.exception
    assert "neuf usagers sur dix" in said(at)


def test_a_period_without_visit_says_where_visits_come_from(one_contact_folder, show):
    at = show(one_contact_folder, "reception")
    assert not at.exception
    assert "Aucune visite" in said(at)


def test_sentences():
    assert plain(half_hour(4, 13 * 60 + 30)) == "le vendredi à 13 h 30"
    assert plain(busiest(0, 840, 6.04)) == (
        "Le plus d'affluence : le lundi à 14 h 00, 6,0 arrivées en moyenne."
    )
    assert plain(longest(1, 540, 12.0)) == (
        "La plus longue attente : le mardi à 9 h 00, où neuf usagers sur dix sont appelés "
        "en 12 min ou moins."
    )
    assert outside(0) == ""
    assert plain(outside(1)).startswith("1 arrivée hors")
