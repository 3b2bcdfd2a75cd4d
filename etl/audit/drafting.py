"""Findings drafted from verdicts: proposed by the machine, completed by a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from etl.domain.actions import AuditFinding, Category, FindingState
from etl.domain.assessments import Verdict
from etl.domain.periods import Period
from etl.domain.registers import Entry
from etl.formats import month

# Finished months in a row that make a missed promise a major nonconformity, and a kept one
# a strength (proposed: no reference text that we could read says how many).
MAJOR_FROM, STRENGTH_FROM = 3, 12


@dataclass(frozen=True)
class Standing:
    """What an engagement is worth at a site: its verdict, and for how many months in a row."""

    engagement: int
    title: str
    site: str
    period: Period
    verdict: Verdict
    months: int
    indicator: str = ""
    facts: str = ""


def category_of(verdict: Verdict, months: int) -> Category | None:
    """Return what a verdict that has lasted so many finished months is to an auditor."""
    if verdict is Verdict.MISSED:
        return Category.MAJOR if months >= MAJOR_FROM else Category.MINOR
    if verdict is Verdict.NOT_MEASURED:
        return Category.OBSERVATION
    if verdict is Verdict.INCONCLUSIVE:
        return Category.IMPROVEMENT
    if verdict is Verdict.MET and months >= STRENGTH_FROM:
        return Category.STRENGTH
    return None


def drafts(
    standings: Iterable[Standing], known: Iterable[Entry[AuditFinding]]
) -> list[AuditFinding]:
    """Return the findings that the verdicts call for, gravest first, and that nobody has.

    One that is open for the same verdict answers it; one that was closed or dismissed
    answers the periods up to its own.
    """
    answered = [(each.content.reference, each.content) for each in known]
    order = list(Category)[::-1]
    found = [
        draft
        for standing in standings
        if (draft := _draft(standing)) is not None
        and not any(
            reference == draft.reference
            and (told.state is FindingState.OPEN or told.period >= draft.period)
            for reference, told in answered
        )
    ]
    return sorted(found, key=lambda each: (order.index(each.category), each.engagement))


def _draft(standing: Standing) -> AuditFinding | None:
    category = category_of(standing.verdict, standing.months)
    if category is None:
        return None
    return AuditFinding(
        engagement=standing.engagement,
        category=category,
        title=_title(standing),
        fact=" ".join(each for each in (_lasting(standing), standing.facts) if each),
        site=standing.site,
        indicator=standing.indicator,
        period=standing.period.code,
        reference=f"{standing.verdict.value}:{standing.engagement}:{standing.site}",
    )


_TITLES = {
    Verdict.MISSED: "n'est pas tenu",
    Verdict.NOT_MEASURED: "n'est pas mesuré",
    Verdict.INCONCLUSIVE: "n'est pas démontré",
    Verdict.MET: "est tenu dans la durée",
}


def _title(standing: Standing) -> str:
    return f"« {standing.title} » {_TITLES[standing.verdict]}"


def _lasting(standing: Standing) -> str:
    last = month(standing.period.start)
    if standing.months < 2:
        return f"Constaté en {last}."
    return f"Constaté {standing.months} mois de suite, jusqu'en {last}."
