"""Formulas of the telephone: what a wrong declaration is told, and where."""

import pytest

from etl.definitions import examine
from etl.indicators.rules import RULES
from etl.readers.registry import FORMATS
from tests.pipeline import folders

TELEPHONE = "formulas/telephone.toml"
E10 = "engagements/e10*"
VERSION = 'since = 2022-09-01\norigin = "national"\n'


@pytest.fixture
def declared(tmp_path):
    return folders.declarations(tmp_path, ("e10",))


def mistakes(declared):
    formats = {each.name: frozenset(each.settings) for each in FORMATS}
    return [
        (error.path.name, error.key, error.reason)
        for error in examine(declared, RULES, formats)[1]
    ]


def test_the_formulas_of_the_lot_are_declared_without_a_mistake(declared):
    assert mistakes(declared) == []


@pytest.mark.parametrize(
    ("before", "after", "key", "reason"),
    [
        (
            "short_abandon_s = 5,",
            "court_s = 5,",
            "formulas[decroche_sp].versions[2022-09-01].switches.court_s",
            "clé inconnue",
        ),
        (
            'short_abandons = "counted"',
            'short_abandons = "oubliés"',
            "formulas[decroche_sp].versions[2022-09-01].switches.short_abandons",
            "valeur inconnue « oubliés »",
        ),
        (VERSION, VERSION.replace("since = 2022-09-01\n", ""), "since", "clé manquante"),
        (
            VERSION,
            VERSION.replace("2022-09-01", "2022-09-02"),
            "formulas[decroche_sp].versions[2022-09-02].since",
            "premier jour d'un mois",
        ),
        (
            "[[formulas]]\ncode = \"decroche_sans",
            "[[formulas.versions]]\nsince = 2022-09-01\norigin = \"local\"\n"
            "decided_by = \"Comité\"\n\n[[formulas]]\ncode = \"decroche_sans",
            "formulas[decroche_sp].versions.since",
            "« 2022-09-01 » est déclaré plusieurs fois",
        ),
        (
            'code = "decroche_global"',
            'code = "decroche_sp"',
            "formulas.code",
            "« decroche_sp » est déclaré plusieurs fois",
        ),
        (
            "short_abandon_s = 5,",
            "short_abandon_s = 0,",
            "formulas[decroche_sp].versions[2022-09-01].switches.short_abandon_s",
            "nombre positif",
        ),
        (
            'switches = { short_abandon_s = 5, short_abandons = "counted" }',
            'switches = { short_abandons = "excluded" }',
            "formulas[decroche_sp].versions[2022-09-01].switches.short_abandon_s",
            "clé manquante",
        ),
        (
            'switches = { short_abandon_s = 5, short_abandons = "counted" }',
            'switches = { abandons = "beyond_threshold" }',
            "formulas[decroche_sp].versions[2022-09-01].switches.abandons",
            "a besoin d'un seuil",
        ),
        (
            'decided_by = "Direction',
            'decided_by = ""\n# "Direction',
            "formulas[decroche_sp].versions[2022-09-01].decided_by",
            "texte vide",
        ),
    ],
    ids=[
        "unknown switch", "unknown word", "no date", "day of a month", "same date twice",
        "same code twice", "no length", "short without length", "no threshold", "nobody",
    ],
)  # fmt: skip
def test_a_wrong_formula_is_refused_with_file_key_and_reason(
    declared, before, after, key, reason
):
    folders.change(declared, TELEPHONE, before, after)
    found = [each for each in mistakes(declared) if each[0] == "telephone.toml"]
    assert any(own.endswith(key) and reason in told for _, own, told in found), found


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('formula = "decroche_sp"', 'formula = "decroche"', "formule inconnue « decroche »"),
        (
            'formula = "decroche_sp"',
            'formula = "niveau_service_presentes"',
            "la règle « answered_by_agent » ne compte pas « service_level »",
        ),
    ],
    ids=["unknown formula", "another kind"],
)
def test_an_indicator_names_a_formula_that_its_rule_can_count(declared, before, after, reason):
    folders.change(declared, E10, before, after)
    assert ("indicators[10a].parameters.formula", True) in [
        (key, reason in told) for _, key, told in mistakes(declared)
    ]


@pytest.mark.parametrize(("seconds", "refused"), [(25, False), (30, True)])
def test_a_threshold_that_is_not_the_limit_of_the_target_is_refused(declared, seconds, refused):
    before = 'switches = { abandons = "excluded", overflow'
    after = before.replace("{", f"{{ threshold_s = {seconds},")
    folders.change(declared, TELEPHONE, before, after)
    found = [key for _, key, told in mistakes(declared) if "contredit le délai" in told]
    assert found == (["indicators[10c].parameters.formula"] if refused else [])
