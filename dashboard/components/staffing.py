"""« Combien d'agents ? » : the agents that each half-hour needs, or what some would do."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.charts.week import week_figure
from dashboard.components.alike import show_alike
from dashboard.components.figure import DataBox, show_boxed
from dashboard.gateway.staffing import Staffing, staffing_in
from dashboard.gateway.staffing import goal as goal_of
from dashboard.wording import calls, figures
from dashboard.wording import staffing as words
from etl.domain.assessments import EVERYWHERE
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.formats import NARROW, WEEKDAYS, number

# What is chosen, by name.
Choices = tuple[tuple[str, int], ...]


def show_staffing(site: str, period: Period) -> None:
    st.header(words.HEADING, anchor=False)
    if site == EVERYWHERE:
        st.caption(words.ONE_SITE)
        return
    chosen = tuple(_chosen().items())
    if show_alike(_is_known, site, period, chosen):
        show_boxed("agents", _agents, site, period, chosen)
    else:
        st.caption(words.NOTHING)


def _found(site: str, period: Period, choices: Choices) -> Staffing | None:
    chosen = dict(choices)
    goal = goal_of(chosen[words.LEVEL], chosen[words.WITHIN], chosen[words.ABSENCE])
    return staffing_in(site, period, goal, chosen[words.AGENTS] or None)


def _is_known(site: str, period: Period, choices: Choices) -> bool:
    found = _found(site, period, choices)
    return found is not None and bool(found.handled)


def _agents(site: str, period: Period, choices: Choices) -> DataBox:
    found, chosen = _found(site, period, choices), dict(choices)
    assert found is not None, "a week that is shown is known"
    given = bool(chosen[words.AGENTS])
    rows = found.rows.assign(slot=_slots(found.rows["half_hour"]))
    return DataBox(
        key="agents",
        title=figures.AGENTS[given],
        figure=week_figure(_drawn(rows, given), full=words.FULLEST[given]),
        sentence=words.GIVEN if given else words.NEEDED,
        shown=_shown(rows),
        exported=_exported(rows),
        counted=wording.counted(found.handled, calls.CALLS),
        about=Dataset.CALLS,
        file_name=f"vigie-telephone-{site}-{period.code}-agents.csv",
        reading=_reading(found, rows, chosen),
        basis=words.basis(found.handling_s, found.handled, found.patience_s, found.gave_up),
    )


def _chosen() -> dict[str, int]:
    """Show the inputs; each is in the address, and only what may be chosen is taken."""
    with st.grid("auto", min_column_width=170, gap="small"):
        for name, (options, default) in words.CHOICES.items():
            filters.follow(name, options, default)
            st.selectbox(
                words.LABELS[name],
                options,
                key=name,
                format_func=partial(words.choice, name),
                on_change=filters.note,
                args=(name,),
            )
    return {name: int(st.session_state[name]) for name in words.CHOICES}


def _slots(half_hour: pd.Series) -> pd.Series:
    """Return « 09:30 » as minutes after midnight."""
    parts = half_hour.str.split(":", expand=True).astype("int64")
    return parts[0] * 60 + parts[1]


def _drawn(rows: pd.DataFrame, given: bool) -> pd.DataFrame:
    numbers = ["arrivals", "agents", "answer_rate", "service_level"]
    level, agents = rows["service_level"], rows["agents"].astype("float64")
    shares = [words.share(each).removesuffix(f"{NARROW}%") for each in level]
    return rows.assign(
        weekday=rows["weekday"] - 1,
        value=1 - level if given else agents,
        label=shares if given else agents.map(number),
        said=[
            words.cell(int(each["weekday"]) - 1, int(each["slot"]),
                       {name: float(each[name]) for name in numbers})
            for each in rows.to_dict("records")
        ],
    )  # fmt: skip


def _reading(found: Staffing, rows: pd.DataFrame, chosen: dict[str, int]) -> str:
    most = rows.loc[rows["agents"].idxmax()]
    told = words.sentence(
        int(most["agents"]),
        int(most["scheduled"]),
        (int(most["weekday"]) - 1, int(most["slot"])),
        chosen[words.AGENTS],
    )
    rate, level = found.overall("answer_rate"), found.overall("service_level")
    return f"{told} {words.expected(rate, level, chosen[words.WITHIN])}"


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Jour": [WEEKDAYS[int(each) - 1] for each in rows["weekday"]],
            "Demi-heure": rows["half_hour"],
            "Jours observés": rows["days"].map(number),
            "Appels": [number(each, 1) for each in rows["arrivals"]],
            "Agents": rows["agents"].map(number),
            "À prévoir": rows["scheduled"].map(number),
            "Décrochés": [words.share(each) for each in rows["answer_rate"]],
            "Dans le délai": [words.share(each) for each in rows["service_level"]],
        }
    )


def _exported(rows: pd.DataFrame) -> pd.DataFrame:
    names = {
        "half_hour": "Demi-heure",
        "days": "Jours observés",
        "arrivals": "Appels en moyenne",
        "load": "Charge (erlangs)",
        "agents": "Agents au téléphone",
        "scheduled": "Agents à prévoir",
        "answer_rate": "Décrochés attendus",
        "service_level": "Décrochés dans le délai",
        "mean_wait_s": "Attente moyenne (s)",
        "occupancy": "Occupation",
    }
    days = [WEEKDAYS[int(each) - 1] for each in rows["weekday"]]
    table = rows[[*names]].rename(columns=names)
    table.insert(0, "Jour", days)
    # The calls of a half-hour over the days observed: what its mean would give back.
    called = table.assign(Appels=(rows["arrivals"] * rows["days"]).round())
    figures_of = ("Appels en moyenne", "Charge (erlangs)", "Occupation", "Décrochés attendus",
                  "Décrochés dans le délai", "Attente moyenne (s)")  # fmt: skip
    return gateway.without_small_counts(called, ("Appels",), figures_of).drop(columns="Appels")
