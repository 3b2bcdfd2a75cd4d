"""How far two observers of the same mystery tests agree, point by point."""

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.charts.points import points_figure
from dashboard.components import html
from dashboard.components.figure import DataBox, show_box
from dashboard.components.tables import show_table
from dashboard.gateway.mystery import Observers
from dashboard.wording import observers as words
from etl.domain.datasets import Dataset


def show_observers(campaign: gateway.Campaign, found: Observers | None) -> None:
    """Show the agreement up to a campaign; without double ratings, how to make some."""
    st.header(words.TITLE, anchor=False)
    if found is None or not found.tests:
        html.show(html.paragraph(words.NONE))
        html.show(html.paragraph(words.apart(found.apart if found else 0)))
        st.caption(f"{words.HOW_TO}\n\n{words.PRIVACY}")
        return
    points, measured = found.points, found.measured
    agreed, pairs = int(points["agreed"].sum()), int(points["counted"].sum())
    html.show(
        html.paragraph(
            words.summary(campaign.channel, campaign.code, found.tests, agreed, pairs)
        )
    )
    if measured.empty:
        most = int(points["counted"].max()) if len(points) else 0
        html.show(html.paragraph(words.too_few(most)))
        show_table(_shown(points))
        st.caption(f"{words.HOW_TO}\n\n{words.PRIVACY}")
        return
    worst = measured.iloc[0]
    show_box(
        DataBox(
            key="accord",
            title=words.FIGURE,
            in_period=False,
            figure=points_figure(_drawn(measured)),
            sentence=words.LEGEND,
            reading=words.weakest(
                str(worst["title"]), float(worst["share"]), int(worst["counted"])
            ),
            listed=words.READING,
            basis=" ".join(
                filter(
                    None,
                    (
                        words.left_out(len(points) - len(measured)),
                        words.apart(found.apart),
                        words.unnamed(found.unnamed),
                        words.PRIVACY,
                    ),
                )
            ),
            shown=_shown(points),
            exported=_exported(points),
            counted=wording.counted(found.tests, words.RATED_TWICE),
            about=Dataset.MYSTERY,
            file_name=f"vigie-accord-{campaign.code}-{campaign.channel}.csv",
        )
    )


def _drawn(measured: pd.DataFrame) -> pd.DataFrame:
    rows = measured.to_dict("records")
    return measured.assign(
        label=[
            words.label(
                str(each["title"]), each["share"], int(each["agreed"]), int(each["counted"])
            )
            for each in rows
        ],
        said=[
            words.said(str(each["title"]), int(each["agreed"]), int(each["counted"]))
            for each in rows
        ],
        before=np.nan,
    )


def _shown(points: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Point": each["title"],
                "D'accord": f"{int(each['agreed'])} sur {int(each['counted'])}",
                **_told(each),
                "Un seul dit «\u202fsans objet\u202f»": str(int(each["one_sided"])),
            }
            for each in points.to_dict("records")
        ]
    )


def _told(point: dict[str, float]) -> dict[str, str]:
    """Return what is measured of a point, or that it is not."""
    if point["share"] != point["share"]:
        return dict.fromkeys(
            ("Accord", "Intervalle", "AC1 de Gwet", "Kappa de Cohen"), words.NOT_MEASURED
        )
    return {
        "Accord": wording.value_text(point["share"], "%"),
        "Intervalle": wording.interval_text(point["low"], point["high"], "%"),
        "AC1 de Gwet": words.coefficient(point["ac1"], point["ac1_low"], point["ac1_high"]),
        "Kappa de Cohen": words.coefficient(
            point["kappa"], point["kappa_low"], point["kappa_high"]
        ),
    }


def _exported(points: pd.DataFrame) -> pd.DataFrame:
    names = {
        "title": "Point",
        "counted": "Doubles cotations",
        "agreed": "D'accord",
        "share": "Accord",
        "low": "Borne basse",
        "high": "Borne haute",
        "ac1": "AC1 de Gwet",
        "ac1_low": "AC1, borne basse",
        "ac1_high": "AC1, borne haute",
        "kappa": "Kappa de Cohen",
        "kappa_low": "Kappa, borne basse",
        "kappa_high": "Kappa, borne haute",
        "one_sided": "Sans objet pour un seul",
    }
    return points[[*names]].rename(columns=names)
