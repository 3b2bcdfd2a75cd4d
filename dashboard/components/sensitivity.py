"""« Banc de sensibilité » : which choices would change the verdict; computed when opened."""

import pandas as pd
import streamlit as st

from dashboard import gateway, theme, wording
from dashboard.components import html
from dashboard.components.formula import show_formula
from dashboard.gateway.sensitivity import formula_titles, is_tested, published, sensitivity
from dashboard.wording import sensitivity as words
from etl.domain.assessments import Verdict
from etl.formats import number

KEY = "sensibilite"


def show_counting(finding: gateway.Finding) -> None:
    """Show how a figure was counted, then what other choices would have made of it."""
    show_formula(finding)
    show_sensitivity(finding)


def show_sensitivity(finding: gateway.Finding) -> None:
    """Show the verdict by each other choice; nothing where none is known."""
    if not is_tested(finding):
        return
    # Closed, it costs nothing: every case is judged again by each choice when it opens.
    box = st.expander(words.HEADING, icon=":material/tune:", key=KEY, on_change="rerun")
    if not box.open:
        return
    with box:
        found = sensitivity(finding)
        if len(found) < 2:
            st.caption(words.NOTHING)
            return
        html.show(html.paragraph(words.sentence(len(found) - 1, int(found["flips"].sum()))))
        st.caption(words.NOTE)
        table = _table(found)
        st.table(_shown(table, found, finding), hide_index=True, border="horizontal")
        file_name = f"vigie-{finding.indicator.code}-{finding.period.code}-sensibilite.csv"
        st.download_button(
            "Télécharger le banc (CSV)",
            data=lambda: gateway.table_csv(file_name, published(table, finding)),
            file_name=file_name,
            mime="text/csv",
            key="csv-sensibilite",
            on_click="ignore",
            icon=":material/download:",
        )


def _table(found: pd.DataFrame) -> pd.DataFrame:
    formulas = formula_titles()
    pairs = zip(found["choice"], found["option"], strict=True)
    verdicts = {str(each): text for each, text in wording.VERDICTS.items()}
    return pd.DataFrame(
        {
            "Choix": [words.option(choice, code, formulas) for choice, code in pairs],
            "Résultat": found["value"],
            "Cas": found["counted"],
            "Verdict": found["verdict"].map(verdicts),
            "Change le verdict": found["flips"].map(words.FLIPS),
        }
    )


def _shown(table: pd.DataFrame, found: pd.DataFrame, finding: gateway.Finding) -> pd.DataFrame:
    """Return the table to read: what changes the verdict in bold, verdicts with marks."""
    unit = finding.indicator.unit
    marks = [theme.MARKS[Verdict(each)] for each in found["verdict"]]
    return table.assign(
        **{
            "Choix": [
                f"**{name}**" if flips else name
                for name, flips in zip(table["Choix"], found["flips"], strict=True)
            ],
            "Résultat": [
                wording.value_text(None if pd.isna(each) else each, unit, finding.target)
                for each in table["Résultat"]
            ],
            "Cas": table["Cas"].map(number),
            "Verdict": [
                f"{mark} {verdict}"
                for mark, verdict in zip(marks, table["Verdict"], strict=True)
            ],
        }
    )
