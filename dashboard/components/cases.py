"""The cases behind a figure: by outcome, page by page, down to the file and the line."""

import pandas as pd
import streamlit as st

from dashboard import access, filters, gateway, wording
from dashboard.components import html
from dashboard.components.tables import page_choice, plain, show_table
from dashboard.gateway import purged
from dashboard.wording import cases as words
from dashboard.wording import phrases
from etl.domain.assessments import Outcome
from etl.domain.roles import Right
from etl.formats import number

OUTCOME, PAGE, CASE = "issue", "page_cas", "cas"


def show_cases(finding: gateway.Finding) -> None:
    if not access.may(Right.SEE_CASES):
        return
    st.header(phrases.cases_heading(finding.indicator.dataset), anchor=False)
    code, period = finding.indicator.code, finding.period
    asked = gateway.Asked(code, finding.site, period, finding.as_of)
    kept = purged.kept_since(finding.indicator.dataset)
    if kept is not None and finding.span_start < kept:
        st.caption(words.purged(kept))
    counts = gateway.case_page(asked, "tous", 1).counts
    if not counts["tous"]:
        st.caption(phrases.NO_CASE)
        return
    st.caption(phrases.cases_span(finding.span_start, period))
    outcome = _choose_outcome({key: int(each) for key, each in counts.items()})
    shown = gateway.case_page(asked, outcome, filters.page(PAGE))
    # The chosen pill says the judgement already.
    rows = shown.rows if outcome == "tous" else shown.rows.drop(columns="Jugement")
    show_table(rows, gateway.timezone(asked.site))
    with st.container(horizontal=True, vertical_alignment="bottom", key="choix-cas"):
        page_choice(shown.pages, PAGE, shown.page)
        _choose_case(shown)
        st.download_button(
            "Télécharger ces cas (CSV)",
            data=lambda: gateway.cases_csv(asked, outcome),
            file_name=f"vigie-{code}-{period.code}-cas.csv",
            mime="text/csv",
            key="csv-cas",
            on_click="ignore",
            icon=":material/download:",
        )
    chosen = st.session_state[CASE]
    if chosen is not None:
        _show_case(gateway.case(asked, int(chosen)))


def _choose_outcome(counts: dict[str, int]) -> str:
    options = [key for key in wording.OUTCOME_PILLS if counts.get(key)]
    labels = {key: f"{wording.OUTCOME_PILLS[key]} ({number(counts[key])})" for key in options}
    first = Outcome.MISSED.value if Outcome.MISSED in options else options[0]
    filters.follow(OUTCOME, options, first)
    st.pills(
        "Jugement",
        options,
        key=OUTCOME,
        required=True,
        format_func=labels.__getitem__,
        on_change=filters.note,
        args=(OUTCOME, PAGE),
    )
    return str(st.session_state[OUTCOME])


def _choose_case(shown: gateway.CasePage) -> None:
    """Let a case of this page be chosen, or the one that the address names."""
    lines = zip(shown.rows["Fichier"], shown.rows["Ligne"], strict=True)
    places = {
        fact_id: phrases.file_and_line(name, line)
        for fact_id, (name, line) in zip(shown.ids, lines, strict=True)
    }
    named = st.query_params.get(CASE, "")
    asked_id = int(named) if named.isdecimal() else None
    options = [*places] if asked_id is None or asked_id in places else [asked_id, *places]
    filters.follow(CASE, options, None)
    st.selectbox(
        "Ouvrir un cas",
        options,
        index=None,
        key=CASE,
        format_func=lambda each: places.get(each, phrases.other_case(each)),
        placeholder="Choisir un cas de cette page",
        on_change=filters.note,
        args=(CASE,),
        width=420,
    )


def _show_case(case: gateway.Case | None) -> None:
    with st.container(border=True, key="cas-ouvert", gap="xsmall"):
        if case is None:
            st.warning(phrases.CASE_NOT_FOUND, icon=":material/search_off:")
            return
        st.subheader(plain(phrases.file_and_line(case.file_name, case.line)), anchor=False)
        html.show(
            html.details(
                [
                    ("Jugement", wording.OUTCOMES[case.outcome].capitalize()),
                    case.measure,
                    ("En retard à partir de", case.deadline),
                    *case.fields,
                ]
            )
        )
        if case.account is not None:
            _show_account(case.account, f"{case.file_name}-{case.line}")


def _show_account(account: gateway.DeadlineAccount, name: str) -> None:
    """Explain a deadline: its sentence, then a line a day."""
    with st.expander("Expliquer cette échéance", icon=":material/event:"):
        html.show(html.paragraph(account.summary))
        lines = [
            {"Jour": each.day.capitalize(), "Décompte": each.status, "Compté": each.count}
            for each in account.days
        ]
        st.table(pd.DataFrame(lines), hide_index=True, border="horizontal")
        st.download_button(
            "Télécharger ce décompte (CSV)",
            data=lambda: gateway.account_csv(account),
            file_name=f"vigie-echeance-{name}.csv",
            mime="text/csv",
            key="csv-echeance",
            on_click="ignore",
            icon=":material/download:",
        )
