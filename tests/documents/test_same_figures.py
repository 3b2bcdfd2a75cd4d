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
from etl.exports.review import review_docx
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


def on_screen(closed):
    """Return the value of each figure as the page of its engagement shows it."""
    st.cache_data.clear()
    st.cache_resource.clear()
    told = {}
    with access.acting_as(Visitor("essai", Role.ADMINISTRATOR, EVERYTHING)):
        for promise, figure in closed.dossier().figures():
            found = screen.findings_of(promise.number, "*", parse_period("2025-T1"))
            own = next(each for each in found if each.indicator.code == figure.code)
            unit = wording.SHOWN_UNITS.get(figure.unit, figure.unit)
            assert (figure.verdict, figure.counted) == (own.verdict, own.counted)
            assert figure.sentence == screen.sentence(own)
            told[figure.code] = beside(own.value, own.target, unit)
    st.cache_resource.clear()
    return told


def in_tables(closed, files):
    """Return what each document that has a table says of each figure that it tells."""
    letter = {row[0]: row[2] for table in docx_tables(files["rapport/dossier-d-audit.docx"])
              if table[0][0] == "Code" for row in table[1:]}  # fmt: skip
    workbook = sheet_rows(files["chiffres/chiffres.xlsx"], "Chiffres")
    leading = {each.short_title: each.leading.code for each in closed.dossier().promises}
    titles = {plain(title): code for title, code in leading.items()}
    review = [row for table in docx_tables(review_docx(closed.dossier()))
              if table[0][1:3] == ["Engagement", "Résultat"] for row in table[1:]]  # fmt: skip
    page = html_rows(files["publication/page-web.html"])
    return {
        "lettre": letter,
        "classeur": {row["Code"]: str(row["Valeur"]) for row in workbook},
        "revue de direction": {titles[row[1]]: row[2].partition(" (")[0] for row in review},
        "page web": {titles[row[0]]: row[2] for row in page if row[0] in titles},
        "tableau national": {
            row["Code"]: row["Résultat"]
            for row in csv.DictReader(
                io.StringIO(files["publication/services-publics-plus.csv"].decode("utf-8-sig")),
                delimiter=";",
            )
        },
        "écran": on_screen(closed),
    }


def in_lines(closed, files):
    """Return, for each document set as a page, its text and the figures that it tells."""
    words, public = closed.words(), closed.public()
    wall = {each.leading.code: plain(words.wall.labels[each.leading.code]) + " "
            for each in public.promises}  # fmt: skip
    national = {line.indicator: "" for line in words.transparency.rows}
    every = {figure.code: "" for _, figure in closed.dossier().figures()}
    return {
        "rapport": (pdf_text(files["rapport/dossier-d-audit.pdf"]), every),
        "affiche A3": (pdf_text(files["publication/affiche-a3.pdf"]), wall),
        "affiche A4": (pdf_text(files["publication/affiche-a4.pdf"]), wall),
        "programme Transparence": (pdf_text(files["publication/transparence.pdf"]), national),
    }


@pytest.mark.usefixtures("environment")
def test_a_figure_is_the_same_on_screen_and_in_every_document(closed, files):
    tables, lines = in_tables(closed, files), in_lines(closed, files)
    hidden = {each.code for _, each in closed.public().figures() if each.hidden}
    heard = dict.fromkeys([*tables, *lines], 0)
    for _, figure in closed.dossier().figures():
        if figure.value is None or figure.code in hidden:
            continue
        whole = plain(shown.value(figure))
        number = whole.split(" ")[0]
        for document, own in tables.items():
            if figure.code in own and own[figure.code] != "—":
                said = plain(own[figure.code])
                assert said.split(" ")[0] == number, (document, figure.code)
                assert said in (whole, number), (document, figure.code)
                heard[document] += 1
        for document, (text, own) in lines.items():
            if figure.code in own:
                assert own[figure.code] + whole in text, (document, figure.code)
                heard[document] += 1
    assert all(heard.values()), heard
    assert heard["écran"] == heard["rapport"] == heard["lettre"] == heard["classeur"]
