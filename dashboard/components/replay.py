"""« Rejouer un chiffre »: then and today side by side, and the parts of the gap."""

from datetime import date, timedelta

import streamlit as st

from dashboard import filters, gateway
from dashboard.components import html
from dashboard.components.tables import show_table
from dashboard.gateway import editions
from dashboard.wording import editions as words
from etl.domain.editions import Edition
from etl.domain.replays import Replay
from etl.errors import UserError

INDICATOR, AS_OF, DAY = "indicateur", "tel-que", "au"
BY_EDITION, BY_DAY = "edition", "jour"
DATES = "DD/MM/YYYY"


def show_replay(chosen: filters.Selection) -> None:
    """Ask which figure and as of when; show what it was, what it is, and why."""
    st.header(words.REPLAY, anchor=False)
    st.caption(words.REPLAY_NOTE)
    edition = editions.published(chosen.period)
    code = _ask_indicator()
    is_published = _ask_kind(edition) == BY_EDITION and edition is not None
    day = None if is_published else _ask_day()
    if not is_published and day is None:
        st.info(words.NOT_YET, icon=":material/calendar_month:")
        return
    number = edition.number if edition and is_published else 0
    try:
        found = editions.replayed(code, chosen.site, chosen.period, number, day)
    except UserError as error:
        st.warning(str(error), icon=":material/history_toggle_off:")
        return
    _show(found)


def _ask_indicator() -> str:
    titles = {
        each.code: f"{each.code} · {each.title}"
        for engagement in gateway.engagements()
        for each in engagement.indicators
    }
    filters.follow(INDICATOR, list(titles), next(iter(titles)))
    st.selectbox(
        words.INDICATOR,
        list(titles),
        key=INDICATOR,
        format_func=titles.__getitem__,
        on_change=filters.note,
        args=(INDICATOR,),
    )
    return str(st.session_state[INDICATOR])


def _ask_kind(edition: Edition | None) -> str:
    """Offer the published figure where there is one."""
    if edition is None:
        return BY_DAY
    titles = {
        BY_EDITION: f"{words.PUBLISHED} n° {edition.number}",
        BY_DAY: words.ON_A_DAY,
    }
    filters.follow(AS_OF, list(titles), BY_EDITION)
    st.segmented_control(
        words.AS_OF,
        list(titles),
        key=AS_OF,
        required=True,
        format_func=titles.__getitem__,
        on_change=filters.note,
        args=(AS_OF,),
    )
    return str(st.session_state[AS_OF])


def _ask_day() -> date | None:
    asked = st.query_params.get(DAY)
    if asked is not None:
        try:
            st.session_state[DAY] = date.fromisoformat(asked)
        except ValueError:
            st.query_params.pop(DAY, None)
    elif DAY not in st.session_state:
        st.session_state[DAY] = gateway.today() - timedelta(days=1)
    chosen: date | None = st.date_input(
        words.ON,
        key=DAY,
        format=DATES,
        max_value=gateway.today(),
        on_change=filters.note,
        args=(DAY,),
        width=180,
    )
    return chosen


def _show(found: Replay) -> None:
    """Show both figures, the gap, and the causes that moved something."""
    moved = [each for each in found.parts if each.moved]
    html.show(
        html.facts(
            [
                (
                    words.THEN,
                    editions.figure_text(found.before, found.unit),
                    editions.stand_text(found.then),
                ),
                (
                    words.TODAY,
                    editions.figure_text(found.after, found.unit),
                    editions.stand_text(found.now),
                ),
                (words.GAP, editions.gap_text(found), ""),
            ]
        )
    )
    if not found.then.is_sure:
        st.caption(editions.UNSURE)
    if not moved:
        st.success(editions.NOTHING_MOVED, icon=":material/check:")
        return
    show_table(editions.parts_table(found, only_moved=True))
    st.caption(editions.ORDER_NOTE)
    st.caption(words.unmoved(editions.unmoved(found)))
