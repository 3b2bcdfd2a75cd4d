"""The data box: a chart never comes without its sentence, its table and its CSV."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import gateway
from dashboard.charts.history import CONFIG
from dashboard.components import html


@dataclass(frozen=True)
class DataBox:
    """What is said four times: as a picture, a sentence, a table and a file.

    ``key`` tells the box from the others of the page; ``sentence`` says what is drawn and
    how to read it, ``reading`` what it means, if more can be said, ``basis`` what it rests
    on; ``shown`` is the table to read, ``exported`` the one to compute with.
    """

    key: str
    figure: go.Figure
    sentence: str
    shown: pd.DataFrame
    exported: pd.DataFrame
    file_name: str
    reading: str = ""
    # Said to those who do not see the picture: it stands elsewhere on the page.
    lecture: str = ""
    # What its marks are, and what it rests on, in smaller words.
    listed: str = ""
    basis: str = ""


def show_box(box: DataBox) -> None:
    told = [each for each in (box.sentence, box.listed, box.basis) if each]
    with st.container(key=f"encadre-{box.key}", gap="small"):
        if box.reading:
            html.show(html.paragraph(box.reading))
        st.plotly_chart(
            box.figure,
            key=f"graphique-{box.key}",
            theme="streamlit",
            config=dict(CONFIG),
            alt=" ".join(filter(None, ["Graphique.", box.lecture, box.reading, *told])),
        )
        st.caption("\n\n".join(told))
        with st.expander("Les chiffres du graphique", icon=":material/table_rows:"):
            st.table(box.shown, hide_index=True, border="horizontal")
        st.download_button(
            "Télécharger les chiffres (CSV)",
            data=lambda: gateway.csv(box.exported),
            file_name=box.file_name,
            mime="text/csv",
            key=f"csv-{box.key}",
            on_click="ignore",
            icon=":material/download:",
        )
