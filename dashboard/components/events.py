"""Telling what happened, and moving limits because of it; the register of all events."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import filters, gateway
from dashboard.components.fields import day_of
from dashboard.components.tables import show_table
from dashboard.gateway import annotating
from dashboard.wording import annotations as told_words
from dashboard.wording import events as words
from etl.domain.annotations import Annotation, LimitChange
from etl.errors import UserError

LONGEST_REASON = 200
KEPT, ROUND = "evenement_inscrit", "evenement_rang"


def show_forms(events: Sequence[Annotation]) -> None:
    """Let an event be told, and limits be moved because of one."""
    if not annotating.may_annotate():
        st.info(words.NOT_ALLOWED, icon=":material/lock:")
        return
    if told := st.session_state.pop(KEPT, None):
        st.success(told, icon=":material/event_available:")
    turn = st.session_state.setdefault(ROUND, 0)
    st.header(words.TELL, anchor=False)
    _show_telling(turn)
    if events:
        st.header(words.MOVE, anchor=False)
        st.caption(words.MOVE_HINT)
        _show_moving(events, turn)


def _show_telling(turn: int) -> None:
    sites = gateway.site_titles()
    with st.form(f"inscrire-{turn}", border=True):
        top, middle, bottom = (st.columns(3) for _ in range(3))
        title = _text(top[0], words.TITLE_FIELD, f"quoi-{turn}", annotating.LONGEST_TITLE)
        kind = top[1].selectbox(words.KIND, words.KINDS_TOLD, format_func=words.kind)
        site = top[2].selectbox(
            words.PLACE,
            list(sites),
            index=list(sites).index(filters.chosen().site),
            format_func=sites.__getitem__,
        )
        first = _text(middle[0], words.FIRST_FIELD, f"debut-{turn}", 10)
        last = _text(middle[1], words.LAST_FIELD, f"fin-{turn}", 10)
        source = _text(middle[2], words.SOURCE_FIELD, f"qui-{turn}", annotating.LONGEST_AUTHOR)
        evidence = _text(
            bottom[0], words.EVIDENCE_FIELD, f"piece-{turn}", annotating.LONGEST_EVIDENCE
        )
        with bottom[1]:
            limits = _choose_effect(f"effet-{turn}", [None, *LimitChange])
        with bottom[2]:
            codes = _choose_indicators(f"portee-{turn}")
        if not st.form_submit_button(words.SAVE, type="primary"):
            return
    begun, ended = day_of(first), day_of(last)
    if begun is None or (ended is None and last.strip()):
        st.error(words.NOT_A_DAY, icon=":material/event_busy:")
        return
    told = Annotation(
        first=begun,
        last=ended,
        site=site,
        title=title.strip(),
        kind=kind,
        author=source.strip(),
        evidence=evidence.strip(),
        limits=limits,
        indicators=tuple(codes) if limits else (),
    )
    _keep(told, words.TOLD_HERE)


def _show_moving(events: Sequence[Annotation], turn: int) -> None:
    titles = gateway.site_titles()
    with st.form(f"limites-{turn}", border=True):
        top, bottom = st.columns([2, 1]), st.columns([2, 1])
        place = top[0].selectbox(
            words.EVENT,
            range(len(events)),
            format_func=lambda each: _named(events[each], titles),
        )
        with top[1]:
            limits = _choose_effect(f"decision-{turn}", [*LimitChange, None])
        with bottom[1]:
            codes = _choose_indicators(f"concernes-{turn}")
        reason = _text(bottom[0], words.WHY_FIELD, f"motif-{turn}", LONGEST_REASON)
        if not st.form_submit_button(words.SAVE_MOVE):
            return
    if not reason.strip():
        st.error(words.NO_REASON, icon=":material/edit_note:")
        return
    chosen = tuple(codes) if limits else ()
    _keep(replace(events[place], limits=limits, indicators=chosen), reason.strip())


def _text(place: DeltaGenerator, named: tuple[str, str], key: str, most: int) -> str:
    """Show a field under its label, with an example or a rule inside it."""
    label, hint = named
    return place.text_input(label, placeholder=hint, max_chars=most, key=key)


def _choose_effect(key: str, options: Sequence[LimitChange | None]) -> LimitChange | None:
    return st.selectbox(words.EFFECT, options, key=key, format_func=words.effect)


def _choose_indicators(key: str) -> list[str]:
    titles = annotating.charted()
    return st.multiselect(
        words.INDICATORS,
        list(titles),
        key=key,
        placeholder=words.EVERY_INDICATOR,
        format_func=lambda code: words.indicator(code, titles[code]),
    )


def _keep(told: Annotation, reason: str) -> None:
    """Keep an event, then show the page anew, its forms emptied."""
    try:
        number = annotating.tell_event(told, reason)
    except UserError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.session_state[KEPT] = words.kept(number)
    st.session_state[ROUND] += 1
    st.rerun()


def _named(each: Annotation, titles: Mapping[str, str]) -> str:
    return (
        f"{each.title} · {told_words.days_text(each)} · {told_words.place_text(each, titles)}"
    )


def show_register(events: Sequence[Annotation]) -> None:
    """Show every event, newest first, with who brought it."""
    st.header(words.REGISTER, anchor=False)
    if not events:
        st.caption(words.NOTHING)
        return
    titles, brought = gateway.site_titles(), annotating.told_by()
    known = gateway.definitions()
    table = pd.DataFrame(
        [
            {
                "Évènement": each.title,
                "Nature": told_words.KINDS[each.kind],
                "Où": told_words.place_text(each, titles),
                "Quand": told_words.days_text(each),
                "Signalé par": each.author,
                "Pièce": each.evidence,
                "Limites": told_words.decision(each, known),
                "Import": brought.get(each.import_id, f"n° {each.import_id}"),
            }
            for each in events
        ]
    )
    show_table(table)
    st.caption(words.HOW_TO_UNDO)
    st.download_button(
        "Télécharger le journal (CSV)",
        data=lambda: gateway.table_csv("vigie-evenements.csv", table),
        file_name="vigie-evenements.csv",
        mime="text/csv",
        key="csv-evenements",
        on_click="ignore",
        icon=":material/download:",
    )
