"""The completeness check: a score, explained line by line, each gap with its way out."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from dashboard import gateway, theme
from dashboard.components import html, links
from dashboard.components.tables import plain, show_table
from dashboard.gateway import auditing
from dashboard.wording import audit as words
from etl.domain.assessments import Verdict
from etl.formats import NO_BREAK, day, number, percent

SHOWN = 60
EVIDENCE = (
    auditing.Check.MET_WITHOUT_EVIDENCE,
    auditing.Check.EVIDENCE_MISSING,
    auditing.Check.EVIDENCE_EXPIRED,
    auditing.Check.EVIDENCE_TO_REVIEW,
)


def show_completeness(site: str) -> None:
    lines = auditing.lines(site)
    score = auditing.readiness(lines)
    gaps = sum(len(each.gaps) for each in lines)
    html.show(html.sentence(words.score_sentence(score, gaps)))
    if gateway.state() is not gateway.State.READY:
        st.caption(words.NOT_MEASURED_YET)
    if score is not None:
        html.show(_bar(score))
    for line in lines:
        if line.gaps:
            _show_gaps(line)
    done = [each for each in lines if not each.gaps]
    html.show("".join(_done(each) for each in done))
    with st.expander(words.EXPLAINED, icon=":material/calculate:"):
        st.caption(words.SCORE_HINT)
        show_table(_explained(lines))


def _bar(score: float) -> str:
    share = f"{score * 100:.1f}"
    return (
        f'<div class="jauge" role="img" aria-label="{words.SCORE}{NO_BREAK}: '
        f'{escape(percent(score))}"><span style="width:{share}%"></span></div>'
    )


def _done(line: auditing.Line) -> str:
    """Return a line with nothing to mend: at zero, or without anything to look at."""
    name, _ = words.CHECKS[line.check.value]
    look = Verdict.MET if line.total else Verdict.NOT_APPLICABLE
    told = f"0 sur {number(line.total)}" if line.total else words.NOTHING_TO_LOOK_AT
    return f'<p class="controle">{html.chip(look, told)}<span>{escape(name)}</span></p>'


def _show_gaps(line: auditing.Line) -> None:
    name, remedy = words.CHECKS[line.check.value]
    count = f"{number(len(line.gaps))} sur {number(line.total)}"
    mark = theme.MARKS[Verdict.MISSED]
    with st.expander(f"{mark} {count} · **{name}**"):
        st.caption(remedy)
        with st.grid("auto", min_column_width=300, gap="small"):
            for place, gap in enumerate(line.gaps[:SHOWN]):
                _show_gap(gap, place)


def _show_gap(gap: auditing.Gap, place: int) -> None:
    """Show one gap as the link to where it is mended."""
    since = f" (depuis le {day(gap.since)})" if gap.since else ""
    subject = plain(gap.subject) + since
    name = f"{gap.engagement} · {subject}" if gap.engagement else subject
    with st.container(key=f"manque-{gap.check.value}-{place}"):
        if gap.check in EVIDENCE:
            links.to_evidence(name, engagement=gap.engagement)
        elif gap.check is auditing.Check.FINDING_WITHOUT_ACTION:
            links.to_actions(name, constat=gap.number)
        elif gap.check is auditing.Check.ACTION_LATE:
            links.to_actions(name, action=gap.number)
        elif gap.check is auditing.Check.MISSED_WITHOUT_FINDING:
            links.to_actions(name)
        elif gap.check is auditing.Check.SAMPLE_UNCHECKED:
            links.to_audit(f"n°{NO_BREAK}{gap.number} · {name}", tirage=gap.number)
        elif gap.check is auditing.Check.SOURCE_SILENT:
            links.to_sources(name)
        elif gap.engagement is not None:
            links.to_engagement(gap.engagement, name, gap.indicator or None)


def _explained(lines: Sequence[auditing.Line]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Ligne": words.CHECKS[each.check.value][0],
                "Regardés": each.total,
                "À mettre à zéro": len(each.gaps),
                "Points obtenus": round(each.points, 1) if each.total else None,
                "Points possibles": each.weight if each.total else None,
            }
            for each in lines
        ]
    )
