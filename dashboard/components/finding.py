"""One finding: its sentence, its facts."""

import streamlit as st

from dashboard import gateway, wording
from dashboard.components import html
from dashboard.wording import outlook as words
from dashboard.wording import pauses, phrases, trust
from etl.domain.engagements import Statistic
from etl.domain.periods import Period
from etl.formats import number

# The code of an indicator, a site and a period: what names a finding.
Named = tuple[str, str, Period]


def finding_of(named: Named) -> gateway.Finding:
    """Return the finding that a code, a site and a period name."""
    code, site, period = named
    own = gateway.findings_of(gateway.engagement_number(code), site, period)
    return next(each for each in own if each.indicator.code == code)


def show_finding(named: Named) -> None:
    """Show the verdict on an indicator in words, then its facts."""
    finding = finding_of(named)
    own, to_watch = finding.indicator, gateway.is_flagged(finding, gateway.control(*named))
    reading = gateway.reading_of(finding, finding.site)
    st.header(own.title, anchor=False)
    html.show(
        f'<p class="role">{html.chip(finding.verdict)}{html.flag(to_watch)}'
        f"{html.soft(phrases.role(own.mandatory))}"
        f"{html.signs(reading, own.better, words=True)}</p>"
        f"{html.paragraph(gateway.lecture(finding))}"
    )
    html.show(
        html.facts(_facts(finding))
        + html.paragraph(_prospects(finding))
        + html.paragraph(_saved(finding))
    )


def _saved(finding: gateway.Finding) -> str:
    """Return how many cases a pause saved, and the figure without any."""
    own, without = finding.indicator, gateway.without_pauses(finding)
    return pauses.saved_sentence(finding.saved, finding.held, without, own.unit, own.dataset)


def _prospects(finding: gateway.Finding) -> str:
    """Return what is missing to conclude, and what a running period has settled already."""
    observed = wording.OBSERVED[finding.indicator.dataset]
    lacking, ahead = gateway.missing(finding), gateway.outlook(finding)
    told = []
    if lacking is not None:
        told.append(words.missing_sentence(lacking.alike, lacking.flawless, observed))
    if ahead is not None:
        best = wording.value_text(ahead.best, finding.indicator.unit)
        told.append(
            words.outlook_sentence(
                ahead.remaining, best, ahead.reachable, ahead.certain, observed
            )
        )
    return " ".join(filter(None, told))


def _within(finding: gateway.Finding) -> str:
    """Return, beside a share, the limit that one contact must keep, with its unit."""
    is_share = finding.indicator.statistic is Statistic.SHARE
    limit = finding.decided.limit if finding.decided and is_share else None
    if limit is None:
        return gateway.limits_text(finding.decided) if is_share else ""
    return f"en {wording.limit_text(limit)}"


def _facts(finding: gateway.Finding) -> list[tuple[str, str, str]]:
    own, decided = finding.indicator, finding.decided
    goal = wording.target_text(finding.target, finding.comparison, own.unit)
    observed = wording.OBSERVED[own.dataset]
    return [
        (
            "Résultat",
            wording.value_text(finding.value, own.unit, finding.target),
            _within(finding),
        ),
        ("Objectif", goal, wording.ORIGINS[decided.origin] if decided else ""),
        ("Effectif", number(finding.counted), wording.plural(finding.counted, observed)),
        (
            phrases.INTERVAL,
            wording.interval_text(finding.low, finding.high, own.unit),
            "",
        ),
        *_grade(finding),
        ("En cours", number(finding.pending), "délai non échu"),
        ("Mesure absente", number(finding.unknown), phrases.unknown_note(finding.bounds)),
    ]


def _grade(finding: gateway.Finding) -> list[tuple[str, str, str]]:
    """Return what the worst of its sources is worth, where anything was received."""
    grade = gateway.grade_behind(finding)
    return [(trust.HEADING, grade.value, trust.GRADES[grade])] if grade else []
