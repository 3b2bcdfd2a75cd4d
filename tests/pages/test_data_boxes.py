"""Every figure comes with its title, sentence, table, two files, number and source."""

import io

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from dashboard import access, wording
from dashboard.components import figure
from dashboard.gateway import exporting, sourcing, workbooks
from dashboard.gateway.disclosing import OF_PEOPLE
from dashboard.gateway.warehouse import warehouse
from etl.domain.datasets import Dataset
from etl.domain.journal import Deed
from etl.store.ledger import Wanted, load_journal
from tests.pages.conftest import said

# Pages with a figure, and where to look for it in the samples.
PLACES = {
    "engagement": {"numero": "17", "indicateur": "17b", "site": "cahors"},
    "telephone": {"site": "cahors"},
    "mails": {"site": "cahors", "au": "2025-03-12"},
    "reception": {"site": "cahors"},
    "mystery": {},
    "satisfaction": {},
    "emergency": {},
}
# Columns of whole numbers that count nobody.
NOT_COUNTS = {"Note", "Fois ouverte", "Jours observés", "Attente, de (s)", "Attente, à (s)",
              "Agents au téléphone", "Agents à prévoir", "Jours ouvrés", "Jours"}  # fmt: skip


@pytest.fixture
def boxes(monkeypatch):
    """Return the list of the boxes that the pages show from now on."""
    seen = []
    drawn = figure._draw

    def record(box):
        seen.append((box, figure._origin(box)))
        return drawn(box)

    monkeypatch.setattr(figure, "_draw", record)
    return seen


def test_every_figure_has_its_title_sentence_table_source_and_files_without_small_counts(
    show, full_folder, boxes, subtests
):
    for page, place in PLACES.items():
        boxes.clear()
        at = show(full_folder, page, periode="2025-03", **place)
        with subtests.test(page):
            assert boxes
            text = said(at)
            charts = at.get("plotly_chart")
            assert len(charts) == len(boxes)
            assert all(each.proto.alt.startswith("Graphique") for each in charts)
            for box, origin in boxes:
                assert f'class="titre-figure">{plain(box.title)}' in text
                assert box.sentence and len(box.shown)
                assert origin.received and "données reçues au" in text
                assert plain(origin.titles[0]) in text
                if box.about in OF_PEOPLE:
                    assert small_counts(box.exported) == [], box.key
            labels = [each.label for each in at.get("download_button")]
            assert labels.count("Télécharger les chiffres (CSV)") == len(boxes)
            assert labels.count("Télécharger les chiffres (Excel)") == len(boxes)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def small_counts(frame: pd.DataFrame) -> list[str]:
    return [
        f"{name}: {value}"
        for name in frame.columns
        if name not in NOT_COUNTS and "moyenne" not in name.lower()
        for value in frame[name]
        if isinstance(value, int) and value in (1, 2, 3, 4)
    ]


def test_the_workbook_holds_the_cells_of_the_csv_and_says_what_they_are(
    show, full_folder, monkeypatch
):
    show(full_folder)
    frame = pd.DataFrame({"Mois": ["mars", "=1"], "Part": [0.5, wording.HIDDEN]})
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(workbooks.xlsx("Décroché", frame, [("Périmètre", "Cahors")]))
    )
    assert book.sheet_names == ["Lisez-moi", "Décroché"]
    rows = book.get_sheet_by_index(1).to_python()
    assert rows[:3] == [["Mois", "Part"], ["mars", 0.5], ["=1", "masqué"]]
    told = str(book.get_sheet_by_index(0).to_python())
    assert "Cahors" in told and "effectif de 1 à 4" in told


def test_a_table_that_is_taken_out_is_a_line_in_the_journal_of_acts(show, full_folder):
    show(full_folder)
    frame = pd.DataFrame({"Mois": ["mars", "avril"]})
    exporting.table_csv("delais.csv", frame)
    exporting.table_xlsx("delais.xlsx", "Délais", frame, [], "cahors")
    with warehouse().store.reading() as connection:
        lines = load_journal(connection, Wanted(deeds=(Deed.EXPORT,)), limit=2)
    assert lines["subject"].tolist() == ["delais.xlsx", "delais.csv"]
    assert lines["author"].unique().tolist() == [access.visitor()]
    assert '"rows":2' in lines["after"].iloc[0]


def test_a_visitor_of_one_site_is_told_no_source_of_another(show, full_folder, monkeypatch):
    show(full_folder)
    own = sourcing.behind(Dataset.MAILS, "figeac")
    every = sourcing.behind(Dataset.MAILS, "*")
    assert set(own.titles) < set(every.titles)
