"""Another charter, another export: files of declarations, and not a line of Python."""

from datetime import date

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from etl.cli import main
from etl.domain.datasets import Dataset
from etl.pipeline import Status
from etl.store.facts import load_facts
from tests.pipeline import folders
from tests.pipeline.prefecture import local

AT = local("2025-04-10T08:00")
ENGAGEMENT = """
number = 21
title = "Nous délivrons votre certificat le jour même"
short_title = "Certificat le jour même"
module = "titres"
heading = "Certificats"
source = "Charte d'une autre préfecture"

[[indicators]]
code = "21a"
title = "Certificats remis dans la journée"
dataset = "events"
rule = "done_in_time"
statistic = "share"
unit = "%"
better = "higher"
population = "census"
mandatory = true
enough = 5
where = { kind = ["certificate"] }
why_it_matters = "Revenir coûte une demi-journée."
formula = "Certificats remis le jour de la demande, rapportés aux demandes."
evidence = ["Registre"]

[[indicators.targets]]
since = 2025-01-01
value = 0.80
comparison = "at_least"
origin = "local"
source = "Charte d'une autre préfecture"
decided_by = "Comité qualité"
limit = { amount = 8, unit = "hours" }
limit_origin = "local"
limit_source = "Charte d'une autre préfecture"
"""
SOURCE = """
name = "certificats"
title = "Registre des certificats"
dataset = "events"
format = "delimited"
site = "figeac"
rhythm = "monthly"
signature = ["Certificat", "Demandé", "Remis"]

[columns]
source_id = { header = ["Certificat"] }
kind = { parse = "constant", constant = "certificate" }
started_at = { header = ["Demandé"], parse = "timestamp", layouts = ["%d.%m.%Y %Hh%M"] }
done_at = { header = ["Remis"], parse = "timestamp", layouts = ["%d.%m.%Y %Hh%M"], empty = "—" }
"""
EXPORT = "Certificat,Demandé,Remis"
ROWS = [f"C{day},{day:02}.03.2025 09h00,{day:02}.03.2025 11h30" for day in range(3, 8)]
LATE = ["C10,10.03.2025 09h00,—", "C11,11.03.2025 09h00,12.03.2025 10h00"]


@pytest.fixture
def declared(declared):
    """Return declarations without e10, with an engagement and a source of their own."""
    (declared / "engagements" / "e21-certificats.toml").write_text(ENGAGEMENT, "utf-8")
    (declared / "sources" / "certificats.toml").write_text(SOURCE, "utf-8")
    return declared


def test_an_export_that_a_file_describes_is_imported(prefecture):
    report = prefecture.send("mars.csv", EXPORT, [*ROWS, "C20,hier,—"], AT)
    assert (report.status, report.source) == (Status.IMPORTED, "certificats")
    assert (report.saved.new, report.saved.rejected) == (5, 1)
    with prefecture.warehouse.store.reading() as connection:
        facts = load_facts(connection, Dataset.EVENTS)
    assert set(facts["site"].astype("str")) == {"figeac"}
    assert facts["done_at"].iloc[0] == local("2025-03-03T11:30")


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [(ROWS, "met"), (ROWS[:3] + LATE, "missed"), (ROWS[:3], "inconclusive")],
    ids=["met", "missed", "inconclusive"],
)
def test_an_engagement_that_a_file_declares_has_a_verdict(prefecture, rows, verdict):
    prefecture.send("mars.csv", EXPORT, rows, AT)
    prefecture.assess(AT)
    assert prefecture.verdict(21, "2025-03", "figeac") == verdict
    assert prefecture.verdict(21, "2025-03", "gourdon") == "not_measured"
    assert prefecture.finding("21a", "2025-03", "*")["counted"] == len(rows)


def test_it_is_in_the_command_line_and_on_the_page(declared, tmp_path, monkeypatch, capsys):
    export = tmp_path / "mars.csv"
    export.write_text("\n".join([EXPORT, *ROWS]), "utf-8")
    monkeypatch.setenv("QUALITY_DATABASE_URL", f"sqlite:///{tmp_path}/quality.db")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("QUALITY_LOCAL", str(tmp_path))
    monkeypatch.setenv("QUALITY_DECLARATIONS", str(declared))
    assert main(["ingest", str(export)]) == 0
    assert "5\xa0nouveaux" in capsys.readouterr().out
    assert main(["status"]) == 0
    assert "Registre des certificats" in capsys.readouterr().out
    # The warehouse of another test must not answer for this one.
    st.cache_data.clear()
    st.cache_resource.clear()
    page = AppTest.from_file(str(folders.ROOT / "streamlit_app.py"), default_timeout=60).run()
    assert not page.exception
    assert "Certificats" in [each.value for each in page.header]
    links = [each.proto.label for each in page.get("page_link")]
    assert "21 · Certificat le jour même" in links


def test_a_declared_engagement_waits_for_its_first_fact(prefecture):
    prefecture.send("mars.csv", EXPORT, ROWS, AT)
    prefecture.assess(AT)
    assert prefecture.verdict(49, "2025-03", "cahors") == "not_measured"
    assert date(2025, 3, 1) in set(prefecture.findings("21a")["start"].dt.date)
