"""Sources, quarantine and journal of imports."""

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components.importing import show_replay
from dashboard.components.tables import page_choice, show_table
from dashboard.components.trust import show_grades
from dashboard.gateway import journal
from dashboard.wording import phrases, trust
from etl.formats import ABSENT, day, instant, number

REJECTIONS_A_PAGE = gateway.REJECTIONS_A_PAGE
IMPORTS_A_PAGE = 25
REMARKS_SHOWN = 20
FILE, PAGE, JOURNAL_PAGE = "fichier", "page_rejets", "page_imports"
EVERY_FILE = 0


def show_sources(sources: pd.DataFrame) -> None:
    """Show each source with its state; those never received in a list apart."""
    st.header("Sources", anchor=False)
    received = sources[sources["state"] != "absent"]
    if len(received):
        st.table(_sources_table(received), hide_index=True, border="horizontal")
        show_grades(received)
    absent = sources.loc[sources["state"] == "absent", "title"]
    if len(absent):
        with st.expander(phrases.never_received_title(len(absent))):
            st.caption(phrases.never_received(absent.tolist()))


def _sources_table(sources: pd.DataFrame) -> pd.DataFrame:
    columns = {
        "Source": sources["title"],
        "État": sources["state"].map(phrases.SOURCE_MARKS),
        trust.HEADING: [
            trust.grade_text(gateway.trust_of(each).grade) for each in sources["source"]
        ],
        "Attendue": sources["rhythm"].map(wording.RHYTHMS),
        "Premier fait": _texts(sources["first_at"], day),
        "Dernier fait": _texts(sources["last_at"], day),
        "Dernier import": _texts(sources["last_import_at"], instant),
        "Faits": sources["facts"].map(number),
        "Rejets": sources["rejected"].map(number),
    }
    return pd.DataFrame(columns)


def _texts(instants: pd.Series, written: Callable[[datetime], str]) -> pd.Series:
    texts = instants.astype("object").map(written, na_action="ignore")
    return texts.astype("object").fillna(ABSENT)


def show_quarantine(imports: pd.DataFrame) -> None:
    """Show refused rows with their reason and remedy."""
    if not journal.sees_rows():
        return
    st.header("Quarantaine", anchor=False)
    refusing = imports[imports["waiting"] > 0]
    if refusing.empty:
        st.caption(phrases.NO_REJECTION)
        return
    names = dict(zip(refusing["id"], refusing["file_name"], strict=True))
    replayable = refusing.loc[refusing["kind"] != "refusal", "id"].tolist()
    filters.follow(FILE, [EVERY_FILE, *names], EVERY_FILE)
    st.selectbox(
        "Fichier",
        [EVERY_FILE, *names],
        key=FILE,
        format_func=lambda each: names.get(each, "Tous les fichiers"),
        on_change=filters.note,
        args=(FILE, PAGE),
    )
    import_id = st.session_state[FILE] or None
    total = gateway.count_rejections(import_id)
    st.caption(phrases.quarantine_text(total))
    pages = max(1, -(-total // REJECTIONS_A_PAGE))
    page = min(filters.page(PAGE), pages)
    show_table(gateway.rejections(import_id, page))
    page_choice(pages, PAGE, page)
    show_replay(import_id if import_id in replayable else None)
    st.download_button(
        "Télécharger la quarantaine (CSV)",
        data=lambda: gateway.rejections_csv(import_id),
        file_name="vigie-quarantaine.csv",
        mime="text/csv",
        key="csv-rejets",
        on_click="ignore",
        icon=":material/download:",
    )


def show_remarks() -> None:
    """Show what was accepted and deserves a look."""
    remarks = gateway.remarks()
    if remarks.empty:
        return
    st.header(phrases.REMARKS, anchor=False)
    st.caption(phrases.REMARKS_NOTE)
    if len(remarks) <= REMARKS_SHOWN:
        show_table(remarks)
        return
    show_table(remarks.head(REMARKS_SHOWN))
    st.download_button(
        "Télécharger les remarques (CSV)",
        data=lambda: gateway.table_csv("vigie-remarques.csv", remarks),
        file_name="vigie-remarques.csv",
        mime="text/csv",
        key="csv-remarques",
        on_click="ignore",
        icon=":material/download:",
    )


def show_journal(imports: pd.DataFrame) -> None:
    st.header("Journal des imports", anchor=False)
    st.caption(phrases.JOURNAL_NOTE)
    pages = max(1, -(-len(imports) // IMPORTS_A_PAGE))
    page = min(filters.page(JOURNAL_PAGE), pages)
    rows = imports.iloc[(page - 1) * IMPORTS_A_PAGE : page * IMPORTS_A_PAGE]
    show_table(_journal_table(rows))
    page_choice(pages, JOURNAL_PAGE, page)
    st.download_button(
        "Télécharger le journal (CSV)",
        data=lambda: gateway.table_csv("vigie-imports.csv", _journal_table(imports)),
        file_name="vigie-imports.csv",
        mime="text/csv",
        key="csv-imports",
        on_click="ignore",
        icon=":material/download:",
    )


def _journal_table(imports: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "N°": imports["id"],
            "Importé le": imports["imported_at"],
            "Opération": imports["kind"].map(phrases.IMPORT_KINDS),
            "Fichier": imports["file_name"],
            "Source": imports["title"],
            "Lus": imports["records"],
            "Nouveaux": imports["added"],
            "Corrigés": imports["superseded"],
            "Déjà connus": imports["known"],
            "Rejetés": imports["rejected"],
            "Hors champ": imports["aside"],
            "Remarques": imports["remarked"],
        }
    )
    told = imports["reason"].notna() | imports["undone"]
    if not told.any():
        return table
    return table.assign(
        Note=[phrases.journal_note(row) for row in imports.to_dict("records")],
    )
