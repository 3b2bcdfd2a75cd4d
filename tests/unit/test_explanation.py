"""« Expliquer cette échéance »: the account of each day, and always the engine's answer."""

import math
from dataclasses import replace
from datetime import date, datetime, time

import pandas as pd
import pytest

from etl.calendars.day_accounts import DayStatus
from etl.calendars.explanation import (
    STATUS_WORDS,
    Explanation,
    explain_deadline,
    explanation_lines,
)
from etl.calendars.working_time import SiteCalendar, calendar_of
from etl.domain.engagements import Limit, Unit
from etl.domain.sites import Closure, OpeningHours, Slot
from tests.spec.prefecture import PREFECTURE, instant

BRIDGE = Closure(date(2026, 5, 15), date(2026, 5, 15), "pont de l'Ascension", "préfet")
ALERT = Closure(date(2026, 5, 11), date(2026, 5, 12), "alerte", "préfet", None, True)
WORKS = Closure(date(2026, 5, 18), date(2026, 5, 18), "travaux", "préfet", "accueil")
LOT = calendar_of(replace(PREFECTURE, code="explained", closures=(BRIDGE, ALERT, WORKS)))
FIVE_DAYS = Limit(5, Unit.WORKING_DAYS)
LONGEST = 50


def explained(
    start: str, limit: Limit, end: str | None = None, desk: str = "", site: SiteCalendar = LOT
) -> Explanation:
    return explain_deadline(site, instant(start), limit, end and instant(end), desk)


def told(found: Explanation) -> list[str]:
    """Return the lines of the days, with plain spaces."""
    return [" ".join(line.split()) for line in explanation_lines(found)[1:]]


def summary(found: Explanation) -> str:
    return " ".join(found.summary.split())


def test_each_day_of_a_limit_in_working_days_says_why_it_counts_or_not():
    found = explained("2026-05-06 10:00", FIVE_DAYS, "2026-05-21 09:00")
    assert told(found) == [
        "Mercredi 6 mai 2026 : jour de réception.",
        "Jeudi 7 mai 2026 : compté, 1 jour ouvré.",
        "Vendredi 8 mai 2026 : férié (Fête de la Victoire).",
        "Samedi 9 mai 2026 : week-end.",
        "Dimanche 10 mai 2026 : week-end.",
        "Lundi 11 mai 2026 : fermeture (alerte).",
        "Mardi 12 mai 2026 : fermeture (alerte).",
        "Mercredi 13 mai 2026 : compté, 2 jours ouvrés.",
        "Jeudi 14 mai 2026 : férié (Ascension).",
        "Vendredi 15 mai 2026 : compté malgré la fermeture (pont de l'Ascension), "
        "3 jours ouvrés.",
        "Samedi 16 mai 2026 : week-end.",
        "Dimanche 17 mai 2026 : week-end.",
        "Lundi 18 mai 2026 : compté, 4 jours ouvrés.",
        "Mardi 19 mai 2026 : échéance, 5 jours ouvrés.",
        "Mercredi 20 mai 2026 : dépassé, 6 jours ouvrés.",
        "Jeudi 21 mai 2026 : dépassé, 7 jours ouvrés, traité ce jour.",
    ]
    assert found.deadline == instant("2026-05-20 00:00")
    assert found.counted == 7
    assert summary(found) == (
        "Reçu le mercredi 6 mai 2026 à 10:00, à traiter en 5 jours ouvrés : le délai court à "
        "partir du lendemain et s'achève le mardi 19 mai 2026 à 24 heures. "
        "Traité le jeudi 21 mai 2026 à 09:00, après 7 jours ouvrés : hors délai."
    )


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ("2026-05-19 23:59", "après 5 jours ouvrés : dans le délai."),
        ("2026-05-20 00:00", "après 6 jours ouvrés : hors délai."),
        ("2026-05-07 08:00", "après 1 jour ouvré : dans le délai."),
        ("2026-05-06 11:00", "après 0 jour ouvré : dans le délai."),
        ("2026-05-06 09:59", "La date de traitement précède celle de réception : "
         "délai non calculé."),
        ("2041-01-01 00:00", "La date de traitement est hors du calendrier du site."),
    ],
)  # fmt: skip
def test_the_summary_says_whether_the_limit_was_kept(end, outcome):
    assert summary(explained("2026-05-06 10:00", FIVE_DAYS, end)).endswith(outcome)


def test_of_two_closures_on_one_day_the_one_that_stops_deadlines_is_told():
    day = date(2026, 3, 3)
    usual = Closure(day, day, "inventaire", "préfet")
    stopping = Closure(day, day, "alerte", "préfet", None, True)
    for both in ((usual, stopping), (stopping, usual)):
        site = calendar_of(replace(PREFECTURE, code="twice", closures=both))
        found = explained("2026-03-02 10:00", Limit(1, Unit.WORKING_DAYS), site=site)
        assert told(found)[1] == "Mardi 3 mars 2026 : fermeture (alerte)."
        assert found.deadline == instant("2026-03-05 00:00")


