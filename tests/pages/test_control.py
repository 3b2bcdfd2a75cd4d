"""The control chart beside the verdict, and its flag."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard import access, gateway
from etl.assessments.chart_rules import Signal
from etl.assessments.control_charts import ChartKind
from etl.assessments.variation import Assurance, Reading, Variation
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.perimeter import Perimeter
from etl.domain.periods import Period, PeriodKind
from tests.pages.conftest import said

JUNE, JULY = Period(date(2026, 6, 1)), Period(date(2026, 7, 1))


def test_the_centre_is_the_ratio_of_the_sums_of_the_finished_months(demo_folder):
    found = gateway.control("17a", EVERYWHERE, JUNE)
    months = [
        each
        for each in gateway.history("17a", EVERYWHERE, JUNE)
        if each.period.start in set(found.points.index.date)
    ]
    met = sum(each.met for each in months)
    assert len(months) == found.known
    assert found.points["centre"].iloc[-1] == met / sum(each.counted for each in months)


def test_the_points_are_the_values_of_the_history(demo_folder):
    for code in ("17a", "10b", "17c_median", "17c_retard"):
        found = gateway.control(code, "cahors", JUNE)
        past = {each.period.start: each.value for each in gateway.history(code, "cahors", JUNE)}
        shown = found.points["value"].dropna()
        assert len(shown) > 12
        assert shown.to_list() == pytest.approx([past[day.date()] for day in shown.index])


def test_the_running_month_is_not_judged(demo_folder):
    found = gateway.control("10a", "cahors", JULY)
    assert found.at == JUNE
    assert found.points.index.max().date() == JUNE.start


def test_quarters_and_overlapping_months_have_no_limits(demo_folder, show):
    assert (
        gateway.control("17a", "cahors", Period(date(2026, 4, 1), PeriodKind.QUARTER)) is None
    )
    assert gateway.control("3b", "cahors", JUNE) is None
    text = said(show(demo_folder, "engagement", numero="3", indicateur="3b", periode="2026-06"))
    assert "3 mois glissants" in text


def test_the_flag_of_a_card_is_that_of_a_mandatory_indicator(demo_folder):
    cards = gateway.cards("gourdon", JUNE)
    for card in cards:
        raised = any(
            gateway.is_watched(gateway.control(each.code, "gourdon", JUNE), JUNE)
            for each in card.engagement.indicators
            if each.mandatory
        )
        assert card.to_watch == (raised and card.verdict in ("met", "missed", "inconclusive"))
    assert 0 < sum(card.to_watch for card in cards) < len(cards)


def test_the_flag_stands_beside_the_verdict_on_cards_and_page(demo_folder, show):
    flagged = next(card for card in gateway.cards("gourdon", JUNE) if card.to_watch)
    number = str(flagged.engagement.number)
    at = show(demo_folder, site="gourdon", periode="2026-06")
    bodies = [each.value for each in at.markdown if 'class="corps' in each.value]
    assert sum("à surveiller" in each for each in bodies) == sum(
        card.to_watch for card in gateway.cards("gourdon", JUNE)
    )
    at = show(demo_folder, "engagement", numero=number, site="gourdon", periode="2026-06")
    verdict = next(each.value for each in at.markdown if 'class="verdict"' in each.value)
    assert f"puce {flagged.verdict}" in verdict and "à surveiller" in verdict


def test_the_page_says_what_the_chart_says_and_by_which_rules(demo_folder, show):
    at = show(
        demo_folder,
        "engagement",
        numero="17",
        indicateur="17a",
        site="cahors",
        periode="2026-06",
    )
    assert not at.exception
    text = said(at)
    assert "En juin 2026, variation" in text
    assert "Si rien ne change, l'objectif sera" in text
    assert "« Making data count » (NHS), suites de 7 points" in text
    assert "Limites provisoires" not in text
    assert "En juin 2026, variation" in at.get("plotly_chart")[0].proto.alt.replace(
        "\u00a0", " "
    )


def test_the_table_and_the_file_hold_mean_and_limits(demo_folder, show):
    at = show(
        demo_folder,
        "engagement",
        numero="17",
        indicateur="17a",
        site="cahors",
        periode="2026-06",
    )
    table = next(each.value for each in at.table if "Objectif" in each.value.columns)
    assert {"Moyenne", "Limites", "Signal"} <= set(table.columns)
    past = gateway.history("17a", "cahors", JUNE)
    exported = gateway.history_table(past, gateway.control("17a", "cahors", JUNE))
    assert exported["Limite haute"].notna().sum() > 12
    assert "Moyenne" not in gateway.history_table(past, None)


def test_few_months_give_provisional_limits_and_no_flag(demo_folder, show):
    early = Period(date(2025, 1, 1))
    found = gateway.control("17a", "cahors", early)
    assert 2 <= found.known < 12
    assert found.reading.provisional and not gateway.is_watched(found, early)
    text = said(
        show(demo_folder, "engagement", numero="17", indicateur="17a", periode="2025-01")
    )
    assert "Limites provisoires" in text and "il en faut 12" in text


def test_an_old_point_raises_no_flag(demo_folder):
    reading = Reading(
        Variation.CONCERN, Assurance.HIT_OR_MISS, Signal.RUN_BELOW, "r", False, True
    )
    found = gateway.Control(gateway.control("17a", "cahors", JUNE).points, reading, JUNE, 20)
    assert gateway.is_watched(found, JUNE)
    assert gateway.is_watched(found, JULY)
    assert not gateway.is_watched(found, Period(date(2026, 8, 1)))


def test_what_is_not_measured_is_not_watched(demo_folder):
    finding = gateway.findings_of(17, "cahors", JUNE)[0]
    found = gateway.control("17a", "cahors", JUNE)
    raised = replace(found, reading=replace(found.reading, watch=True))
    assert gateway.is_flagged(finding, raised)
    silent = replace(finding, verdict=Verdict.NOT_MEASURED)
    assert not gateway.is_flagged(silent, raised)
    assert not gateway.is_flagged(finding, None)


def test_limits_start_anew_at_the_declared_event_and_the_page_says_why(demo_folder, show):
    found = gateway.control("10a", "cahors", JUNE)
    before, after = found.points.loc["2025-03-01"], found.points.loc["2025-04-01"]
    assert before["centre"] < 0.85 < after["floor"]
    assert (found.since, found.known) == (date(2025, 4, 1), 14)
    assert [each.title for each in found.decided] == [
        "Serveur vocal au standard",
        "Grève nationale",
    ]
    assert found.reading.assurance is Assurance.PASSING
    text = said(show(demo_folder, "engagement", numero="10", indicateur="10a", site="cahors"))
    assert "Carte p′ de Laney" in text
    assert "limites en vigueur calculées sur 14 mois mesurés, d'avril 2025 à juin 2026" in text
    assert "Limites recalculées à partir d'ici (Serveur vocal au standard" in text
    assert "Référent téléphonie" in text


def test_a_month_that_an_event_leaves_out_is_shown_and_is_no_signal(demo_folder):
    strike = gateway.control("10a", "cahors", JUNE).points.loc["2025-11-01"]
    assert strike["value"] < 0.6
    assert (strike["signal"], strike["variation"]) == ("excluded", "excluded")
    # At all sites together the same strike counts for the same.
    assert gateway.control("10a", EVERYWHERE, JUNE).points.loc["2025-11-01", "signal"] == (
        "excluded"
    )


def test_one_site_s_event_moves_no_limit_of_all_sites(demo_folder):
    whole = gateway.control("10a", EVERYWHERE, JUNE)
    assert whole.points["centre"].nunique() == 1
    assert [each.title for each in whole.decided] == ["Grève nationale"]


def test_a_large_count_is_judged_by_a_p_prime_chart_and_a_small_one_by_a_p_chart(demo_folder):
    kinds = {
        code: gateway.control(code, site, JUNE).kind
        for code, site in (("10a", "gourdon"), ("17c_median", "cahors"))
    }
    assert kinds == {
        "10a": ChartKind.PROPORTIONS,
        "17c_median": ChartKind.INDIVIDUALS,
    }
    assert gateway.control("10a", "cahors", JUNE).kind is ChartKind.PROPORTIONS_LANEY


def events_page(show, folder, **more):
    return show(
        folder,
        "engagement",
        **(
            {"numero": "17", "indicateur": "17a", "site": "figeac", "periode": "2026-06"} | more
        ),
    )


def test_every_chart_of_a_site_shows_its_events_and_those_of_all_sites(demo_folder, show):
    at = events_page(show, demo_folder)
    text = said(at)
    for told in ("① Changement de standard téléphonique", "② Grève nationale", "③ Crue"):
        assert told in text
    assert "Serveur vocal au standard" not in text
    table = next(each.value for each in at.table if "Objectif" in each.value.columns)
    assert "② Grève nationale" in table["Évènements"].to_list()
    alt = at.get("plotly_chart")[0].proto.alt.replace("\u00a0", " ")
    assert "② Grève nationale" in alt


def test_events_can_be_hidden_and_the_address_says_so(demo_folder, show):
    at = events_page(show, demo_folder, evenements="non")
    assert "Grève nationale" not in said(at)
    assert not at.toggle[0].value
    at.toggle[0].set_value(True).run()
    assert "evenements" not in at.query_params
    assert "Grève nationale" in said(at)


def test_a_visitor_of_one_site_sees_no_event_of_another(demo_folder, monkeypatch):
    monkeypatch.setattr(access, "perimeter", lambda: Perimeter(frozenset({"figeac"})))
    told = gateway.annotations("cahors", date(2024, 1, 1), date(2027, 1, 1))
    assert {each.title for each in told} == {
        "Changement de standard téléphonique",
        "Grève nationale",
        "Crue, cellule d'information du public",
    }


def test_signs_have_a_name_on_cards_and_words_on_the_page(demo_folder, show):
    at = show(demo_folder, site="cahors", periode="2026-06")
    card = next(each.value for each in at.markdown if "Taux de décroché" in each.value)
    assert 'role="img" aria-label="variation ordinaire"' in card
    assert 'aria-label="objectif assuré"' in card
    at = show(demo_folder, "engagement", numero="10", site="cahors", periode="2026-06")
    role = next(each.value for each in at.markdown if 'class="role"' in each.value)
    assert "</svg>variation ordinaire" in role and "</svg>objectif assuré" in role
