"""« Enquêtes mystères » : campaigns point by point, contradictions, the next campaign."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard import gateway
from dashboard.gateway.mystery import observers
from dashboard.gateway.warehouse import warehouse
from etl.domain.assessments import Verdict
from etl.domain.periods import Period, PeriodKind
from etl.pipeline.campaigns import Draw, draw, observations
from tests.pages.conftest import said

YEAR = Period(date(2025, 1, 1), PeriodKind.YEAR)
DRAW = Draw("cahors", "standard", date(2026, 11, 2), date(2026, 11, 30), 30, ("a", "b", "c"), 7)


def test_a_point_is_the_share_of_the_tests_that_have_a_mark(demo_folder):
    newest = gateway.campaign_list("cahors").iloc[0]
    found = gateway.campaign("cahors", newest["campaign"], newest["channel"])
    observed = observations(warehouse(), ["cahors"])
    for row in found.points.to_dict("records"):
        marks = [
            each["mark"]
            for each in observed.to_dict("records")
            if (each["campaign"], each["channel"], each["item"])
            == (newest["campaign"], newest["channel"], row["item"])
            and each["mark"] == each["mark"]
        ]
        assert row["asked"] == len(marks)
        assert row["satisfied"] == sum(each == 1 for each in marks)
        assert row["low"] <= row["share"] <= row["high"]


def test_the_campaign_before_is_that_of_the_same_channel(demo_folder):
    every = gateway.campaign_list("cahors")
    calls = every[every["channel"] == "call"]["campaign"].tolist()
    newest, before = (gateway.campaign("cahors", each, "call") for each in calls[:2])
    shares = dict(zip(before.points["item"], before.points["share"], strict=True))
    told = dict(zip(newest.points["item"], newest.points["before"], strict=True))
    assert {item: shares[item] for item in told if item in shares} == {
        item: each for item, each in told.items() if item in shares
    }
    first = gateway.campaign("cahors", calls[-1], "call")
    assert first.points["before"].isna().all()


def test_an_agreement_rests_on_the_campaigns_up_to_the_chosen_one(demo_folder):
    every = gateway.campaign_list("*")
    calls = every[every["channel"] == "call"]["campaign"].tolist()
    assert [observers("*", each, "call").tests for each in calls] == [15, 9, 6, 3]
    assert observers("cahors", "2020-1", "call") is None


def test_the_page_says_how_far_two_observers_agree(demo_folder, show):
    at = show(demo_folder, "mystery", campagne="2026-1.call")
    assert not at.exception
    text = said(at)
    assert "15 tests cotés deux fois" in text and "AC1 de Gwet" in text
    assert "3 points ont moins de 10 doubles cotations : non mesuré" in text
    early = said(show(demo_folder, "mystery", campagne="2024-1.call"))
    assert "3 doubles cotations au plus, il en faut 10" in early


def test_without_double_rating_the_page_says_how_to_make_some(full_folder, show):
    text = said(show(full_folder, "mystery"))
    assert "aucun test n'a été coté deux fois" in text
    assert "« Oui » dans « Seconde cotation »" in text


def test_a_contradiction_is_one_measure_met_and_another_missed(demo_folder):
    for each in gateway.crossings("cahors", YEAR):
        verdicts = {finding.verdict for finding in each.findings}
        assert each.contradicts is ({Verdict.MET, Verdict.MISSED} <= verdicts)


def test_the_same_seed_draws_the_same_campaign_in_opening_hours(demo_folder):
    own = warehouse()
    one, again = draw(own, DRAW), draw(own, DRAW)
    assert one.equals(again)
    assert not one.equals(draw(own, replace(DRAW, seed=8)))
    assert len(one) == 30 and one["at"].is_unique and one["at"].is_monotonic_increasing
    assert own.calendar("cahors").is_open(one["at"], "standard").all()
    assert one["scenario"].value_counts().tolist() == [10, 10, 10]


def test_more_tests_than_open_half_hours_are_all_of_them(demo_folder):
    # Monday 2 November 2026: the switchboard is open for sixteen half-hours.
    asked = replace(DRAW, last=DRAW.first, tests=100)
    assert len(draw(warehouse(), asked)) == 16


def test_the_page_shows_points_crossings_and_a_draw(demo_folder, show):
    at = show(demo_folder, "mystery", site="cahors", periode="2025")
    assert not at.exception
    text = said(at)
    assert "le point le plus faible" in text
    assert "La même promesse vue d'ailleurs" in text
    labels = [each.proto.label for each in at.get("download_button")]
    assert "Télécharger le tirage (CSV)" in labels
    grids = [each for each in labels if "Grille des" in each]
    assert len(grids) == 2 and all(each.startswith("Télécharger") for each in grids)


@pytest.mark.parametrize(("label", "value"), [("Premier jour", "31/02/2026"), ("Graine", "un")])
def test_a_wrong_entry_is_told_in_french(demo_folder, show, label, value):
    at = show(demo_folder, "mystery", site="cahors")
    field = next(each for each in at.text_input if each.label.startswith(label))
    field.set_value(value)
    next(each for each in at.button if each.label == "Tirer au sort").click().run()
    assert not at.exception
    assert len(at.error) == 1


def test_without_campaign_the_next_one_can_still_be_drawn(one_contact_folder, show):
    at = show(one_contact_folder, "mystery")
    assert not at.exception
    assert "Aucune campagne mystère" in said(at)
    assert "Préparer la prochaine campagne" in said(at)
