"""What is published: words that fit, nobody recognised, nothing that a browser would run."""

import re
from dataclasses import replace

import pytest

from etl.definitions.publications import load_publications
from etl.domain.assessments import Verdict
from etl.domain.dossier import Point
from etl.domain.engagements import Statistic
from etl.domain.periods import parse_period
from etl.errors import DefinitionError, DocumentError
from etl.exports import drawings, shown
from etl.exports.dossiers import published
from etl.exports.fragment import fragment
from etl.exports.national import national_csv
from etl.exports.poster import label, left_out, poster, promised
from etl.exports.transparency import transparency_pdf
from tests.documents.reading import pdf_text, plain
from tests.pipeline import folders


@pytest.fixture(scope="module")
def words(closed):
    return closed.words()


def with_counts(closed, met, missed, hides=True):
    """Return the dossier whose answered calls are so many, of people, n hidden or not."""
    own = closed.dossier()
    counted = met + missed
    changed = [
        replace(
            each,
            figures=tuple(
                replace(one, value=met / counted, met=met, missed=missed, counted=counted,
                        counts_hidden=hides, verdict=Verdict.MET, of_people=True, history=())
                if one.code == "10a" else one
                for one in each.figures
            ),
            verdict=Verdict.MET if each.number == 10 else each.verdict,
            lead="10a" if each.number == 10 else each.lead,
        )
        for each in own.promises
    ]  # fmt: skip
    return published(replace(own, promises=tuple(changed)))


@pytest.mark.parametrize(
    ("counts", "hides", "value", "effective"),
    [
        ((29, 1), True, "96,6 %", "non publié"),
        ((28, 1), True, "non publié", "non publié"),
        ((28, 1), False, "96,5 %", "29"),
        ((3, 1), True, "non publié", "non publié"),
    ],
)
def test_a_share_is_published_without_its_n_from_thirty_cases_on(
    closed, words, counts, hides, value, effective
):
    own = with_counts(closed, *counts, hides)
    figure = own.figure("10a")
    assert (plain(shown.value(figure)), plain(shown.effective(figure))) == (value, effective)
    table = plain(national_csv(own, words).decode("utf-8-sig"))
    wall, sheet = pdf_text(poster(own, words.wall)), pdf_text(transparency_pdf(own, words))
    page = plain(fragment(own, words).decode())
    line = next(each for each in table.split("Préfecture du Lot;") if ";10a;" in each)
    cells = line.split(";")
    assert (cells[7], cells[9]) == (value.removesuffix(" %"), effective)
    if value == "non publié":
        assert "trop peu de cas" in wall and "trop peu de cas" in sheet and value in page
    else:
        assert all(value in text for text in (wall, sheet, page))


@pytest.mark.parametrize(("hides", "told"), [(True, "non publié"), (False, "100")])
def test_the_n_of_a_figure_that_hides_it_is_told_by_no_other_of_the_same_cases(
    closed, hides, told
):
    # With « 98 % » and the n of its neighbour, anybody finds the two who were missed.
    own = closed.dossier()
    one = replace(
        own.figure("10a"), counted=100, counts_hidden=hides, statistic=Statistic.SHARE
    )
    other = replace(one, code="10z", counts_hidden=False)
    first = replace(own.promises[0], figures=(one, other), lead="10a")
    public = published(replace(own, promises=(first,)))
    assert [shown.effective(each) for each in public.promises[0].figures] == [told, told]


def test_a_month_of_few_people_is_not_published_nor_drawn(closed):
    own = closed.dossier()
    points = tuple(
        Point(parse_period(f"2025-0{month}"), 0.5, 0.2, 0.8, 0.9, Verdict.MISSED, counted,
              hidden=counted < 5)
        for month, counted in ((1, 40), (2, 4), (3, 60))
    )  # fmt: skip
    figure = replace(own.figure("10a"), history=points, statistic=Statistic.SHARE)
    first = replace(own.promises[0], figures=(figure,), lead="10a")
    public = published(replace(own, promises=(first,))).figure("10a")
    assert [each.value for each in public.history] == [0.5, None, 0.5]
    assert {each.low for each in public.history} == {None}
    assert (
        drawings.history(public).count("<circle") + drawings.history(public).count("<rect") == 2
    )


