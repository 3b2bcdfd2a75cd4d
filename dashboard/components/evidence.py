"""Evidence: a card an engagement, then its pieces, each with what may be done with it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

import pandas as pd
import streamlit as st

from dashboard import gateway
from dashboard.components import html, links
from dashboard.components.evidence_forms import show_deposit, show_review
from dashboard.components.registers import ribbon, show_counts
from dashboard.components.tables import show_table
from dashboard.gateway import evidence, registers
from dashboard.wording import evidence as words
from etl.domain.assessments import Verdict
from etl.domain.evidence import Evidence, EvidenceState
from etl.domain.registers import Entry
from etl.domain.roles import Right
from etl.formats import instant, number


def counts_of(sheets: Iterable[evidence.Sheet]) -> Counter[EvidenceState]:
    return Counter(piece.state for sheet in sheets for piece in sheet.pieces)


def show_summary(sheets: Sequence[evidence.Sheet]) -> None:
    """Show what is held of what is expected."""
    counts = counts_of(sheets)
    html.show(html.sentence(words.summary(counts.total(), counts)))
    show_counts(
        (words.LOOKS[states[0]], total, told[total > 1])
        for _, told, states in words.GROUPS
        for total in [sum(counts[each] for each in states)]
    )


def filter_options(sheets: Sequence[evidence.Sheet]) -> dict[str, str]:
    """Return the groups of states that may be shown, with how many pieces are in each."""
    counts = counts_of(sheets)
    options = {words.EVERY: f"Toutes ({number(counts.total())})"}
    for code, told, states in words.GROUPS:
        if total := sum(counts[each] for each in states):
            options[code] = f"{told[1].capitalize()} ({number(total)})"
    return options


def show_ledger(sheets: Sequence[evidence.Sheet], shown: str) -> None:
    """Show the engagements that hold a piece in one of the states that are shown."""
    wanted = next((states for code, _, states in words.GROUPS if code == shown), None)
    kept = [
        each
        for each in sheets
        if wanted is None or any(piece.state in wanted for piece in each.pieces)
    ]
    if not kept:
        st.caption(words.NOTHING_SHOWN)
    for place, (heading, group) in enumerate(
        groupby(kept, key=lambda each: each.engagement.heading)
    ):
        with st.container(key=f"registre-{place}"):
            st.header(heading, anchor=False)
            with st.grid("auto", min_column_width=225, gap="small"):
                for sheet in group:
                    _show_card(sheet)


def _show_card(sheet: evidence.Sheet) -> None:
    own = sheet.engagement
    with st.container(border=True, key=f"carte-{own.number}", gap=None, height="stretch"):
        links.to_evidence(f"{own.number} · {own.short_title}", engagement=own.number)
        html.show(_body(sheet))


def _body(sheet: evidence.Sheet) -> str:
    if sheet.reason:
        return (
            f'<div class="corps"><p class="appui">{escape(sheet.reason)}</p>'
            f"{html.chip(Verdict.NOT_APPLICABLE)}</div>"
        )
    states = Counter(each.state for each in sheet.pieces)
    order = list(words.LOOKS.values())
    looks = sorted((words.LOOKS[each.state] for each in sheet.pieces), key=order.index)
    return (
        f'<div class="corps"><p class="mesure"><span class="valeur">{sheet.proven}'
        f"\u202f/\u202f{len(sheet.pieces)}</span></p>"
        f'<p class="appui">{escape(words.support(states))}</p>{ribbon(looks)}</div>'
    )


def show_sheet(sheet: evidence.Sheet, site: str) -> None:
    """Show the pieces of one engagement, what is missing first."""
    own = sheet.engagement
    html.show(html.promise(own.title, own.source))
    if sheet.reason:
        html.show(
            html.verdict(Verdict.NOT_APPLICABLE, f"{words.NOT_EXPECTED} : {sheet.reason}")
        )
        return
    states = Counter(each.state for each in sheet.pieces)
    html.show(html.sentence(words.summary(len(sheet.pieces), states)))
    with st.grid("auto", min_column_width=430, gap="small"):
        for place, piece in enumerate(sheet.pieces):
            key = f"{own.number}-{place}"
            with st.container(border=True, key=f"piece-{key}", gap="small", height="stretch"):
                _show_piece(piece, key, site)


def _show_piece(piece: evidence.Piece, key: str, site: str) -> None:
    asked = piece.expected
    optional = "" if asked.terms.mandatory else f" ({words.OPTIONAL})"
    chip = html.chip(words.LOOKS[piece.state], words.STATES[piece.state])
    terms = words.expected_text(asked.terms.kind, asked.terms.valid_months, asked.indicators)
    html.show(
        f'<p class="role">{chip}<strong>{escape(asked.title + optional)}</strong></p>'
        f'<p class="texte">{html.soft(terms)}</p>'
    )
    writes = registers.may(Right.WRITE_EVIDENCE)
    for place, entry in enumerate(piece.entries):
        _show_entry(entry, len(piece.entries) > 1)
        with st.container(horizontal=True, key=f"gestes-{key}-{entry.number}"):
            _show_gestures(entry, f"{key}-{entry.number}")
            if writes and place == len(piece.entries) - 1:
                show_deposit(piece, key, site)
    if writes and not piece.entries:
        show_deposit(piece, key, site)


def _show_entry(entry: Entry[Evidence], several: bool) -> None:
    held, state = entry.content, evidence.state_of(entry)
    left = evidence.days_left(entry)
    place = gateway.site_titles().get(held.site, held.site)
    told = f"{place} · {words.described(held, entry.author, left)}"
    if not evidence.is_computed(entry):
        told = f"n°\u00a0{entry.number} · {told}"
    alone = f"{words.STATES[state]} – " if several else ""
    html.show(f'<p class="texte">{html.soft(alone + told)}</p>')
    if held.remark:
        html.show(f'<p class="texte">{html.soft(held.remark)}</p>')


def _show_gestures(entry: Entry[Evidence], key: str) -> None:
    held = entry.content
    if evidence.is_file(entry):
        st.download_button(
            words.DOWNLOAD,
            data=lambda: evidence.content_of(entry),
            file_name=held.name,
            mime=held.media,
            key=f"telecharger-{key}",
            on_click="ignore",
            icon=":material/download:",
        )
    elif held.link:
        st.link_button(words.OPEN, held.link, icon=":material/open_in_new:")
    if evidence.is_computed(entry):
        return
    with st.popover(words.HISTORY, icon=":material/history:"):
        _show_history(entry)
    if registers.may(Right.REVIEW_EVIDENCE):
        show_review(entry, key)


def _show_history(entry: Entry[Evidence]) -> None:
    zone = gateway.timezone(entry.content.site)
    show_table(
        pd.DataFrame(
            [
                {
                    "Révision": each.revision,
                    "Le": instant(each.at, zone),
                    "Par": each.author,
                    "État": words.STATES[each.content.state],
                    "Pièce": each.content.name or each.content.link,
                    "Empreinte": each.content.sha256[:12],
                    "Remarque": each.content.remark,
                }
                for each in evidence.history(entry.number)
            ]
        )
    )
