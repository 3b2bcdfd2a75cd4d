"""One expected file: how it is recognised, its columns, its template and its schema."""

import streamlit as st

from dashboard import filters, gateway
from dashboard.components import html
from dashboard.components.tables import show_table
from dashboard.wording import expected as words
from etl.domain.expected import ExpectedFile

FILE = "fichier-attendu"


def choose_file(files: dict[str, ExpectedFile]) -> ExpectedFile:
    """Let one of the described files be chosen; the address keeps the choice."""
    filters.follow(FILE, list(files), next(iter(files)))
    st.selectbox(
        words.CHOOSE,
        list(files),
        key=FILE,
        format_func=lambda each: files[each].title,
        on_change=filters.note,
        args=(FILE,),
    )
    return files[st.session_state[FILE]]


def show_file(file: ExpectedFile) -> None:
    st.header(file.title, anchor=False)
    known_by = tuple(each.heading for each in file.columns if each.known_by)
    html.show(html.paragraph(words.known_by(known_by)))
    with st.container(horizontal=True):
        st.download_button(
            words.TEMPLATE,
            data=lambda: gateway.template_of(file),
            file_name=f"{file.name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="modele",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            words.SCHEMA,
            data=lambda: gateway.schema_of(file),
            file_name=f"{file.name}.schema.json",
            mime="application/json",
            key="schema",
            on_click="ignore",
            icon=":material/data_object:",
        )
    show_table(gateway.expected_columns(file))
