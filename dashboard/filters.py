"""What the visitor chose, kept in the address: each value is a code, each is checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from dashboard import wording
from etl.domain.assessments import EVERYWHERE
from etl.domain.periods import Period, PeriodKind, containing, parse_period

SITE, PERIOD, KIND = "site", "periode", "echelle"
# Digits of the number of a page, at most.
LONGEST_PAGE = 6


@dataclass(frozen=True)
class Selection:
    """The site (or all together) and the period that every page shows."""

    site: str
    period: Period


def follow(name: str, options: Sequence[object], default: object) -> None:
    """Bring the widget ``name`` to what the address asks, or to its default.

    Not ``bind=``: Streamlit would write labels in the address, and leave out the default,
    so that a link sent in March would open on April.
    """
    asked = st.query_params.get(name)
    wanted = next((each for each in options if str(each) == asked), None)
    kept = st.session_state.get(name)
    if wanted is None:
        wanted = kept if kept in options else default
    # Written even where nothing changes: what another page kept under the same name is of
    # another widget, and is lost when this one is made.
    st.session_state[name] = wanted
    if asked is not None and asked != str(wanted):
        st.query_params[name] = str(wanted)


def note(name: str, *dropped: str) -> None:
    """Write in the address what the widget ``name`` has just been set to.

    ``dropped`` are the parameters that meant something of the former value only.
    """
    for each in dropped:
        st.query_params.pop(each, None)
    value = st.session_state[name]
    if value is None or value == "":
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(value)


def page(name: str) -> int:
    """Return the page of a list that the address asks for; the first one for anything else."""
    asked = st.query_params.get(name, "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_PAGE
    return max(int(asked), 1) if is_number else 1


def follow_page(name: str, shown: int) -> None:
    """Bring the choice of a page to the one that is shown, in the address too."""
    st.session_state[name] = shown
    if name in st.query_params and st.query_params[name] != str(shown):
        st.query_params[name] = str(shown)


def choose(
    sites: Mapping[str, str],
    periods: Mapping[PeriodKind, Sequence[Period]],
    latest: Mapping[PeriodKind, Period],
) -> Selection:
    """Show the filters that all pages share, and return what is chosen."""
    codes = {each.code: each for kind in periods for each in periods[kind]}
    follow(SITE, list(sites), next(iter(sites)))
    follow(PERIOD, list(codes), latest[PeriodKind.MONTH].code)
    period = codes[st.session_state[PERIOD]]
    st.session_state[KIND] = period.kind
    st.selectbox(
        "Site",
        list(sites),
        key=SITE,
        format_func=sites.__getitem__,
        on_change=note,
        args=(SITE,),
    )
    st.segmented_control(
        "Échelle",
        list(PeriodKind),
        key=KIND,
        format_func=wording.KINDS.__getitem__,
        required=True,
        width="stretch",
        on_change=_rescale,
        args=(periods, latest),
    )
    st.selectbox(
        "Période",
        [each.code for each in periods[period.kind]],
        key=PERIOD,
        format_func=lambda code: wording.period_text(codes[code]),
        on_change=note,
        args=(PERIOD,),
    )
    return Selection(st.session_state[SITE], period)


def _rescale(
    periods: Mapping[PeriodKind, Sequence[Period]], latest: Mapping[PeriodKind, Period]
) -> None:
    """Go to the period of another length that holds the end of the chosen one, or its start."""
    kind, before = st.session_state[KIND], parse_period(st.session_state[PERIOD])
    days = (before.end - timedelta(days=1), before.start)
    near = [containing(day, kind) for day in days]
    chosen = next((each for each in near if each in periods[kind]), latest[kind])
    st.session_state[PERIOD] = chosen.code
    note(PERIOD)


def chosen() -> Selection:
    """Return what the entry script let the visitor choose."""
    return Selection(
        st.session_state.get(SITE, EVERYWHERE),
        parse_period(st.session_state[PERIOD]) if PERIOD in st.session_state else _never(),
    )


def _never() -> Period:
    return Period(date(2000, 1, 1))


def written(**more: object) -> dict[str, str]:
    """Return the parameters of a link: every value written out, so that it opens the same."""
    current = {SITE: st.session_state.get(SITE), PERIOD: st.session_state.get(PERIOD)}
    return {name: str(value) for name, value in (current | more).items() if value is not None}