def test_a_calendar_day_counts_whatever_it_is_and_the_last_is_put_off():
    found = explained("2026-05-06 10:00", Limit(10, Unit.CALENDAR_DAYS), "2026-05-19 09:00")
    assert told(found)[2:6] == [
        "Vendredi 8 mai 2026 : compté (férié : Fête de la Victoire), 2 jours calendaires.",
        "Samedi 9 mai 2026 : compté (week-end), 3 jours calendaires.",
        "Dimanche 10 mai 2026 : compté (week-end), 4 jours calendaires.",
        "Lundi 11 mai 2026 : compté (fermeture : alerte), 5 jours calendaires.",
    ]
    assert told(found)[9:] == [
        "Vendredi 15 mai 2026 : compté (fermeture qui ne suspend pas les délais : "
        "pont de l'Ascension), 9 jours calendaires.",
        "Samedi 16 mai 2026 : échéance reportée (week-end), 10 jours calendaires.",
        "Dimanche 17 mai 2026 : échéance reportée (week-end), 11 jours calendaires.",
        "Lundi 18 mai 2026 : échéance, 12 jours calendaires.",
        "Mardi 19 mai 2026 : dépassé, 13 jours calendaires, traité ce jour.",
    ]
    assert "24 heures, premier jour ouvré après le samedi 16 mai 2026." in summary(found)
    kept = explained("2026-05-05 10:00", Limit(1, Unit.CALENDAR_DAYS))
    assert "premier jour ouvré" not in kept.summary


def test_opening_hours_are_told_with_their_intervals():
    limit = Limit(12, Unit.OPENING_HOURS)
    found = explained("2026-05-13 15:30", limit, "2026-05-21 10:00:30", "accueil")
    assert told(found) == [
        "Mercredi 13 mai 2026 : jour de réception, 15:30–16:30, 1 h 00.",
        "Jeudi 14 mai 2026 : férié (Ascension).",
        "Vendredi 15 mai 2026 : fermeture (pont de l'Ascension).",
        "Samedi 16 mai 2026 : week-end.",
        "Dimanche 17 mai 2026 : week-end.",
        "Lundi 18 mai 2026 : fermeture (travaux).",
        "Mardi 19 mai 2026 : compté, 09:00–12:00 et 13:30–16:30, + 6 h 00, "
        "soit 7 h 00 en tout.",
        "Mercredi 20 mai 2026 : échéance, 09:00–12:00 et 13:30–16:30, + 6 h 00, "
        "soit 13 h 00 en tout.",
        "Jeudi 21 mai 2026 : dépassé, 09:00–10:00:30, + 1 h 00, soit 14 h 00 en tout, "
        "traité ce jour.",
    ]
    assert found.counted == 14 * 3600 + 30
    assert (
        "aux heures d'ouverture et s'achève le mercredi 20 mai 2026 à 15:30." in found.summary
    )


def test_the_closure_of_another_desk_closes_nothing():
    found = explained("2026-05-18 08:00", Limit(1, Unit.OPENING_HOURS), desk="standard")
    assert told(found) == [
        "Lundi 18 mai 2026 : échéance (jour de réception), 09:00–10:00, 1 h 00."
    ]


def test_a_limit_used_up_at_closing_time_ends_on_that_day():
    found = explained("2026-05-04 09:00", Limit(6, Unit.OPENING_HOURS), desk="accueil")
    assert [each.status for each in found.days] == [DayStatus.DUE]
    assert found.days[0].day == date(2026, 5, 4)
    assert found.summary.endswith("s'achève le lundi 4 mai 2026 à 16:30.")


def test_a_day_without_hours_is_named_and_a_day_seen_before_it_opens_is_overdue():
    monday = OpeningHours(
        date(2020, 1, 1), (Slot(1, time(9), time(12)), Slot(6, time(22), time(0)))
    )
    site = calendar_of(replace(PREFECTURE, code="rare", desks={"accueil": (monday,)}))
    limit = Limit(3, Unit.OPENING_HOURS)
    found = explained("2026-03-09 09:00", limit, "2026-03-16 08:00", "accueil", site)
    assert [each.status for each in found.days] == [
        DayStatus.DUE, *[DayStatus.NOT_OPEN] * 4,
        DayStatus.OVERDUE, DayStatus.WEEKEND, DayStatus.OVERDUE,
    ]  # fmt: skip
    assert told(found)[5] == (
        "Samedi 14 mars 2026 : dépassé, 22:00–dimanche 15 mars 2026 à 00:00, "
        "+ 2 h 00, soit 5 h 00 en tout."
    )
    until_midnight = explained(
        "2026-03-14 12:00", Limit(2, Unit.OPENING_HOURS), None, "accueil", site
    )
    assert [each.day for each in until_midnight.days] == [date(2026, 3, 14)]


