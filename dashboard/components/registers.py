"""What the pages of the audit's registers share: counts, signature, days, what was done."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from html import escape

import streamlit as st

from dashboard import filters, theme
from dashboard.components import html
from dashboard.gateway import registers
from dashboard.wording import evidence as words
from etl.domain.assessments import Verdict
from etl.domain.roles import Right
from etl.errors import UserError

DONE = "registre-fait"
AUTHOR = "registre-par"


def stop_unless_allowed() -> None:
    """Show who may not see the registers that they may not, and nothing else."""
    if not registers.may(Right.SEE_AUDIT):
        st.info(words.NO_RIGHT, icon=":material/lock:")
        st.stop()


def show_counts(counts: Iterable[tuple[Verdict, int, str]]) -> None:
    """Show numerals, each with a shape and a word, in the way of the overview's tally."""
    items = "".join(
        f'<li class="{look.value}"><span class="nombre">{count}</span>'
        f'<span class="mot">{theme.icon(look)}{escape(word)}</span></li>'
        for look, count, word in counts
    )
    html.show(f'<ul class="bilan">{items}</ul>')


def ribbon(looks: Iterable[Verdict]) -> str:
    """Return one segment a thing, in the order given; words beside it say the same."""
    segments = "".join(f'<span class="{each.value}"></span>' for each in looks)
    return f'<div class="ruban" aria-hidden="true">{segments}</div>'


def pills(name: str, label: str, options: Mapping[str, str]) -> str:
    """Show a choice among a few, kept in the address; return what is chosen."""
    codes = list(options)
    filters.follow(name, codes, codes[0])
    st.segmented_control(
        label,
        codes,
        key=name,
        required=True,
        format_func=options.__getitem__,
        on_change=filters.note,
        args=(name,),
        label_visibility="collapsed",
    )
    chosen: str = st.session_state[name]
    return chosen


def ask_author(key: str) -> str:
    """Ask who writes, where no identity tells it."""
    if registers.is_named():
        return ""
    before: str = st.session_state.get(AUTHOR, "")
    return st.text_input(
        words.SIGNED, before, key=f"par-{key}", max_chars=120, help=words.SIGNED_HINT
    )


def do(work: Callable[[], object], done: str, author: str = "") -> None:
    """Do what a form asks; say what prevents it, or what was done on the page as it is now."""
    try:
        work()
    except UserError as error:
        st.error(str(error), icon=":material/error:")
        return
    if author:
        st.session_state[AUTHOR] = author
    st.session_state[DONE] = done
    st.rerun()


def show_done() -> None:
    """Say once what has just been done."""
    if told := st.session_state.pop(DONE, None):
        st.success(told, icon=":material/check:")


class NotADayError(UserError):
    """A date is not written as dates are."""

    def __init__(self) -> None:
        super().__init__(words.NOT_A_DAY)


def day_of(text: str) -> date:
    """Return a day written jj/mm/aaaa; raise ``NotADayError`` otherwise."""
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError as error:
        raise NotADayError from error


def day_or_none(text: str) -> date | None:
    return day_of(text) if text.strip() else None


def number_asked(name: str) -> int:
    """Return the number that the address asks for, 0 if it asks for none."""
    asked = st.query_params.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
