"""What holds of every page, whatever the warehouse."""

from tests.pages.conftest import OF_DATA, PAGES, said


def test_an_empty_warehouse_says_what_to_do(show, empty_folder, subtests):
    for page in OF_DATA:
        with subtests.test(page):
            text = said(show(empty_folder, page))
            assert "python -m etl demo" in text
            assert "python -m etl ingest FICHIER" in text


def test_a_wrong_key_is_said_in_french_instead_of_a_traceback(
    show, empty_folder, monkeypatch, subtests
):
    monkeypatch.setenv("QUALITY_SECRET_KEY", "ab" * 32)
    for page in OF_DATA:
        with subtests.test(page):
            at = show(empty_folder, page)
            assert not at.exception
            assert "clé" in said(at)


def test_no_chart_is_shown_outside_the_data_box():
    from tests.pages.warehouses import ROOT

    charts = ("plotly_chart", "line_chart", "bar_chart", "altair_chart", "vega_lite_chart",
              "area_chart", "scatter_chart", "pyplot")  # fmt: skip
    users = {
        path.name
        for path in [*ROOT.glob("dashboard/**/*.py"), ROOT / "streamlit_app.py"]
        if any(f"st.{chart}(" in path.read_text("utf-8") for chart in charts)
    }
    assert users == {"figure.py"}


def test_no_cached_function_takes_a_frame():
    import re

    from tests.pages.warehouses import ROOT

    text = "".join(path.read_text("utf-8") for path in ROOT.glob("dashboard/**/*.py"))
    kept = r"@st\.cache_(?:data|resource)\([^@]*?\)\ndef \w+\((?!\))(.+?)\) ->"
    cached = re.findall(kept, text, re.DOTALL)
    assert len(cached) > 10
    assert [each for each in cached if "DataFrame" in each] == []
    assert all(each.strip().startswith("version: int") for each in cached)


def test_pages_are_short():
    from tests.pages.warehouses import ROOT

    pages = [each for each in ROOT.glob("dashboard/pages/*.py") if each.name != "__init__.py"]
    assert len(pages) == len(PAGES)
    assert all(len(each.read_text("utf-8").splitlines()) <= 70 for each in pages)
