"""A telephone formula in words: what a reader sees under the figure."""

from dataclasses import replace
from datetime import date

import pytest

from etl.assessments.counting import account_of, share_sentence, version_sentence
from etl.domain.engagements import Origin
from etl.domain.formulas import FormulaVersion, Settled, Switches
from etl.indicators.rules import RULES
from etl.pipeline import load_definitions
from tests.pipeline.folders import DATA

DECLARED = load_definitions(DATA)
MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)


def account(code, formula=None, months=(MARCH,)):
    indicator = DECLARED.indicator(code)
    own = DECLARED.formulas[formula] if formula else DECLARED.formula_of(indicator)
    return account_of(indicator, own, months)


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_figure_says_its_numerator_and_its_denominator_with_their_numbers():
    assert plain(share_sentence(account("10a"), 1204, 1310)) == (
        "Numérateur : appels décrochés par un agent (1 204) ; dénominateur : appels qui "
        "demandaient un agent aux heures d'ouverture (1 310)."
    )


def test_the_figure_says_which_version_counted_it_and_who_decided():
    assert plain(version_sentence(account("10a"))) == (
        "Formule : Taux de décroché par un agent (Services Publics +), version du "
        "1er septembre 2022 (origine : national ; décision : Direction interministérielle de "
        "la transformation publique)."
    )


@pytest.mark.parametrize(
    ("code", "formula", "numerator", "denominator"),
    [
        (
            "10b",
            None,
            "appels qu'aucun agent n'a décrochés",
            "appels qui demandaient un agent aux heures d'ouverture",
        ),
        (
            "10c",
            None,
            "appels décrochés en 25 s au plus",
            "appels décrochés par un agent aux heures d'ouverture",
        ),
        (
            "10a",
            "decroche_sans_abandons_courts",
            "appels décrochés par un agent",
            "appels qui demandaient un agent aux heures d'ouverture, hors abandons avant 5 s",
        ),
        (
            "10a",
            "decroche_global",
            "appels décrochés par un agent et appels servis par le serveur vocal",
            "appels présentés aux heures d'ouverture, serveur vocal compris",
        ),
        (
            "10b",
            "abandon_sans_courts",
            "appels abandonnés par l'appelant, hors abandons avant 5 s",
            "appels présentés aux heures d'ouverture, hors abandons avant 5 s",
        ),
        (
            "10c",
            "niveau_service_abandons_rapides_servis",
            "appels décrochés en 25 s au plus et abandons en 25 s au plus",
            "appels présentés aux heures d'ouverture, hors débordements",
        ),
        (
            "10c",
            "niveau_service_abandons_tardifs",
            "appels décrochés en 25 s au plus",
            "appels présentés aux heures d'ouverture, hors abandons en 25 s au plus et "
            "débordements",
        ),
        (
            "10c",
            "niveau_service_abandons_courts_servis",
            "appels décrochés en 25 s au plus et abandons avant 5 s",
            "appels présentés aux heures d'ouverture, hors débordements",
        ),
    ],
)
def test_each_formula_has_its_own_words(code, formula, numerator, denominator):
    found = account(code, formula)
    assert (plain(found.numerator), plain(found.denominator)) == (numerator, denominator)


def test_a_span_of_two_versions_names_both():
    formula = DECLARED.formulas["decroche_sp"]
    later = FormulaVersion(
        APRIL,
        Origin.LOCAL,
        "Comité qualité",
        switches=Switches(short_abandon_s=10, short_abandons=Settled.EXCLUDED),
    )
    changed = replace(formula, versions=(*formula.versions, later))
    indicator = DECLARED.indicator("10a")
    whole = account_of(indicator, changed, [MARCH, APRIL])
    assert plain(version_sentence(whole)) == (
        "Formule : Taux de décroché par un agent (Services Publics +), version du 1er avril "
        "2025 (origine : local ; décision : Comité qualité). Les mois d'avant le 1er avril "
        "2025 gardent leur formule (version du 1er septembre 2022) ; le total est la somme "
        "des mois."
    )
    assert "hors abandons avant 10 s" in plain(whole.denominator)
    before = account_of(indicator, changed, [MARCH])
    assert "hors" not in before.denominator


def test_every_indicator_that_a_formula_may_count_names_its_own():
    counted = [each for each in DECLARED.indicators if RULES[each.rule].formulas]
    assert {"10a", "10b", "10c"} <= {each.code for each in counted}
    assert [each.code for each in counted if DECLARED.formula_of(each) is None] == []


def test_every_declared_formula_can_be_said_in_words():
    indicator = DECLARED.indicator("10c")
    told = {
        (found.numerator, found.denominator)
        for found in (
            account_of(indicator, each, [MARCH]) for each in DECLARED.formulas.values()
        )
    }
    assert len(told) == len(DECLARED.formulas)
