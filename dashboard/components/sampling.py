"""Samples: drawn by a seed, checked case by case, told of the whole."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import html
from dashboard.components.registers import ask_author, do
from dashboard.components.tables import show_table
from dashboard.gateway import auditing, registers
from dashboard.wording import audit as words
from etl.domain.registers import Entry
from etl.domain.roles import Right
from etl.domain.samples import Sample, Stratum
from etl.formats import percent

SIZES = (10, 20, 30, 50, 80, 120, 200)
USUAL = 30
CHOSEN = "tirage"


def show_sampling(selection: filters.Selection) -> None:
    st.caption(words.DRAW_LEAD)
    if registers.may(Right.DRAW_SAMPLE):
        if gateway.state() is gateway.State.READY:
            _show_form(selection)
        else:
            st.caption(words.NEEDS_DATA)
    found = auditing.samples()
    if not found:
        st.caption(words.NO_SAMPLE)
        return
    entry = _chosen(found)
    _show_sample(entry)


def _show_form(selection: filters.Selection) -> None:
    indicators = {
        each.code: each.title for own in gateway.engagements() for each in own.indicators
    }
    with st.form("tirage-nouveau", border=True):
        above, below = st.columns([3, 1, 1]), st.columns(2)
        code = above[0].selectbox(
            words.INDICATOR,
            list(indicators),
            format_func=lambda each: f"{each} · {indicators[each]}",
            key="tirage-indicateur",
        )
        seed = above[1].text_input(
            words.SEED, key="tirage-graine", max_chars=64, help=words.SEED_HINT
        )
        size = above[2].selectbox(
            words.SIZE, SIZES, index=SIZES.index(USUAL), key="tirage-taille"
        )
        strata = below[0].multiselect(
            words.STRATA,
            list(Stratum),
            default=list(Stratum),
            format_func=words.STRATUM_NAMES.__getitem__,
            key="tirage-strates",
        )
        with below[1]:
            author = ask_author("tirage")
        site = gateway.site_titles()[selection.site]
        html.show(html.soft(f"{site}, {wording.period_text(selection.period)}"))
        if st.form_submit_button(words.DRAW, type="primary", icon=":material/casino:"):
            asked = auditing.Draw(
                code, selection.period, seed.strip(), size, selection.site, tuple(strata)
            )
            do(lambda: _draw(asked, author), words.DRAWN_NOW, author)


def _draw(asked: auditing.Draw, author: str) -> None:
    entry = auditing.draw(asked, author)
    st.session_state.pop(CHOSEN, None)
    st.query_params[CHOSEN] = str(entry.number)


def _chosen(found: Sequence[Entry[Sample]]) -> Entry[Sample]:
    numbers = {each.number: each for each in found}
    filters.follow(CHOSEN, list(numbers), found[0].number)
    st.header(words.SAMPLES, anchor=False)
    st.selectbox(
        words.OPENED,
        list(numbers),
        key=CHOSEN,
        format_func=lambda each: words.sample_name(
            each, numbers[each].content.indicator, numbers[each].content.period
        ),
        on_change=filters.note,
        args=(CHOSEN,),
        width=380,
    )
    return numbers[st.session_state[CHOSEN]]


def _show_sample(entry: Entry[Sample]) -> None:
    own, told = entry.content, auditing.tally(entry)
    highest = percent(_up(told.highest)) if told.highest is not None else ""
    html.show(html.paragraph(words.drawn_text(len(own.cases), own.population, own.seed)))
    html.show(html.sentence(words.tally_sentence(told, highest)))
    with st.container(horizontal=True):
        for label, work, end, mime in (
            (words.GRID_CSV, auditing.grid_csv, "csv", "text/csv"),
            (words.GRID_XLSX, auditing.grid_xlsx, "xlsx", XLSX),
        ):
            st.download_button(
                label,
                data=partial(work, entry),
                file_name=f"echantillon-{entry.number}.{end}",
                mime=mime,
                key=f"grille-{end}",
                on_click="ignore",
                icon=":material/download:",
            )
        if st.button(words.AGAIN, key="tirage-refaire", icon=":material/refresh:"):
            same = auditing.same_again(entry)
            (st.success if same else st.warning)(words.SAME if same else words.DIFFERENT)
    if registers.may(Right.RECORD_CHECK):
        _show_check(entry)
    if registers.may(Right.SEE_CASES):
        show_table(auditing.grid(entry))


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _up(share: float) -> float:
    """Return an upper bound rounded up to a thousandth: it never promises more than it is."""
    return -(-share * 1000 // 1) / 1000


def _show_check(entry: Entry[Sample]) -> None:
    places = {each.key: rank for rank, each in enumerate(entry.content.cases, start=1)}
    left = auditing.unchecked(entry)
    with (
        st.expander(words.CHECK_CASE, icon=":material/fact_check:", expanded=bool(left)),
        st.form(f"verification-{entry.number}", border=False, clear_on_submit=True),
    ):
        columns = st.columns([2, 3, 3])
        options = [*left, *(key for key in places if key not in left)]
        key = columns[0].selectbox(
            words.CASE,
            options,
            format_func=lambda each: f"{places[each]} · {each}",
            key=f"verification-cas-{entry.number}",
        )
        with columns[1]:
            result = st.radio(
                words.RESULT,
                list(words.RESULTS),
                format_func=words.RESULTS.__getitem__,
                horizontal=True,
                key=f"verification-resultat-{entry.number}",
            )
        remark = columns[2].text_input(
            words.REMARK, key=f"verification-remarque-{entry.number}", max_chars=500
        )
        author = ask_author("verification")
        if st.form_submit_button(words.SAVE, type="primary"):
            do(
                lambda: auditing.check(entry, key, result, remark, author),
                words.CHECKED_NOW,
                author,
            )
