"""Wall, web, report, workbook and screen cannot differ: they are compared, figure by figure."""

import csv
import io

import pytest
import streamlit as st

from dashboard import access, wording
from dashboard.gateway import figures as screen
from etl.domain.assessments import Verdict
from etl.domain.people import Visitor
from etl.domain.perimeter import EVERYTHING
from etl.domain.periods import parse_period
from etl.domain.roles import Role
from etl.exports import shown
from etl.formats import beside
from tests.documents.reading import (
    docx_tables,
    files_of,
    html_rows,
    pdf_text,
    plain,
    sheet_rows,
)


@pytest.fixture(scope="module")
def files(closed):
    return files_of(closed.pack.data)


def test_every_figure_is_the_same_in_the_report_the_letter_and_the_workbook(closed, files):
    told = pdf_text(files["rapport/dossier-d-audit.pdf"])
    letter = {row[0]: row for table in docx_tables(files["rapport/dossier-d-audit.docx"])
              if table[0][0] == "Code" for row in table[1:]}  # fmt: skip
    workbook = {
        row["Code"]: row for row in sheet_rows(files["chiffres/chiffres.xlsx"], "Chiffres")
    }
    exact = {
        row["Code"]: row for row in sheet_rows(files["chiffres/chiffres.xlsx"], "Provenance")
    }
    figures = [figure for _, figure in closed.dossier().figures()]
    assert set(letter) == set(workbook) == {each.code for each in figures}
    assert any(each.value is not None for each in figures)
    for each in figures:
        value, span = plain(shown.value(each)), plain(shown.interval(each))
        assert letter[each.code][2:5] == [value, span, plain(shown.effective(each))], each.code
        assert plain(str(workbook[each.code]["Valeur"])) == value
        assert plain(str(workbook[each.code]["Intervalle à 95 %"])) == span
        assert workbook[each.code]["n"] == each.counted
        assert (exact[each.code]["Valeur exacte"] or None) == (each.value or None)
        assert value in told and span in told and plain(each.sentence) in told


def test_every_published_figure_is_that_of_the_report(closed, files):
    told = pdf_text(files["publication/affiche-a3.pdf"])
    small = pdf_text(files["publication/affiche-a4.pdf"])
    sheet = pdf_text(files["publication/transparence.pdf"])
    rows = html_rows(files["publication/page-web.html"])
    table = {row["Code"]: row for row in csv.DictReader(
        io.StringIO(files["publication/services-publics-plus.csv"].decode("utf-8-sig")),
        delimiter=";")}  # fmt: skip
    words = closed.words()
    for promise in closed.public().promises:
        figure = promise.leading
        is_told = promise.verdict not in (Verdict.NOT_MEASURED, Verdict.NOT_APPLICABLE)
        row = next(each for each in rows if each[0] == plain(promise.short_title))
        assert row[2] == (plain(shown.value(figure)) if is_told else "—")
        label = plain(words.wall.labels[figure.code])
        assert label in told and label in small
        if is_told and not figure.hidden:
            said = f"{label} {plain(shown.value(figure))}"
            assert said in told and said in small
    for line in words.services_publics_plus:
        figure = closed.public().figure(line.indicator)
        if figure.value is None or figure.hidden:
            continue
        digits = plain(shown.value(figure)).split(" ")[0]
        assert table[figure.code]["Résultat"] == digits.replace(" ", "")
        assert plain(shown.value(closed.dossier().figure(figure.code))).startswith(digits)
    for line in words.transparency.rows:
        figure = closed.public().figure(line.indicator)
        if figure.value is not None and not figure.hidden:
            assert plain(shown.value(figure)) in sheet


@pytest.mark.usefixtures("environment")
def test_the_screen_shows_the_figures_of_the_edition(closed):
    st.cache_data.clear()
    st.cache_resource.clear()
    with access.acting_as(Visitor("essai", Role.ADMINISTRATOR, EVERYTHING)):
        for promise, figure in closed.dossier().figures():
            found = screen.findings_of(promise.number, "*", parse_period("2025-T1"))
            own = next(each for each in found if each.indicator.code == figure.code)
            unit = wording.SHOWN_UNITS.get(figure.unit, figure.unit)
            assert shown.value(figure) == beside(own.value, own.target, unit)
            assert (figure.verdict, figure.counted) == (own.verdict, own.counted)
            assert figure.sentence == screen.sentence(own)
    st.cache_resource.clear()