@pytest.mark.parametrize(
    ("limit", "line", "words"),
    [
        (Limit(25, Unit.SECONDS), "10:00–10:00:25, 25 s", "en 25 secondes"),
        (Limit(15, Unit.MINUTES), "10:00–10:15, 15 min 00 s", "en 15 minutes"),
        (Limit(1.5, Unit.HOURS), "10:00–11:30, 1 h 30", "en 1,5 heure "),
        (Limit(0.25, Unit.HOURS), "10:00–10:15, 15 min 00 s", "en 0,25 heure "),
    ],
)
def test_physical_time_is_one_line(limit, line, words):
    found = explained("2026-05-06 10:00", limit)
    assert told(found) == [f"Mercredi 6 mai 2026 : échéance, {line}."]
    assert words in summary(found)


def test_a_delay_without_any_length_ends_with_the_day_or_the_next_working_one():
    same = explained("2026-05-06 10:00", Limit(0, Unit.WORKING_DAYS))
    assert told(same) == ["Mercredi 6 mai 2026 : échéance (jour de réception)."]
    assert "sans délai : le délai s'achève le mercredi 6 mai" in summary(same)
    later = explained("2026-05-08 10:00", Limit(0, Unit.CALENDAR_DAYS))
    assert (
        told(later)[0]
        == "Vendredi 8 mai 2026 : jour de réception (férié : Fête de la Victoire)."
    )
    assert later.days[-1].day == date(2026, 5, 13)


def test_a_holiday_on_a_sunday_is_named_too():
    found = explained("2026-10-30 10:00", Limit(1, Unit.WORKING_DAYS))
    assert told(found)[2] == ("Dimanche 1er novembre 2026 : week-end (férié : Toussaint).")


@pytest.mark.parametrize(
    ("start", "limit", "words"),
    [
        ("1999-12-31 10:00", FIVE_DAYS, "hors du calendrier du site"),
        ("2041-01-01 10:00", FIVE_DAYS, "hors du calendrier du site"),
        ("2026-05-06 10:00", Limit(2, Unit.OPENING_HOURS), "pas d'horaires connus"),
    ],
)
def test_what_the_calendar_does_not_know_has_no_deadline_and_says_so(start, limit, words):
    found = explained(start, limit, start)
    assert (found.deadline, found.days) == (None, ())
    assert math.isnan(found.counted)
    assert explanation_lines(found) == [found.summary]
    assert words in found.summary


def test_a_limit_longer_than_the_hours_known_has_no_deadline_and_counts_all_the_same():
    found = explained(
        "2040-12-03 09:00", Limit(90_000, Unit.OPENING_HOURS), "2040-12-03 10:00", "accueil"
    )
    assert (found.deadline, found.counted) == (None, 3600)


def test_the_middle_of_a_long_span_is_told_in_one_line():
    found = explained("2024-03-30 10:00", FIVE_DAYS, "2026-05-06 09:00")
    (middle,) = (each for each in found.days if each.status is DayStatus.SUMMARISED)
    assert (middle.day, middle.until) == (date(2024, 4, 14), date(2026, 4, 24))
    assert told(found)[found.days.index(middle)] == (
        "Du dimanche 14 avril 2024 au vendredi 24 avril 2026 : jours résumés, "
        "+ 510 jours ouvrés, soit 519 jours ouvrés en tout."
    )
    assert len(found.days) <= LONGEST


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2024-03-30 12:00", "2024-04-01 12:00", 47),
        ("2024-10-26 12:00", "2024-10-28 12:00", 49),
    ],
)
def test_local_instants_on_both_sides_of_a_change_of_the_clock_are_physical(start, end, hours):
    found = explained(start, Limit(48, Unit.HOURS), end)
    assert found.counted == hours * 3600
    assert summary(found).endswith("dans le délai." if hours < 48 else "hors délai.")


def test_a_deadline_in_the_hour_that_comes_twice_is_equal_to_that_of_the_engine():
    start = pd.Series(pd.to_datetime(["2024-10-26T23:30Z"]))
    limit = Limit(1, Unit.HOURS)
    found = explain_deadline(LOT, start[0].to_pydatetime(), limit)
    assert found.deadline == LOT.deadline(start, limit)[0]


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="without time zone"):
        explain_deadline(LOT, datetime(2026, 5, 6, 10), FIVE_DAYS)


def test_every_status_has_its_french_words():
    assert set(STATUS_WORDS) == set(DayStatus)
