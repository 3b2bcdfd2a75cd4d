"""Under a telephone figure: numerator, denominator, formula and version, and the others."""

import inspect
from datetime import date

import pytest

from dashboard import gateway
from dashboard.components.formula import KEY
from etl.domain.periods import Period
from tests.pages import warehouses
from tests.pages.conftest import said

MARCH = Period(date(2025, 3, 1))


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "numerator", "denominator"),
    [
        (
            "10a",
            "appels décrochés par un agent (",
            "appels qui demandaient un agent aux heures",
        ),
        ("10b", "appels qu'aucun agent n'a décrochés (", "appels qui demandaient un agent aux"),
        (
            "10c",
            "appels décrochés en 25 s au plus (",
            "appels décrochés par un agent aux heures",
        ),
    ],
)
def test_the_figure_says_what_it_counts_of_what_and_by_which_version(
    show, full_folder, code, numerator, denominator
):
    text = plain(
        said(show(full_folder, "engagement", numero="10", indicateur=code, periode="2025-03"))
    )
    assert f"Numérateur : {numerator}" in text
    assert f"dénominateur : {denominator}" in text
    assert "version du 1er septembre 2022 (origine :" in text


def test_a_telephone_figure_without_a_declared_formula_says_its_numbers(show, full_folder):
    at = show(full_folder, "engagement", numero="5", indicateur="5b", periode="2025-03")
    assert "Numérateur : " in plain(said(at))
    assert "Appels transférés et décrochés, rapportés aux appels transférés" in said(at)


def test_an_indicator_that_is_not_of_the_telephone_says_nothing_of_it(show, full_folder):
    at = show(full_folder, "engagement", numero="17", indicateur="17a", periode="2025-03")
    assert "Numérateur" not in said(at)


def test_the_same_calls_stand_beside_every_formula_and_every_end(show, full_folder):
    at = show(full_folder, "engagement", numero="10", indicateur="10c", periode="2025-03")
    assert not any("Formule" in table.value.columns for table in at.table)
    at.session_state[KEY] = True
    at.run()
    tables = [table.value for table in at.table]
    (formulas,) = [each for each in tables if "Formule" in each.columns]
    assert formulas["Formule"].str.contains("(formule appliquée)", regex=False).sum() == 1
    assert len(formulas) == 12
    (ends,) = [
        each for each in tables if "Décompte" in each.columns and "Nombre" in each.columns
    ]
    assert set(ends.columns) == {"Appels", "Nombre", "Décompte"}


@pytest.fixture
def findings(full_folder, monkeypatch):
    for name, value in warehouses.variables(full_folder).items():
        monkeypatch.setenv(name, value)
    return {each.indicator.code: each for each in gateway.findings_of(10, "*", MARCH)}


def test_the_numbers_told_are_those_of_the_finding(findings):
    for code in ("10a", "10b", "10c"):
        finding = findings[code]
        account = gateway.formula_account(finding)
        assert account.whole == finding.counted
        assert account.part == pytest.approx(finding.value * finding.counted)
        table = gateway.variant_table(finding)
        own = table[table["Formule"].str.contains("appliquée")].iloc[0]
        assert own["Dénominateur"] == finding.counted
        assert own["Écartés"] == finding.excluded
        ends = gateway.class_table(finding)
        whole = finding.met + finding.missed + finding.excluded + finding.unknown
        assert ends["Nombre"].sum() == whole
        assert ends["Appels"].notna().all()


def test_a_spreadsheet_of_the_history_says_the_formula_of_each_period(findings, monkeypatch):
    # So few calls are hidden: what is looked at here is what is written when they are not.
    writer = inspect.getmodule(gateway.history_table)
    monkeypatch.setattr(writer, "disclosed_findings", lambda frame, *_: frame)
    past = gateway.history("10a", "*", MARCH)
    exported = gateway.history_table(past, None)
    row = exported.iloc[-1]
    assert (row["Numérateur"], row["Dénominateur"]) == (
        findings["10a"].met,
        findings["10a"].counted,
    )
    assert row["Formule"].startswith("Formule")
    assert "Numérateur" not in gateway.history_table(gateway.history("17a", "*", MARCH), None)


def test_each_case_says_why_it_counts_or_not(findings):
    finding = findings["10a"]
    asked = gateway.Asked("10a", "*", MARCH, finding.as_of)
    page = gateway.case_page(asked, "tous", 1)
    assert "Décompte" in page.rows.columns
    assert page.rows["Décompte"].notna().all()
    opened_case = gateway.case(asked, page.ids[0])
    assert dict(opened_case.fields)["Décompte"] == page.rows["Décompte"].iloc[0]
