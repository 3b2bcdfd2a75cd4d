"""What needs attention and what changed, each a link to its page with the reason beside."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import gateway, theme, wording
from dashboard.components import html, links
from dashboard.components.card import support_of
from dashboard.components.mails import show_urgent
from dashboard.gateway.attention import Concern, Urgency
from dashboard.gateway.changes import Change
from dashboard.wording import overview as words
from dashboard.wording import phrases
from etl.domain.periods import Period

ARROW = '<span class="fleche" aria-hidden="true">→</span><span class="cache">devient </span>'


def show_attention(urgent: str, concerns: Sequence[Concern]) -> None:
    """Show what is urgent first, why it stands there, and how many more there are."""
    with st.container(key="attention", gap="small"):
        st.header(words.ATTENTION, anchor=False)
        if not urgent and not concerns:
            html.show(html.paragraph(words.NOTHING))
            return
        st.caption(words.ORDER)
        show_urgent(urgent)
        with st.grid("auto", min_column_width=300, gap="small", key="priorites"):
            for each in concerns[: words.SHOWN]:
                _show_concern(each)
        if len(concerns) > words.SHOWN:
            st.caption(words.others(len(concerns) - words.SHOWN))


def _show_concern(concern: Concern) -> None:
    own, lead = concern.card.engagement, concern.card.lead
    key = "priorite" if concern.urgency is Urgency.MISSED else "attention"
    with st.container(border=True, key=f"{key}-{own.number}", gap=None, height="stretch"):
        label = f"{own.number} · {own.short_title}"
        links.to_engagement(own.number, label, lead.indicator.code)
        told = _missed(concern) if concern.urgency is Urgency.MISSED else _other(concern)
        html.show(
            f'<p class="raison {concern.card.verdict.value}">'
            f"{theme.icon(concern.card.verdict)}{escape(_reason(concern))}</p>{told}"
        )


def _reason(concern: Concern) -> str:
    if concern.urgency is Urgency.MISSED:
        return words.missed_for(concern.lasting, concern.card.lead.period.kind)
    return words.REASONS[concern.urgency.value]


def _missed(concern: Concern) -> str:
    """Return a promise that is not kept as a sentence: its value, its target, its number."""
    lead, blocking = concern.card.lead, concern.card.blocking
    value = wording.value_text(lead.value, lead.indicator.unit, lead.target)
    goal = phrases.goal(lead.target, lead.comparison, lead.indicator.unit)
    more = phrases.other_indicators(len(blocking) - 1)
    return (
        f'<p class="constat"><strong>{escape(value)}</strong> {escape(goal)}.<br>'
        f"{escape(lead.indicator.title)}.{escape(more)}</p>"
    )


def _other(concern: Concern) -> str:
    lead = concern.card.lead
    told = f"{lead.indicator.title}{words.COLON} {support_of(lead)}."
    return f'<p class="constat autre">{escape(told)}</p>'


def show_changes(found: Sequence[Change], period: Period, before: Period | None) -> None:
    """Show in one sentence, then one by one, the verdicts that are not those of before."""
    with st.container(key="changements", gap="small"):
        st.header(words.since(period.kind), anchor=False)
        if before is None:
            html.show(html.paragraph(words.nothing_before(period)))
            return
        told = words.changed((each.turn.value for each in found), before)
        html.show(html.paragraph(told) + html.density(len(found)))
        with st.grid("auto", min_column_width=225, gap="small", key="passages"):
            for each in found:
                _show_change(each)


def _show_change(change: Change) -> None:
    own = change.card.engagement
    with st.container(border=True, key=f"passage-{own.number}", gap=None, height="stretch"):
        label = f"{own.number} · {own.short_title}"
        links.to_engagement(own.number, label, change.now.indicator.code)
        before, after = change.before, change.card.verdict
        html.show(
            f'<p class="passage"><span class="avant {before.value}">{theme.icon(before)}'
            f"{escape(wording.VERDICTS[before])}</span>"
            f'{ARROW}<span class="apres {after.value}">{theme.icon(after)}'
            f"{escape(wording.VERDICTS[after])}</span></p>"
            f'<p class="appui">{escape(_values(change))}</p>'
        )


def _values(change: Change) -> str:
    """Return the two values of the indicator that decides now, with its name."""
    now, then = change.now, change.then
    texts = [_value(each) for each in (then, now) if each is not None]
    return f"{now.indicator.title}{words.COLON} {words.towards(texts)}"


def _value(finding: gateway.Finding) -> str:
    return wording.value_text(finding.value, finding.indicator.unit, finding.target)
