"""« Sauver le mois » : what each promise still needs, and the shortest list that keeps it."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from dashboard import access, filters, gateway
from dashboard.components import html
from dashboard.components.alike import show_alike
from dashboard.components.mails import show_requests
from dashboard.components.tables import page_choice
from dashboard.gateway import mails, rescuing
from dashboard.wording import mails as words
from dashboard.wording.codes import tidy
from etl.domain.assessments import Verdict
from etl.domain.periods import Period
from etl.domain.roles import Right

CODE, PAGE = "promesse", "page_liste"


def show_rescues(site: str, period: Period, at: datetime) -> None:
    """Show what each promise on answers still needs over a period, one box each."""
    rescued = rescuing.rescues(site, period, at)
    st.header(words.rescue_heading(period.kind), anchor=False)
    st.caption(words.RESCUE_LEGEND)
    with st.grid("auto", min_column_width=280, gap="small"):
        for each in rescued:
            _show_rescue(each)
    if any(not each.finished and each.found.total for each in rescued):
        st.caption(words.RUNNING)


def _show_rescue(each: rescuing.Rescued) -> None:
    own = each.indicator
    with st.container(border=True, gap="xsmall", key=f"sauver-{own.code}", height="stretch"):
        html.show(html.chip(*_state(each.found)) + html.name(own.title))
        for text in _told(each):
            html.show(html.paragraph(text))


def _state(found: rescuing.Rescue) -> tuple[Verdict, str]:
    """Return the shape and the word of what can still be done; a doubt is never green."""
    if found.needed is None and found.lost_at is not None and found.pending:
        return found.verdict, words.LOST
    if not found.pending or found.verdict is not Verdict.MET:
        return found.verdict, ""
    return (Verdict.INCONCLUSIVE, words.TO_SAVE) if found.needed else (Verdict.MET, words.SAFE)


def _told(each: rescuing.Rescued) -> list[str]:
    found = each.found
    if not found.total:
        return [words.NOTHING_RECEIVED]
    told = [words.score(found.met, found.missed, found.pending, each.target)]
    if found.needed is not None:
        told.append(words.rescue_sentence(found.needed, found.pending))
    elif each.lost_on is not None:
        told.append(
            words.lost_sentence(
                each.lost_on, found.bearable, found.total, each.target, found.fresh
            )
        )
    doubt = words.doubt(found.verdict, found.total, each.indicator.enough)
    return [*told, doubt] if doubt else told


def choose_promise(findings: Sequence[gateway.Finding]) -> str | None:
    """Let one promise be chosen for what follows; ``None`` where there is none."""
    titles = {
        each.indicator.code: f"{tidy(each.indicator.code)} · {each.indicator.title}"
        for each in findings
    }
    if not titles:
        return None
    filters.follow(CODE, list(titles), next(iter(titles)))
    st.selectbox(
        words.PROMISE,
        list(titles),
        key=CODE,
        format_func=titles.__getitem__,
        on_change=filters.note,
        args=(CODE, PAGE),
        width=460,
    )
    return str(st.session_state[CODE])


def show_worklist(code: str, chosen: filters.Selection, moment: mails.Moment) -> None:
    """Show the shortest list that keeps a promise, where it needs one."""
    site, period = chosen.site, chosen.period
    needed = show_alike(_count_needed, code, site, period, moment.at)
    if not needed or not access.may(Right.SEE_CASES):
        return
    st.subheader(words.list_heading(needed), anchor=False)
    shown = rescuing.worklist(site, period, moment.at, code, filters.page(PAGE))
    show_requests(shown, gateway.timezone(site))
    st.caption(words.ORDER_NOTE)
    with st.container(horizontal=True, vertical_alignment="bottom", key="choix-liste"):
        page_choice(shown.pages, PAGE, shown.page)
        st.download_button(
            "Télécharger la liste complète (CSV)",
            data=lambda: rescuing.worklist_csv(site, period, moment.at, code),
            file_name=f"vigie-sauver-{code}-{period.code}-{moment.day.isoformat()}.csv",
            mime="text/csv",
            key="csv-liste",
            on_click="ignore",
            icon=":material/download:",
        )


def _count_needed(code: str, site: str, period: Period, at: datetime) -> int:
    """Return how many answers in time a promise still needs; 0 for none, or in vain."""
    rescued = rescuing.rescues(site, period, at)
    own = next((each for each in rescued if each.indicator.code == code), None)
    return 0 if own is None else own.found.needed or 0
