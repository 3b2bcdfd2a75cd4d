"""Under a telephone figure: its formula in words and numbers, and what others would say."""

import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.components import html
from dashboard.wording import telephone as words
from etl.formats import number

KEY = "autres-formules"


def show_formula(finding: gateway.Finding) -> None:
    """Show numerator, denominator and version of a figure that a formula counts."""
    account = gateway.formula_account(finding)
    if account is None or finding.is_silent:
        return
    html.show(html.paragraph(account.share))
    if not account.formula:
        return
    st.caption(account.formula)
    # Closed, it costs nothing: every call is counted again when it opens.
    box = st.expander(
        words.OTHER_FORMULAS, icon=":material/calculate:", key=KEY, on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.caption(words.VARIANTS_NOTE)
        table = gateway.variant_table(finding)
        st.table(_shown(table), hide_index=True, border="horizontal")
        st.markdown(f"**{words.CLASSES_HEADING}**")
        classes = gateway.class_table(finding)
        st.table(
            classes.assign(Nombre=classes["Nombre"].map(number)),
            hide_index=True,
            border="horizontal",
        )
        file_name = f"vigie-{finding.indicator.code}-{finding.period.code}-formules.csv"
        st.download_button(
            "Télécharger les formules (CSV)",
            data=lambda: gateway.table_csv(file_name, gateway.published_variants(table)),
            file_name=file_name,
            mime="text/csv",
            key="csv-formules",
            on_click="ignore",
            icon=":material/download:",
        )


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table to read: numerator and denominator side by side, as on a screen."""
    pairs = zip(table["Numérateur"], table["Dénominateur"], strict=True)
    return pd.DataFrame(
        {
            "Formule": table["Formule"],
            "Résultat": [wording.value_text(each, "%") for each in table["Résultat"]],
            "Appels": [words.out_of(part, whole) for part, whole in pairs],
            "Écartés": table["Écartés"].map(number),
        }
    )
