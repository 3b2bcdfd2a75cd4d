"""« Communication d'urgence » : the clocks of each crisis and exercise, and what is due."""

from datetime import date

import pytest

from dashboard import gateway
from dashboard.wording.emergency import summary
from etl.domain.periods import Period, PeriodKind
from tests.pages.conftest import said

YEAR = Period(date(2026, 1, 1), PeriodKind.YEAR)


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def in_year(period=YEAR, site="cahors"):
    return gateway.emergency_findings(site, period)


def test_each_event_has_one_clock_a_promise(demo_folder):
    flood = next(each for each in gateway.emergency_events(in_year()) if not each.is_exercise)
    clocks = {(each.kind, each.audience): each for each in flood.clocks}
    assert flood.name == "Crue du Lot et du Célé"
    assert clocks[("crisis_activation", "")].minutes == 48
    assert clocks[("cod_information", "media")].minutes == 74
    assert [each.kept for each in clocks.values()].count(False) == 1
    assert clocks[("cod_information", "media")].kept is False
    # The cell is active 48 minutes after the order: the media's clock starts there.
    assert clocks[("cod_information", "media")].begins == 48


def test_exactly_the_limit_is_kept(demo_folder):
    for event in gateway.emergency_events(in_year()):
        for each in event.clocks:
            assert each.kept is (each.minutes <= each.limit)


def test_the_clocks_agree_with_the_finding(demo_folder):
    activation = next(each for each in in_year() if each.indicator.code == "47a")
    clocks = [
        clock
        for event in gateway.emergency_events(in_year())
        for clock in event.clocks
        if clock.code == "47a"
    ]
    assert len(clocks) == activation.counted
    assert sum(each.kept is True for each in clocks) == activation.met


def test_a_target_of_one_a_year_is_due_by_the_end_of_the_month_a_year_later(demo_folder):
    found = {each.finding.indicator.code: each for each in gateway.held(in_year())}
    exercises = found["49a"]
    last = exercises.last_at
    assert last is not None
    leaves = date(last.year + 1 + (last.month == 12), last.month % 12 + 1, 1)
    assert exercises.due is not None
    assert (leaves - exercises.due).days == 1


def test_the_page_tells_real_from_exercise(demo_folder, show):
    at = show(demo_folder, "emergency", site="cahors", periode="2026")
    assert not at.exception
    text = said(at)
    assert "Crue du Lot et du Célé" in text
    assert "Évènements réels" in text and "Exercices" in text
    assert "74 min pour 60 min promises" in text


def test_a_site_without_emergency_duty_says_why(demo_folder, show):
    at = show(demo_folder, "emergency", site="figeac", periode="2026")
    assert not at.exception
    assert "Sans objet" in said(at)
    assert "départementale" in said(at)


@pytest.mark.parametrize(
    ("real", "exercises", "kept", "judged", "told"),
    [
        (0, 0, 0, 0, "Ni évènement réel ni exercice sur cette période."),
        (1, 0, 1, 1, "1 évènement réel : le délai est tenu."),
        (1, 2, 9, 9, "1 évènement réel et 2 exercices : les 9 délais sont tenus."),
        (0, 1, 1, 2, "1 exercice : 1 délai tenu sur 2 délais."),
        (2, 0, 0, 0, "2 évènements réels ; aucun délai n'est encore jugé."),
    ],
)
def test_the_summary_agrees_in_number(real, exercises, kept, judged, told):
    assert plain(summary(real, exercises, kept, judged)) == told
