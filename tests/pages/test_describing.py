"""« Décrire un tableau » : an unknown table becomes a source without Python."""

import shutil
import tomllib

import pytest

from tests.pages import warehouses
from tests.pages.conftest import said

TABLE = (
    "Réf;Reçu le;Répondu le;Canal;Nature\n"
    "A1;03/04/2026;05/04/2026;Courriel;Réclamation\n"
    "A2;04/04/2026;;Courrier;Autre\n"
    "A3;05/04/2026;06/04/2026;Minitel;Autre\n"
)


@pytest.fixture
def own_declarations(monkeypatch, tmp_path, show):
    """Return what shows pages on a copy of the declarations, which a test may write to."""
    copied = tmp_path / "declarations"
    for name in ("engagements", "sites", "sources", "formulas"):
        if (warehouses.ROOT / "data" / name).exists():
            shutil.copytree(warehouses.ROOT / "data" / name, copied / name)
    known = warehouses.variables

    def variables(folder):
        return known(folder) | {"QUALITY_DECLARATIONS": str(copied)}

    monkeypatch.setattr(warehouses, "variables", variables)
    return copied


def sent(at, text=TABLE, name="suivi.csv", encoding="cp1252"):
    at.file_uploader(key="tableau").upload(name, text.encode(encoding))
    return at.run()


def test_the_table_is_understood_before_anything_is_asked(own_declarations, show, full_folder):
    at = sent(show(full_folder, "describing"))
    assert not at.exception
    assert "séparateur « ; », en-têtes à la ligne 1" in said(at)
    assert at.selectbox[0].value == "mails"
    picked = {each.key: each.value for each in at.multiselect}
    assert picked["entetes-mails-received_at"] == ["Reçu le"]
    assert picked["entetes-mails-answered_at"] == ["Répondu le"]


def test_dates_that_read_both_ways_are_asked_and_never_guessed(
    own_declarations, show, full_folder
):
    at = sent(show(full_folder, "describing"))
    assert at.radio(key="dates").value is None
    assert not at.text_input
    at.radio(key="dates").set_value("3 avril (jour d'abord)").run()
    assert "03/04/2026" in said(at)
    at.radio(key="dates").set_value("4 mars (mois d'abord)").run()
    assert "04/03/2026" in said(at)


def test_dates_that_read_one_way_are_not_asked(own_declarations, show, full_folder):
    at = sent(show(full_folder, "describing"), TABLE.replace("06/04", "26/04"))
    # « Reçu le » still reads both ways.
    assert at.radio(key="dates").value is None
    clear = TABLE.replace("06/04", "26/04").replace("05/04/2026;06", "15/04/2026;06")
    at = sent(show(full_folder, "describing"), clear.replace("03/04", "13/04"), "autre.csv")
    assert [each.key for each in at.radio] in ([], ["dates"])


def test_a_word_without_meaning_is_shown_as_a_rejection(own_declarations, show, full_folder):
    at = sent(show(full_folder, "describing"))
    at.radio(key="dates").set_value("3 avril (jour d'abord)").run()
    assert "3 lignes essayées : 2 acceptées, 1 rejetée" in said(at)
    assert "Minitel" in said(at)


def test_the_source_is_saved_and_reads_the_file(own_declarations, show, full_folder):
    at = sent(show(full_folder, "describing"))
    at.radio(key="dates").set_value("3 avril (jour d'abord)").run()
    at.selectbox(key="mot-mails-channel-Minitel").set_value("form").run()
    assert "3 acceptées" in said(at)
    at.text_input[0].set_value("suivi_courriels")
    at.text_input[1].set_value("Suivi des courriels")
    at.get("button")[-1].click().run()
    assert not at.exception
    assert [each.value for each in at.success]
    written = own_declarations / "sources" / "suivi_courriels.toml"
    told = tomllib.loads(written.read_text("utf-8"))
    assert told["columns"]["received_at"]["layouts"] == ["%d/%m/%Y"]
    assert told["columns"]["channel"]["meanings"]["Minitel"] == "form"
    at = sent(show(full_folder, "describing"))
    assert "lit déjà ce fichier" in " ".join(str(each.value) for each in at.info)


def test_persons_are_not_shown(own_declarations, show, full_folder):
    table = TABLE.replace("Nature\n", "Nature;Expéditeur\n").replace(
        "Autre\n", "Autre;Zoé Martin\n"
    )
    at = sent(show(full_folder, "describing"), table.replace("tion\n", "tion;Zoé Martin\n"))
    at.radio(key="dates").set_value("3 avril (jour d'abord)").run()
    assert "•••" in said(at)
    assert "Zoé Martin" not in said(at)


def test_a_wrong_name_is_refused_in_french_and_nothing_is_written(
    own_declarations, show, full_folder
):
    at = sent(show(full_folder, "describing"))
    at.radio(key="dates").set_value("3 avril (jour d'abord)").run()
    before = sorted((own_declarations / "sources").iterdir())
    at.text_input[0].set_value("../ailleurs")
    at.get("button")[-1].click().run()
    assert "lettres minuscules" in said(at)
    assert sorted((own_declarations / "sources").iterdir()) == before


def test_what_is_no_table_is_refused_in_french(own_declarations, show, full_folder):
    at = sent(show(full_folder, "describing"), "\x00\x01\x02", "image.bin")
    assert not at.exception
    assert at.error
