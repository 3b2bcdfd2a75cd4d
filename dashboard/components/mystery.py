"""One mystery campaign point by point, the next one, and the same promises seen elsewhere."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.charts.points import points_figure
from dashboard.components import html
from dashboard.components.alike import show_alike
from dashboard.components.fields import day_of
from dashboard.components.figure import WORKBOOKS, DataBox, show_boxed
from dashboard.components.promises import show_promise
from dashboard.components.tables import show_table
from dashboard.gateway import mystery as campaigns
from dashboard.wording import figures, reception
from dashboard.wording import mystery as words
from etl.domain.assessments import Verdict
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.formats import day, long_day

SIZES = (10, 20, 30, 40, 60, 80, 100, 150, 200, 300)
USUAL_TESTS = 30
USUAL_SCENARIOS = ("general",)
WIDE, NARROW_WIDTH = 0.20, 0.10


def show_campaign(site: str, code: str, channel: str) -> None:
    """Show a campaign that has points."""
    show_alike(_show_summary, site, code, channel)
    show_boxed("points", _points, site, code, channel)
    show_alike(_show_scenarios, site, code, channel)


def _found(site: str, code: str, channel: str) -> gateway.Campaign:
    found = gateway.campaign(site, code, channel)
    assert found is not None, "a campaign that is shown is known"
    return found


def _show_summary(site: str, code: str, channel: str) -> None:
    found, zone = _found(site, code, channel), gateway.timezone(site)
    points = found.points
    worst = points.iloc[0]
    days = [long_day(each.tz_convert(zone).date()) for each in (found.first, found.last)]
    html.show(
        html.sentence(
            words.summary(
                found.tests,
                days[0],
                days[1],
                str(worst["title"]).lower(),
                float(worst["share"]),
                int(worst["asked"]),
            )
        )
    )
    st.header(words.POINTS, anchor=False)


def _points(site: str, code: str, channel: str) -> DataBox:
    found = _found(site, code, channel)
    points = found.points
    return DataBox(
        key="points",
        title=figures.POINTS,
        in_period=False,
        figure=points_figure(_drawn(points)),
        sentence=words.LEGEND,
        shown=_shown(points),
        exported=_exported(points),
        counted=wording.counted(found.tests, wording.OBSERVED[Dataset.MYSTERY]),
        about=Dataset.MYSTERY,
        file_name=f"vigie-mystere-{found.code}-{found.channel}.csv",
    )


def _show_scenarios(site: str, code: str, channel: str) -> None:
    st.header(words.SCENARIOS, anchor=False)
    show_table(_scenarios(_found(site, code, channel).scenarios))


def show_crossings(site: str, period: Period) -> None:
    """Show the engagements that several kinds of facts measure, and where they disagree."""
    crossings = gateway.crossings(site, period)
    if not crossings:
        return
    st.header(words.CROSSING, anchor=False)
    for each in crossings:
        st.subheader(f"{each.number} · {each.title}", anchor=False)
        if each.contradicts:
            st.warning(words.CONTRADICTION, icon=":material/compare_arrows:")
        with st.grid("auto", min_column_width=225, gap="small"):
            for finding in each.findings:
                if finding.verdict is not Verdict.NOT_APPLICABLE:
                    show_promise(finding)


def show_next(site: str, share: float | None, scenarios: Sequence[str], today: date) -> None:
    """Let the next campaign be drawn."""
    st.header(words.NEXT, anchor=False)
    if share is not None:
        ten, twenty = (gateway.tests_for(share, each) for each in (NARROW_WIDTH, WIDE))
        html.show(html.paragraph(words.needed(share, ten, twenty)))
    asked = _ask(site, tuple(scenarios) or USUAL_SCENARIOS, gateway.usual_days(today))
    if asked is None:
        return
    drawn = gateway.drawn(asked)
    st.caption(words.DRAW_NOTE)
    shown = pd.DataFrame(
        {
            "N°": range(1, len(drawn) + 1),
            "À tester le": drawn["at"],
            "Scénario": drawn["scenario"].map(gateway.scenario_title),
        }
    )
    with st.expander(wording.counted(len(shown), words.TESTS), icon=":material/casino:"):
        show_table(shown)
    file_name = words.file_name(asked.site, asked.seed)
    st.download_button(
        words.DOWNLOAD,
        data=lambda: gateway.table_csv(file_name, shown, asked.site),
        file_name=file_name,
        mime="text/csv",
        key="csv-tirage",
        on_click="ignore",
        icon=":material/download:",
    )
    _show_grids()


def _show_grids() -> None:
    """Let the grids to fill be taken beside the draw."""
    grids = campaigns.grids()
    if not grids:
        return
    st.caption(words.GRID_NOTE)
    with st.container(horizontal=True, gap="small"):
        for each in grids:
            st.download_button(
                words.grid(each.title),
                data=partial(gateway.template_of, each),
                file_name=f"{each.name}.xlsx",
                mime=WORKBOOKS,
                key=f"grille-{each.name}",
                on_click="ignore",
                icon=":material/table_view:",
            )


def _ask(
    site: str, scenarios: tuple[str, ...], usual: tuple[date, date]
) -> gateway.Draw | None:
    """Return what is to be drawn; ``None``, said in French, where it cannot be."""
    titles = {code: each for code, each in gateway.site_titles().items() if code != "*"}
    with st.form("tirage", border=True):
        above, below = st.columns(3), st.columns(3)
        place = above[0].selectbox(
            words.PLACE,
            list(titles),
            index=list(titles).index(site) if site in titles else 0,
            format_func=titles.__getitem__,
        )
        desk = above[1].selectbox(words.DESK, gateway.desks_of(place), format_func=_desk_title)
        tests = above[2].selectbox(words.SIZE, SIZES, index=SIZES.index(USUAL_TESTS))
        first = below[0].text_input(words.FIRST, day(usual[0]), max_chars=10)
        last = below[1].text_input(words.LAST, day(usual[1]), max_chars=10)
        seed = below[2].text_input(words.SEED, "1", max_chars=9, help=words.SEED_HINT)
        st.form_submit_button(words.DRAW, type="primary")
    days = [day_of(each) for each in (first, last)]
    if days[0] is None or days[1] is None or days[1] < days[0]:
        st.error(words.NOT_A_DAY, icon=":material/event_busy:")
        return None
    if not seed.strip().isdecimal():
        st.error(words.NOT_A_SEED, icon=":material/casino:")
        return None
    return gateway.Draw(place, desk, days[0], days[1], tests, scenarios, int(seed))


def _desk_title(desk: str) -> str:
    return "Standard téléphonique" if desk == "standard" else reception.desk_title(desk)


def _drawn(points: pd.DataFrame) -> pd.DataFrame:
    rows = points.to_dict("records")
    told = [
        (str(each["title"]), float(each["share"]), int(each["satisfied"]), int(each["asked"]))
        for each in rows
    ]
    return points.assign(
        label=[words.label(*each) for each in told], said=[words.said(*each) for each in told]
    )


def _shown(points: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Point": each["title"],
                "Satisfaits": f"{int(each['satisfied'])} sur {int(each['asked'])}",
                "Part": wording.value_text(each["share"], "%"),
                "Intervalle": wording.interval_text(each["low"], each["high"], "%"),
                "Campagne précédente": wording.value_text(each["before"], "%"),
            }
            for each in points.to_dict("records")
        ]
    )


def _exported(points: pd.DataFrame) -> pd.DataFrame:
    names = {
        "title": "Point",
        "asked": "Tests",
        "satisfied": "Satisfaits",
        "share": "Part",
        "low": "Borne basse",
        "high": "Borne haute",
        "before": "Campagne précédente",
    }
    return points[[*names]].rename(columns=names)


def _scenarios(scenarios: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Scénario": gateway.scenario_title(str(each["scenario"])),
                "Points observés": int(each["asked"]),
                "Satisfaits": wording.value_text(each["share"], "%"),
                "Intervalle": wording.interval_text(each["low"], each["high"], "%"),
            }
            for each in scenarios.to_dict("records")
        ]
    )
