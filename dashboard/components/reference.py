"""The page of the method: definitions, calendars, sources, events, departures, glossary."""

import unicodedata
from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import html
from dashboard.components.calendars import show_calendars
from dashboard.components.definitions import show_definitions
from dashboard.wording import annotations as events
from dashboard.wording import method as words
from dashboard.wording.departures import DEPARTURES
from dashboard.wording.expected import FORMATS
from dashboard.wording.glossary import GLOSSARY
from dashboard.wording.method import Section
from dashboard.wording.typography import spaced

SECTION, SEARCH = "rubrique", "chercher"
LONGEST = 60
SEARCHED = (Section.DEFINITIONS, Section.SOURCES, Section.DEPARTURES, Section.GLOSSARY)


def choose_section() -> Section:
    """Let a part of the page be chosen; it is in the address."""
    sections = list(words.SECTIONS)
    # A link to an indicator is a link to its definition.
    filters.follow(SECTION, sections, Section.DEFINITIONS)
    with st.container(key="rubriques"):
        st.segmented_control(
            words.SECTION,
            sections,
            key=SECTION,
            format_func=words.SECTIONS.__getitem__,
            required=True,
            label_visibility="collapsed",
            on_change=filters.note,
            args=(SECTION,),
        )
    return Section(st.session_state[SECTION])


def show_section(section: Section) -> None:
    sought = _search() if section in SEARCHED else ""
    _SHOWN[section](sought)


def _search() -> str:
    st.session_state[SEARCH] = st.query_params.get(SEARCH, "")[:LONGEST]
    sought = st.text_input(
        words.SEARCH,
        key=SEARCH,
        placeholder=words.SEARCH_HELP,
        width=380,
        max_chars=LONGEST,
        on_change=filters.note,
        args=(SEARCH,),
    )
    return str(sought or "").strip().casefold()


def _found(sought: str, *texts: str) -> bool:
    return sought in " ".join(texts).casefold()


def _show_sources(sought: str) -> None:
    titles = gateway.site_titles()
    rows = [
        {
            "Source": each.title,
            "Contient": words.DATASETS[each.dataset],
            "Site": titles.get(each.site, each.site),
            "Rythme attendu": wording.RHYTHMS[each.rhythm.value],
            "Format": FORMATS.get(each.format, each.format),
            "Reconnue à": ", ".join(each.signature) or "son contenu",
        }
        for each in gateway.declared_sources()
        if _found(sought, each.title, FORMATS.get(each.format, ""), *each.signature)
    ]
    _table(rows)


def _show_events(sought: str) -> None:
    titles, known = gateway.site_titles(), gateway.definitions()
    rows = [
        {
            "Évènement": each.title,
            "Nature": events.KINDS[each.kind],
            "Où": events.place_text(each, titles),
            "Quand": events.days_text(each),
            "Signalé par": each.author,
            "Pièce": each.evidence,
            "Limites": events.decision(each, known),
        }
        for each in gateway.register_of_events()
    ]
    if rows:
        _table(rows)
    else:
        st.info(events.NO_EVENT, icon=":material/event_note:")


def _show_rules(sought: str) -> None:
    with st.container(key="declaration"):
        for heading, parts in words.RULES:
            st.header(heading, anchor=False)
            html.show("".join(html.paragraph(spaced(part)) for part in parts))


def _show_departures(sought: str) -> None:
    html.show(html.paragraph(spaced(words.DEPARTURES_INTRODUCTION)))
    rows = [
        {
            "Sujet": each.subject,
            "Ailleurs": f"{each.others} : {each.theirs}",
            "Ici": each.ours,
            "Pourquoi": each.why,
            "Prouvé par": ", ".join(each.tests),
        }
        for each in DEPARTURES
        if _found(sought, each.subject, each.others, each.theirs, each.ours, each.why)
    ]
    _table([{name: spaced(text) for name, text in row.items()} for row in rows])


def _show_glossary(sought: str) -> None:
    told = [pair for pair in sorted(GLOSSARY, key=_plain) if _found(sought, *pair)]
    if told:
        html.show(html.details((spaced(word), spaced(meaning)) for word, meaning in told))
    else:
        st.info(words.NOTHING, icon=":material/search_off:")


def _plain(pair: tuple[str, str]) -> str:
    """Return a word without its accents, for the order of a dictionary."""
    letters = unicodedata.normalize("NFD", pair[0].casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))


def _table(rows: list[dict[str, str]]) -> None:
    if rows:
        st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")
    else:
        st.info(words.NOTHING, icon=":material/search_off:")


_SHOWN: Mapping[Section, Callable[[str], None]] = {
    Section.DEFINITIONS: show_definitions,
    Section.CALENDARS: lambda sought: show_calendars(),
    Section.SOURCES: _show_sources,
    Section.EVENTS: _show_events,
    Section.RULES: _show_rules,
    Section.DEPARTURES: _show_departures,
    Section.GLOSSARY: _show_glossary,
}
