"""Tables that leave the house: small counts of people are hidden, and the figures with them."""

import sys
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from dashboard import wording
from dashboard.gateway.control import history_table
from dashboard.gateway.delays import Delays, delays_table
from dashboard.gateway.disclosing import without_small_counts
from dashboard.gateway.formulas import published_variants
from dashboard.gateway.sensitivity import published as published_choices
from dashboard.gateway.warehouse import csv
from etl.domain.assessments import Verdict
from etl.domain.datasets import Dataset
from etl.domain.engagements import Statistic
from etl.domain.periods import Period

HIDDEN = wording.HIDDEN


def finding(month, met, missed, pending=0, statistic=Statistic.SHARE, dataset=Dataset.MAILS):
    counted = met + missed
    return SimpleNamespace(
        indicator=SimpleNamespace(dataset=dataset, statistic=statistic),
        period=Period(date(2025, month, 1)),
        value=met / counted,
        low=0.1,
        high=0.9,
        counted=counted,
        met=met,
        missed=missed,
        pending=pending,
        target=0.9,
        decided=None,
        verdict=Verdict.MET,
    )


@pytest.fixture(autouse=True)
def formula(monkeypatch):
    """A telephone figure shows its numerator and denominator too."""
    monkeypatch.setattr(
        sys.modules["dashboard.gateway.control"],
        "counted_columns",
        lambda each: {"Numérateur": each.met, "Dénominateur": each.met + each.missed},
    )
    monkeypatch.setattr(
        sys.modules["dashboard.gateway.control"], "told_by_others", lambda each: None
    )


def row(table, place):
    return table.loc[place, ["Valeur", "Borne basse", "Effectif", "En cours"]].to_list()


def test_a_share_goes_with_its_small_part_and_its_number_counted_stays():
    table = history_table([finding(1, 50, 50), finding(2, 97, 3)], None)
    assert row(table, 0) == [0.5, 0.1, 100, 0]
    assert row(table, 1) == [HIDDEN, HIDDEN, 100, 0]
    assert table["Numérateur"].to_list() == [50, HIDDEN]
    assert table["Dénominateur"].to_list() == [100, 100]


@pytest.mark.parametrize(("counted", "shown"), [(4, HIDDEN), (5, 5)])
def test_a_mean_goes_with_a_small_number_counted(counted, shown):
    one = finding(1, counted, 0, statistic=Statistic.MEDIAN)
    table = history_table([one], None)
    assert table.loc[0, "Effectif"] == shown
    assert bool(table.loc[0, "Valeur"] == HIDDEN) is (counted < 5)


def test_what_is_pending_is_hidden_by_itself():
    table = history_table([finding(1, 50, 50, pending=2)], None)
    assert row(table, 0) == [0.5, 0.1, 100, HIDDEN]


def test_exercises_and_checks_are_nobodys_secret():
    table = history_table([finding(1, 1, 1, dataset=Dataset.EVENTS)], None)
    assert row(table, 0) == [0.5, 0.1, 2, 0]


def test_a_target_and_a_verdict_stay_to_be_read():
    table = history_table([finding(1, 97, 3)], None)
    assert table.loc[0, "Objectif"] == 0.9
    assert table.loc[0, "Verdict"] == wording.VERDICTS[Verdict.MET]


@pytest.mark.parametrize(("missed", "is_told"), [(3, True), (50, False)])
def test_a_file_with_hidden_cells_says_why(missed, is_told, monkeypatch):
    monkeypatch.setattr(
        sys.modules["dashboard.gateway.warehouse"], "timezone", lambda site: "Europe/Paris"
    )
    text = csv(history_table([finding(1, 97, missed)], None)).decode("utf-8-sig")
    assert (wording.HIDDEN_NOTE in text) is is_told


def test_a_row_with_a_small_count_keeps_neither_counts_nor_figures():
    week = pd.DataFrame(
        {"Heure": [*"9012"], "Visites": [4, 5, 3, 9], "Attente": [12.0, 8.0, 7.0, 6.0]}
    )
    told = without_small_counts(week, ("Visites",), ("Attente",))
    assert told.to_dict("list") == {
        "Heure": [*"9012"],
        "Visites": [HIDDEN, 5, HIDDEN, 9],
        "Attente": [HIDDEN, 8.0, HIDDEN, 6.0],
    }


