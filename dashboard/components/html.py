"""Small pieces of HTML: every value that enters them is escaped."""

import zlib
from collections.abc import Iterable, Mapping
from html import escape

import streamlit as st

from dashboard import gateway, theme, wording
from dashboard.charts import signs as signs_of
from dashboard.wording import glossary, trust, variation
from etl.domain.assessments import Verdict
from etl.domain.engagements import Direction
from etl.domain.trust import Grade

# From more changes than this on, the overview is printed smaller.
CROWDED = 8


def show(html: str) -> None:
    """Show HTML that may hold inline SVG, which ``st.html`` would take away."""
    st.markdown(html, unsafe_allow_html=True)


def chip(verdict: Verdict, word: str = "") -> str:
    """Return a verdict as shape, colour and word; another word may stand for its own."""
    return (
        f'<span class="puce {verdict.value}">{theme.icon(verdict)}'
        f"{escape(word or wording.VERDICTS[verdict])}</span>"
    )


def flag(to_watch: bool) -> str:
    """Return the flag « à surveiller », as shape, colour and words, or nothing."""
    if not to_watch:
        return ""
    return f'<span class="drapeau">{theme.flag()}{escape(variation.TO_WATCH)}</span>'


def signs(reading: gateway.Reading | None, better: Direction, words: bool = False) -> str:
    """Return the signs of variation and of assurance, named, the names shown or only spoken."""
    if reading is None:
        return ""
    return "".join(
        _sign(drawn, told, words) for drawn, told in _signs(reading, better) if drawn and told
    )


def _signs(reading: gateway.Reading, better: Direction) -> Iterable[tuple[str, str]]:
    doubt = variation.PROVISIONAL if reading.provisional else ""
    if reading.variation is not None:
        told = variation.SHORT_VARIATIONS[reading.variation]
        yield signs_of.variation_sign(reading.variation.value, reading.rises), told + doubt
    if reading.assurance is not None:
        told = variation.SHORT_ASSURANCES[reading.assurance]
        yield signs_of.assurance_sign(reading.assurance.value, better), told + doubt


def grade(worth: Grade | None) -> str:
    """Return the letter of what the sources of a figure are worth, named; or nothing."""
    if worth is None:
        return ""
    name = escape(trust.grade_name(worth))
    return (
        f'<span class="note-source" role="img" aria-label="{name}" title="{name}">'
        f'<span aria-hidden="true">{worth.value}</span></span>'
    )


def legend() -> str:
    """Return every sign with its meaning, as a list."""
    higher = Direction.HIGHER
    drawn = (
        signs_of.variation_sign(signs_of.COMMON, rises=False),
        signs_of.variation_sign("special_cause_improvement", rises=True),
        signs_of.variation_sign("special_cause_concern", rises=False),
        signs_of.assurance_sign("consistent_pass", higher),
        signs_of.assurance_sign("inconsistent", higher),
        signs_of.assurance_sign("consistent_fail", higher),
        theme.flag(),
    )
    lines = "".join(
        f"<li>{sign}<span>{escape(told)}</span></li>"
        for sign, told in zip(drawn, variation.SIGNS, strict=True)
    )
    lines += (
        '<li><span class="note-source" aria-hidden="true">B</span>'
        f"<span>{escape(trust.SIGN)}</span></li>"
    )
    return f'<ul class="legende">{lines}</ul>'


def _sign(drawn: str, told: str, words: bool) -> str:
    if words:
        return f'<span class="signe">{drawn}{escape(told)}</span>'
    name = escape(told)
    return f'<span class="signe" role="img" aria-label="{name}" title="{name}">{drawn}</span>'


def help_on(term: str, place: str = "") -> str:
    """Return the button that explains a word of the glossary; nothing for another word.

    It is the browser's own popover: a key opens it, Escape closes it, no script. ``place``
    tells it from the same word elsewhere on the page.
    """
    meaning = glossary.explained(term)
    if not meaning:
        return ""
    own = f"aide-{place}{zlib.crc32(term.encode()):x}"
    return (
        f'<button type="button" class="aide" popovertarget="{own}" '
        f'aria-label="{escape(glossary.help_name(term))}">?</button>'
        f'<span id="{own}" popover="auto" class="bulle"><strong>{escape(term)}</strong> '
        f"{escape(meaning)}</span>"
    )


