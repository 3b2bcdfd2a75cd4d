"""Crises and exercises: the clocks of each, and what must be held again."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.charts.clocks import clocks_figure
from dashboard.components import html, links
from dashboard.components.figure import DataBox, show_box
from dashboard.components.tables import plain
from dashboard.wording import emergency as words
from dashboard.wording import figures, phrases
from etl.domain.assessments import Verdict
from etl.domain.datasets import Dataset
from etl.formats import instant

STATES = {True: Verdict.MET, False: Verdict.MISSED, None: Verdict.INCONCLUSIVE}


def show_summary(events: Sequence[gateway.Event]) -> None:
    """Say in one sentence what happened, then what was late."""
    clocks = [(event, each) for event in events for each in event.clocks]
    judged = [each for _, each in clocks if each.kept is not None]
    exercises = sum(event.is_exercise for event in events)
    html.show(
        html.sentence(
            words.summary(
                len(events) - exercises,
                exercises,
                sum(each.kept is True for each in judged),
                len(judged),
            )
        )
    )
    late = [
        (words.clock_name(each.kind, each.audience), _name(event), each.minutes, each.limit)
        for event, each in clocks
        if each.kept is False
    ]
    if late:
        html.show(html.bullets(words.late(late)))


def show_events(heading: str, events: Sequence[gateway.Event], none: str) -> None:
    st.header(heading, anchor=False)
    if not events:
        st.caption(none)
    for place, event in enumerate(events):
        _show_event(event, f"{'exercice' if event.is_exercise else 'reel'}-{place}")


def show_held(held: Sequence[gateway.Held]) -> None:
    """Show what must be held so many times a year: how many, the last, until when."""
    if not held:
        return
    st.header(words.HELD, anchor=False)
    with st.grid("auto", min_column_width=260, gap="small"):
        for each in held:
            _show_held(each)


def _show_event(event: gateway.Event, key: str) -> None:
    zone = gateway.timezone(event.site)
    st.subheader(plain(_name(event)), anchor=False)
    site = gateway.site_titles().get(event.site, event.site)
    html.show(html.place(site, f"premier ordre le {instant(event.began_at, zone)}"))
    judged = [each for each in event.clocks if each.kept is not None]
    slowest = max(event.clocks, key=lambda each: each.minutes)
    show_box(
        DataBox(
            key=key,
            title=figures.clocks(_name(event)),
            in_period=False,
            figure=clocks_figure(_drawn(event)),
            sentence=words.LEGEND,
            shown=_shown(event, zone),
            exported=_exported(event),
            counted=wording.counted(len(event.clocks), words.CLOCKS),
            about=Dataset.EVENTS,
            file_name=f"vigie-urgence-{event.began_at:%Y-%m-%d}.csv",
            reading=words.event_sentence(
                sum(each.kept is True for each in judged),
                len(judged),
                words.clock_name(slowest.kind, slowest.audience),
                slowest.minutes,
            ),
        )
    )
    _show_doors(event)


def _show_doors(event: gateway.Event) -> None:
    """Link each promise to its page, where its cases go down to file and line."""
    doors = {each.code: each.number for each in event.clocks}
    with st.container(horizontal=True, gap="small"):
        for code, number in doors.items():
            links.to_engagement(number, words.door(code), code)


def _show_held(each: gateway.Held) -> None:
    own = each.finding.indicator
    zone = gateway.timezone(each.finding.site)
    number = gateway.engagement_number(own.code)
    with st.container(border=True, gap="xsmall", key=f"promesse-{own.code}", height="stretch"):
        html.show(html.chip(each.finding.verdict) + html.name(own.title))
        value = wording.value_text(each.finding.value, own.unit, each.finding.target)
        goal = wording.target_text(each.finding.target, each.finding.comparison, own.unit)
        last = instant(each.last_at, zone) if each.last_at else ""
        html.show(html.paragraph(words.held_sentence(value, goal, last, each.due)))
        links.to_engagement(number, phrases.sheet(own.code), own.code)


def _name(event: gateway.Event) -> str:
    return event.name or words.UNNAMED


def _drawn(event: gateway.Event) -> pd.DataFrame:
    names = [words.clock_name(each.kind, each.audience) for each in event.clocks]
    return pd.DataFrame(
        {
            "begins": [each.begins for each in event.clocks],
            "minutes": [each.minutes for each in event.clocks],
            "limit": [each.limit for each in event.clocks],
            "state": [STATES[each.kept].value for each in event.clocks],
            "label": [
                words.label(name, each.minutes, each.kept)
                for name, each in zip(names, event.clocks, strict=True)
            ],
            "said": [
                words.bar(name, each.minutes, each.limit, each.kept)
                for name, each in zip(names, event.clocks, strict=True)
            ],
        }
    )


def _shown(event: gateway.Event, zone: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Délai": words.clock_name(each.kind, each.audience),
                "Ordre": instant(each.started_at, zone),
                "Durée": words.minutes(each.minutes),
                "Limite": words.minutes(each.limit),
                "Jugement": f"{words.MARKS[each.kept]} {words.STATES[each.kept]}",
                "Fichier": f"{each.file_name}, ligne {each.line}",
            }
            for each in event.clocks
        ]
    )


def _exported(event: gateway.Event) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Évènement": _name(event),
                "Exercice": "oui" if event.is_exercise else "non",
                "Indicateur": each.code,
                "Délai": words.clock_name(each.kind, each.audience),
                "Ordre": pd.Timestamp(each.started_at),
                "Durée (min)": each.minutes,
                "Limite (min)": each.limit,
                "Jugement": words.STATES[each.kept],
                "Fichier": each.file_name,
                "Ligne": each.line,
            }
            for each in event.clocks
        ]
    )