def test_every_promise_is_on_the_wall_under_words_of_its_own(closed, words):
    families = [number for each in words.wall.families for number in each.engagements]
    declared = closed.warehouse.declarations
    assert sorted(families) == sorted(each.number for each in declared.engagements)
    for engagement in declared.engagements:
        for each in engagement.indicators:
            assert not each.mandatory or each.code in words.wall.labels, each.code
    assert left_out(closed.public(), words.wall.families) == []


def test_a_label_that_does_not_fit_is_an_error_that_names_it(closed, words):
    wide = "MMMMMMMMMMMMMMMM MMMMMMMMMMMMMMMMM"
    labels = {**words.wall.labels, closed.public().promises[9].lead: wide}
    with pytest.raises(DocumentError, match=r"MMMM.* ne tient pas"):
        poster(closed.public(), replace(words.wall, labels=labels))
    with pytest.raises(DocumentError, match="n'a pas d'étiquette"):
        label(closed.public().promises[0].leading, replace(words.wall, labels={}))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('1a = "Horaires et adresses exacts"', f'1a = "{"a" * 35}"', "35 caractères"),
        ('1a = "Horaires', '1z = "Horaires', "1z"),
        ("https://www.lot", "javascript://www.lot", "https://"),
        ("engagements = [8, 9, 10]", "engagements = [8, 9, 99]", "99"),
    ],
)
def test_words_that_cannot_be_published_are_refused(closed, tmp_path, before, after, said):
    text = (folders.DATA / "publications.toml").read_text("utf-8")
    assert before in text
    (tmp_path / "publications.toml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(DefinitionError, match=said):
        load_publications(tmp_path, closed.warehouse.declarations)


def test_the_web_page_holds_no_script_style_or_link_and_names_its_cells(closed, words):
    hostile = replace(
        closed.public(),
        promises=(
            replace(closed.public().promises[0], short_title='<img src=x onerror="a()">&'),
            *closed.public().promises[1:],
        ),
    )
    page = fragment(hostile, words).decode()
    assert "&lt;img src=x" in page
    assert not re.search(
        r"<(script|style|a|img|link|iframe)\b|<[^>]*\s(on\w+|style|class)=", page
    )
    assert page.startswith('<section lang="fr" aria-labelledby=')
    assert page.count("<caption>") == page.count("<table>")
    assert all(f"<{tag} scope=" in page for tag in ("th",)) and "<th>" not in page
    names = re.findall(r' id="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert set(" ".join(re.findall(r'aria-labelledby="([^"]+)"', page)).split()) <= set(names)


def test_what_was_promised_is_told_as_it_was_decided(closed):
    figure = closed.dossier().figure("7a_sans")
    assert plain(promised(figure)) == "promis : 20 min au plus"
    assert plain(promised(closed.dossier().figure("10b"))) == "promis : moins de 10 %"
    assert promised(closed.dossier().figure("7a_moyen")) == ""


def test_a_value_never_shows_the_target_that_it_is_not(closed):
    figure = replace(closed.dossier().figure("10a"), target=0.85)
    for value, text in ((0.85, "85 %"), (0.84996, "84,9 %"), (0.85004, "85,004 %")):
        assert plain(shown.value(replace(figure, value=value))) == text
    assert shown.bare(replace(figure, value=0.85004)) == 85.004
    assert shown.bare(replace(figure, value=-0.1234)) == -12.4
    assert shown.bare(replace(figure, value=1234567.0, unit="nb", target=None)) == 1234567


def test_one_site_has_a_poster_of_its_own(closed, words):
    text = pdf_text(poster(closed.public("figeac"), words.wall, "a4"))
    assert "Figeac" in text and "pas de mesure ce trimestre" in text
