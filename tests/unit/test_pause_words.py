"""Pauses and limits in words: what a reader is told beside a figure."""

from datetime import UTC, datetime, time

import pytest

from dashboard.wording.pauses import (
    counting_text,
    overrun_sentence,
    pauses_text,
    saved_sentence,
)
from etl.calendars.holidays import ZONES, to_confirm
from etl.calendars.pauses import Suspension
from etl.domain.datasets import Dataset
from etl.domain.engagements import Limit, Receipt, Unit


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").split())


@pytest.mark.parametrize(
    ("saved", "held", "without", "said"),
    [
        (0, 0, 0.9, ""),
        (1, 0, 0.899, "1 demande tient le délai grâce à une suspension (89,9 % sans les "
            "suspensions)."),
        (12, 0, 0.5, "12 demandes tiennent le délai grâce à une suspension (50 % sans les "
            "suspensions)."),
        (2, 3, None, "2 demandes tiennent le délai grâce à une suspension ; 3 attendent "
            "l'usager, délai suspendu."),
        (0, 1, None, "1 demande attend l'usager, délai suspendu."),
    ],
)  # fmt: skip
def test_a_figure_says_what_pauses_saved(saved, held, without, said):
    assert plain(saved_sentence(saved, held, without, "%", Dataset.MAILS)) == said


def test_a_pause_is_told_with_its_reason_and_its_author_and_whether_it_counts():
    begun, over = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (4, 6))
    ended = Suspension(begun, over, "pièce manquante", "bureau des titres")
    still = Suspension(begun, over, "pièce manquante", "bureau des titres", is_open=True)
    told = plain(pauses_text([ended, still], "Europe/Paris", deducted=False))
    assert told.count("pièce manquante (bureau des titres)") == 2
    assert "toujours en attente" in told
    assert told.endswith("(non déduit de ce délai)")
    assert "non déduit" not in pauses_text([ended], "Europe/Paris", deducted=True)


def test_how_a_limit_is_counted_is_said_with_its_declared_rules():
    assert counting_text(Limit(20, Unit.MINUTES)) == ""
    plainest = plain(counting_text(Limit(5, Unit.WORKING_DAYS)))
    assert plainest == (
        "le jour de réception ne compte pas ; le délai expire le dernier jour à minuit"
    )
    late = counting_text(Limit(5, Unit.WORKING_DAYS, Receipt.NEXT_OPEN_DAY, time(16, 30)))
    assert "réputé reçu le jour ouvert suivant" in late
    assert "16:30" in late
    assert "reporté au jour ouvré suivant" in counting_text(Limit(7, Unit.CALENDAR_DAYS))


def test_overruns_are_said_only_where_there_are_some():
    assert overrun_sentence(None, None) == ""
    assert "2 jours ouvrés de dépassement médian" in plain(overrun_sentence(2, 5.5))


def test_zones_without_an_official_list_are_marked():
    marked = {zone for zone in ZONES if "à confirmer" in to_confirm(zone)}
    assert marked == {
        *("guadeloupe", "martinique"),
        *("nouvelle-caledonie", "polynesie-francaise", "wallis-et-futuna"),
    }
