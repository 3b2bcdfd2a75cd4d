"""The data box: a chart never comes without its title, sentence, table, files and source."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.charts.history import CONFIG
from dashboard.components import html
from dashboard.components.alike import show_alike
from dashboard.components.annotations import is_shown
from dashboard.gateway import exporting, sourcing
from dashboard.wording import figures as words
from dashboard.wording.annotations import days_text
from dashboard.wording.events import during
from etl.domain.datasets import Dataset

WORKBOOKS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class DataBox:
    """What is said five times: as a picture, a sentence, a table and two files.

    ``key`` tells the box from the others of the page; ``sentence`` says what is drawn and
    how to read it, ``reading`` what it means, if more can be said, ``basis`` what it rests
    on; ``shown`` is the table to read, ``exported`` the one to compute with, already without
    what may not leave the house. ``counted`` is the number of cases in words; the sources
    are those of ``import_ids``, else all those of the facts ``about``.
    """

    key: str
    title: str
    figure: go.Figure
    sentence: str
    shown: pd.DataFrame
    exported: pd.DataFrame
    file_name: str
    counted: str
    about: Dataset
    import_ids: tuple[int, ...] = ()
    reading: str = ""
    # Said to those who do not see the picture: it stands elsewhere on the page.
    lecture: str = ""
    # What its marks are, and what it rests on, in smaller words.
    listed: str = ""
    basis: str = ""
    # What it draws is of the chosen site and period, without an axis of time to mark.
    in_period: bool = True

    @property
    def captions(self) -> list[str]:
        return [each for each in (self.sentence, self.listed, self.basis) if each]


@dataclass(frozen=True)
class _Files:
    """What the two files of a box hold: the table to compute with, and what is told of it."""

    name: str
    title: str
    exported: pd.DataFrame
    told: tuple[tuple[str, str], ...]


def show_box(box: DataBox) -> None:
    """Show a box that is drawn anew for each visitor."""
    with st.container(key=f"encadre-{box.key}", gap="small"):
        _show_downloads(box.key, _draw(box))


def show_boxed(key: str, make: Callable[..., DataBox], *codes: object) -> None:
    """Show the box ``key`` that ``make`` returns for some codes, as ``show_alike`` asks."""
    with st.container(key=f"encadre-{key}", gap="small"):
        _show_downloads(key, show_alike(_made, make, is_shown(), *codes))


def _made(make: Callable[..., DataBox], with_events: bool, *codes: object) -> _Files:
    return _draw(make(*codes))


def _draw(box: DataBox) -> _Files:
    """Show all of a box but its files; return what they hold."""
    origin = _origin(box)
    rests_on = words.rests_on(box.counted, origin.titles, origin.received)
    happened = _happened() if box.in_period else ""
    captions = [each for each in (*box.captions, happened, rests_on) if each]
    told = [words.chart(box.title), box.lecture, box.reading, *captions]
    html.show(html.figure_title(box.title) + html.paragraph(box.reading))
    st.plotly_chart(
        box.figure,
        key=f"graphique-{box.key}",
        theme="streamlit",
        config=dict(CONFIG),
        alt=" ".join(filter(None, told)),
    )
    st.caption("\n\n".join(captions))
    with st.expander(words.TABLE, icon=":material/table_rows:"):
        st.table(box.shown, hide_index=True, border="horizontal")
    return _Files(box.file_name, box.title, box.exported, _cover(box, origin))


def _origin(box: DataBox) -> sourcing.Provenance:
    if box.import_ids:
        return sourcing.behind_imports(box.import_ids)
    return sourcing.behind(box.about, filters.chosen().site)


def _cover(box: DataBox, origin: sourcing.Provenance) -> tuple[tuple[str, str], ...]:
    """Return what the sheet that explains a workbook says."""
    chosen = filters.chosen()
    site = chosen.site
    return (
        (words.SITE, gateway.site_titles().get(site, site)),
        (words.PERIOD, wording.period_text(chosen.period)),
        *words.cover([box.reading, *box.captions], box.counted, origin.titles, origin.received),
    )


def _show_downloads(key: str, files: _Files) -> None:
    """Show the two files: made when asked, of the same table."""
    site = filters.chosen().site
    workbook = files.name.removesuffix(".csv") + ".xlsx"
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            words.CSV,
            data=lambda: gateway.table_csv(files.name, files.exported, site),
            file_name=files.name,
            mime="text/csv",
            key=f"csv-{key}",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            words.XLSX,
            data=lambda: exporting.table_xlsx(
                workbook, files.title, files.exported, files.told, site
            ),
            file_name=workbook,
            mime=WORKBOOKS,
            key=f"xlsx-{key}",
            on_click="ignore",
            icon=":material/table_view:",
        )


def _happened() -> str:
    """Name the events of the chosen site and period, unless the visitor hides them."""
    if not is_shown():
        return ""
    chosen = filters.chosen()
    told = gateway.annotations(chosen.site, chosen.period.start, chosen.period.end)
    return during([(each.title, days_text(each)) for each in told])