@pytest.mark.parametrize(
    ("visits", "marks"),
    [
        # Of 46 in all, those shown leave the 4: another row is hidden with it.
        ([4, 30, 12], "x.x"),
        # Three rows of one, and their sum: each is one.
        ([1, 1, 1, 7, 50], "xxxx."),
        # Two rows that leave 6 are 1 to 5, each.
        ([3, 3, 40, 50], "xx.."),
        # Two that leave 5 could be four values only.
        ([3, 2, 40, 50], "xxx."),
        ([5, 0, 40], "..."),
    ],
)
def test_the_sum_of_all_rows_tells_no_hidden_one(visits, marks):
    frame = pd.DataFrame({"Visites": visits})
    told = without_small_counts(frame, ("Visites",), ())
    assert "".join("x" if each == HIDDEN else "." for each in told["Visites"]) == marks


@pytest.mark.parametrize(("met", "hides"), [(16, True), (15, False), (20, False)])
def test_what_is_left_of_a_count_is_a_count_too(met, hides):
    frame = pd.DataFrame({"Comptés": [20, 60, 50], "Décrochés": [met, 30, 30]})
    counts = ("Comptés", "Décrochés")
    told = without_small_counts(frame, counts, (), parts=[counts])
    assert bool(told.loc[0, "Comptés"] == HIDDEN) is hides


def test_rows_that_tell_each_other_s_counts_are_hidden_together():
    scores = pd.DataFrame(
        {
            "Question": ["a", "a", "b", "b"],
            "Réponses": [2, 40, 0, 9],
            "Part": [0.05, 0.95, 0, 1],
        }
    )
    told = without_small_counts(scores, ("Réponses",), ("Part",), "Question")
    assert list(told["Réponses"]) == [HIDDEN, HIDDEN, 0, 9]
    assert list(told["Part"]) == [HIDDEN, HIDDEN, 0, 1]


@pytest.mark.parametrize(("short", "hides"), [(2, True), (0, False), (7, False)])
def test_formulas_that_differ_by_a_small_count_are_hidden_whole(short, hides):
    table = pd.DataFrame(
        {
            "Formule": ["toutes", "sans abandons courts"],
            "Résultat": [0.8, 80 / (100 - short)],
            "Numérateur": [80, 80],
            "Dénominateur": [100, 100 - short],
            "Écartés": [0, short],
            "Mesure absente": [0, 0],
        }
    )
    told = published_variants(table)
    assert list(told.columns) == list(table.columns)
    assert (told["Numérateur"] == HIDDEN).all() == hides


@pytest.mark.parametrize(("contacts", "hides"), [(4, True), (5, False)])
def test_the_curve_of_very_few_requests_is_hidden(contacts, hides):
    curve = pd.DataFrame({"delay": [0, 1], "share": [0.2, 1.0], "low": 0.1, "high": 1.0})
    told = delays_table(Delays(curve, contacts, contacts, 1, 1, (5,), 1))
    assert list(told["Jours ouvrés"]) == [0, 1]
    assert (told["Part répondue"] == HIDDEN).all() == hides


@pytest.mark.parametrize(
    ("cases", "results", "hides"),
    [
        ([100, 100], [0.9, 0.5], False),
        # Of 100, three were missed: 97 %.
        ([100, 100], [0.97, 0.5], True),
        # Two more by the other choice.
        ([100, 102], [0.5, 0.5], True),
        # Another result of the same cases: four of them are judged otherwise, or five.
        ([100, 100], [0.54, 0.5], True),
        ([100, 100], [0.55, 0.5], False),
        ([4, 4], [0.5, 0.5], True),
    ],
)
def test_choices_that_differ_by_a_small_count_are_hidden_whole(cases, results, hides):
    table = pd.DataFrame({"Résultat": results, "Cas": cases, "Verdict": "Conforme"})
    told = published_choices(table, finding(1, 50, 50))
    assert (told["Cas"] == HIDDEN).all() == (told["Résultat"] == HIDDEN).all() == hides
    assert list(told["Verdict"]) == ["Conforme", "Conforme"]
