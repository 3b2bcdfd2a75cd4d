"""Open letters and e-mails: when one looks, what falls due, how old they are."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboard import access, filters, gateway, wording
from dashboard.charts.ages import ages_figure
from dashboard.components import html, links
from dashboard.components.alike import show_alike
from dashboard.components.figure import DataBox, show_boxed
from dashboard.components.tables import page_choice, show_doors
from dashboard.gateway import mails
from dashboard.wording import figures
from dashboard.wording import mails as words
from etl.domain.datasets import Dataset
from etl.domain.roles import Right
from etl.formats import number

DAY, GROUP, PAGE = "au", "echeance", "page_echeances"
# Files of a week-end and of a bank holiday may come late without anything being wrong.
STALE = timedelta(days=4)


def choose_moment() -> mails.Moment:
    """Let the day at which the page looks be chosen: the last import, or a day before it."""
    days = {each.isoformat(): each for each in mails.days_to_look_at()}
    last = next(iter(days))
    filters.follow(DAY, list(days), last)
    st.selectbox(
        words.LOOK_AT,
        list(days),
        key=DAY,
        format_func=lambda code: words.day_choice(days[code], code == last),
        on_change=filters.note,
        args=(DAY,),
        width=380,
    )
    found = mails.moment(days[st.session_state[DAY]])
    assert found is not None, "a page with days to look at has an import"
    return found


def show_opening(moment: mails.Moment, found: mails.Situation, site: str) -> None:
    """Say how many requests wait and what falls due; and where the files stop short."""
    html.show(html.sentence(words.opening(when(moment, site), found.open, found.counts)))
    last = found.last_received
    if last is None:
        st.caption(words.HOW_TO)
    elif moment.is_last_import and moment.day - last > STALE:
        with st.container(key="rien-depuis", gap="xsmall"):
            st.caption(words.nothing_since(last))
            day = _weekday(last)
            links.to_mails(words.look_back(day), ":material/history:", au=day.isoformat())


def when(moment: mails.Moment, site: str) -> str:
    zone = gateway.timezone(site)
    at = pd.Timestamp(moment.at).tz_convert(zone) if moment.is_last_import else None
    return words.as_of(moment.day, at)


def urgent_answers(site: str) -> str:
    """Return what falls due today and tomorrow, else what is late, else nothing."""
    moment = mails.now_known()
    return "" if moment is None else words.priority(mails.situation(site, moment.at).counts)


def show_urgent(told: str) -> None:
    """Show what is urgent as a link to its list."""
    if told:
        with st.container(border=True, key="priorite-echeances"):
            links.to_mails(told, ":material/mail:")


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def show_due(found: mails.Situation, site: str, moment: mails.Moment) -> None:
    """Show what falls due, group by group, page by page, with a link to each case."""
    st.header(words.DUE_HEADING, anchor=False)
    if not found.open:
        st.caption(words.NO_OPEN)
        return
    group = _choose_group(found.counts)
    st.caption(words.LEGENDS[group])
    if not found.counts[group]:
        html.show(html.paragraph(words.NONE[group]))
        return
    if not access.may(Right.SEE_CASES):
        return
    shown = mails.due_page(site, moment.at, group, filters.page(PAGE))
    show_requests(shown, gateway.timezone(site))
    with st.container(horizontal=True, vertical_alignment="bottom", key="choix-echeances"):
        page_choice(shown.pages, PAGE, shown.page)
        st.download_button(
            "Télécharger cette liste (CSV)",
            data=lambda: mails.due_csv(site, moment.at, group),
            file_name=f"vigie-echeances-{group}-{moment.day.isoformat()}.csv",
            mime="text/csv",
            key="csv-echeances",
            on_click="ignore",
            icon=":material/download:",
        )


def show_requests(shown: mails.DuePage, zone: str) -> None:
    """Show requests as a table whose references open their cases."""
    show_doors(shown.rows, words.REFERENCE, _addresses(shown.doors), zone)
    st.caption(words.DOOR_NOTE)


def _addresses(doors: Sequence[Mapping[str, object]]) -> list[str]:
    return [links.case_address(**each) for each in doors]


def _choose_group(counts: Mapping[str, int]) -> str:
    names = list(words.GROUPS)
    # What is urgent and not empty first; else what is late.
    order = (words.TODAY, words.TOMORROW, words.WEEK, words.LATE, *names)
    first = next((each for each in order if counts[each]), names[0])
    filters.follow(GROUP, names, first)
    st.pills(
        words.DUE_HEADING,
        names,
        key=GROUP,
        required=True,
        format_func=lambda name: words.group(name, counts[name]),
        on_change=filters.note,
        args=(GROUP, PAGE),
        label_visibility="collapsed",
    )
    return str(st.session_state[GROUP])


def show_ages(site: str, moment: mails.Moment) -> None:
    """Show the stock by age and channel, what is late hatched."""
    st.header(words.AGES_HEADING, anchor=False)
    if show_alike(_count_open, site, moment):
        show_boxed("ages", _ages, site, moment)
    else:
        st.caption(words.NO_OPEN)


def _count_open(site: str, moment: mails.Moment) -> int:
    return int(mails.ages(site, moment.at).to_numpy().sum())


def _ages(site: str, moment: mails.Moment) -> DataBox:
    found = mails.ages(site, moment.at)
    drawn = found.assign(age=list(words.AGES.values()))
    return DataBox(
        key="ages",
        title=figures.AGES,
        in_period=False,
        figure=ages_figure(drawn),
        sentence=words.AGES_LEGEND,
        shown=_shown(drawn),
        exported=mails.ages_table(found),
        counted=wording.counted(int(found.to_numpy().sum()), words.OPEN_REQUESTS),
        about=Dataset.MAILS,
        file_name=f"vigie-demandes-ouvertes-{moment.day.isoformat()}.csv",
        reading=f"{when(moment, site)}. {words.age_reading(found)}",
        basis=words.SCOPE,
    )


def _shown(drawn: pd.DataFrame) -> pd.DataFrame:
    counts = {title: drawn[name].map(number) for name, title in words.COUNTED.items()}
    return pd.DataFrame({words.AGE: drawn["age"], **counts})