def facts(pairs: Iterable[tuple[str, str, str]]) -> str:
    """Return names, values and notes as a description list."""
    items = "".join(
        f"<div><dt>{escape(name)}{help_on(name)}</dt><dd>{escape(value)}"
        + (f'<span class="note">{escape(noted)}</span>' if noted else "")
        + "</dd></div>"
        for name, value, noted in pairs
    )
    return f'<dl class="faits">{items}</dl>'


def details(pairs: Iterable[tuple[str, str]]) -> str:
    """Return names and longer texts as a description list in two columns."""
    items = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs if text
    )
    return f'<dl class="details">{items}</dl>'


def bullets(texts: Iterable[str]) -> str:
    return (
        '<ul class="liste">' + "".join(f"<li>{escape(each)}</li>" for each in texts) + "</ul>"
    )


def numbered(items: Iterable[tuple[str, str, str]]) -> str:
    """Return marks, titles and details as a list whose marks are those of a chart."""
    lines = "".join(
        f'<li><span class="marque">{escape(mark)}</span><span><strong>{escape(title)}</strong>'
        f'<span class="note">{escape(noted)}</span></span></li>'
        for mark, title, noted in items
    )
    return f'<ul class="evenements">{lines}</ul>'


def subheading(text: str) -> str:
    return f'<p class="intertitre">{escape(text)}</p>'


def figure_title(text: str) -> str:
    return f'<p class="titre-figure">{escape(text)}</p>'


def sentence(text: str) -> str:
    return f'<p class="phrase">{escape(text)}</p>'


def place(*parts: str) -> str:
    """Return the soft line that says where and when: site, period, date of the data."""
    line = " · ".join(each for each in parts if each)
    return f'<p class="lieu">{escape(line[:1].upper() + line[1:])}</p>'


def tally(counts: Mapping[Verdict, int]) -> str:
    """Return one numeral for each verdict, with its shape and its word."""
    items = "".join(
        f'<li class="{verdict.value}"><span class="nombre">{counts.get(verdict, 0)}</span>'
        f'<span class="mot">{theme.icon(verdict)}'
        f"{escape(wording.plural(counts.get(verdict, 0), words))}</span>"
        f"{help_on(wording.VERDICTS[verdict])}</li>"
        for verdict, words in wording.TALLIES.items()
    )
    return f'<ul class="bilan">{items}</ul>'


def ribbon(verdicts: Iterable[Verdict]) -> str:
    """Return one segment an engagement, the verdicts together; the tally says it in words."""
    order = list(wording.TALLIES)
    segments = "".join(
        f'<span class="{each.value}"></span>' for each in sorted(verdicts, key=order.index)
    )
    return f'<div class="ruban" aria-hidden="true">{segments}</div>'


def density(changes: int) -> str:
    """Return the mark by which the printed overview shrinks to hold many changes."""
    mark = "tres-serre" if changes > 2 * CROWDED else "serre" if changes > CROWDED else ""
    return f'<span class="{mark}" hidden></span>' if mark else ""


def verdict(verdict: Verdict, text: str, to_watch: bool = False) -> str:
    """Return the verdict on an engagement: its chip, its flag and its sentence."""
    return (
        f'<div class="verdict">{chip(verdict)}{flag(to_watch)}'
        f'<p class="phrase">{escape(text)}</p></div>'
    )


def promise(title: str, source: str) -> str:
    """Return the charter's own words, with where they stand."""
    return (
        f'<blockquote class="promesse"><p>{escape(title)}</p>'
        f"<footer>{escape(source)}</footer></blockquote>"
    )


def soft(text: str) -> str:
    return f'<span class="doux">{escape(text)}</span>'


def paragraph(text: str) -> str:
    return f'<p class="texte">{escape(text)}</p>' if text else ""


def name(text: str) -> str:
    return f'<p class="texte"><strong>{escape(text)}</strong></p>'


def menu_heading(text: str) -> str:
    return f'<p class="rayon">{escape(text)}</p>'


def brand(mark: str, name: str) -> str:
    """Return the product's mark (our own SVG file) beside its name."""
    hidden = mark.replace("<svg ", '<svg aria-hidden="true" width="28" height="28" ', 1)
    return f'<p class="marque">{hidden}{escape(name)}</p>'
