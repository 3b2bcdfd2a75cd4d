"""What the command line says of the audit: completeness, applicability, samples."""

from collections.abc import Iterator, Mapping, Sequence

from etl.audit.completeness import Check, Gap, Line, readiness
from etl.domain.assessments import EVERYWHERE
from etl.domain.registers import Entry
from etl.domain.samples import CheckResult, Sample, SampleCase, SampleTally, Stratum
from etl.formats import day, number, percent, upper_percent
from etl.pipeline.applicability import Line as Applied

CHECKS: Mapping[Check, str] = {
    Check.MET_WITHOUT_EVIDENCE: "Engagement conforme sans aucune preuve validée",
    Check.EVIDENCE_MISSING: "Preuve attendue, absente ou rejetée",
    Check.EVIDENCE_EXPIRED: "Preuve expirée",
    Check.EVIDENCE_TO_REVIEW: "Preuve déposée, non validée",
    Check.NOT_MEASURED: "Indicateur obligatoire non mesuré",
    Check.SOURCE_SILENT: "Source en retard ou muette",
    Check.MISSED_WITHOUT_FINDING: "Engagement non conforme sans constat",
    Check.FINDING_WITHOUT_ACTION: "Non-conformité sans action",
    Check.ACTION_LATE: "Action en retard",
    Check.YEARLY_OVERDUE: "Exercice, enquête ou réunion de l'année non tenus",
    Check.TARGET_UNDECIDED: "Objectif proposé, non décidé par la préfecture",
    Check.SAMPLE_UNCHECKED: "Échantillon tiré, non vérifié en entier",
}
OUTCOMES: Mapping[str, str] = {"met": "tenu", "missed": "non tenu"}
RESULTS: Mapping[CheckResult, str] = {
    CheckResult.AGREES: "concordant",
    CheckResult.DIFFERS: "discordant",
    CheckResult.NOT_FOUND: "introuvable",
}
STRATA: Mapping[Stratum, str] = {
    Stratum.OUTCOME: "issue",
    Stratum.SITE: "site",
    Stratum.MONTH: "mois",
}


def check_lines(lines: Sequence[Line], details: bool) -> Iterator[str]:
    """Return the completeness check, line by line, and the score they add up to."""
    for line in lines:
        count = len(line.gaps)
        mark = "–" if not line.total else "✓" if not count else "✗"
        yield f"{mark} {CHECKS[line.check]} : {count} sur {line.total}"
        if details:
            yield from (f"    {_gap(each)}" for each in line.gaps)
    score = readiness(lines)
    total = sum(len(each.gaps) for each in lines)
    told = "rien à juger" if score is None else percent(score)
    yield f"Prêt pour l'audit : {told} ; {number(total)} points à ramener à zéro."


def _gap(gap: Gap) -> str:
    parts = [
        f"engagement {gap.engagement}" if gap.engagement else "",
        gap.indicator,
        f"n° {gap.number}" if gap.number else "",
        gap.subject,
        f"depuis le {day(gap.since)}" if gap.since else "",
    ]
    return ", ".join(each for each in parts if each)


def applied_line(line: Applied) -> str:
    own, decision = line.engagement, line.decision
    told = "applicable" if line.applies else "sans objet"
    if decision is None:
        return f"{own.number} {line.site} : {told}."
    origin = f"registre n° {decision.recorded}" if decision.recorded else "déclaration"
    return (
        f"{own.number} {line.site} : {told} depuis le {day(decision.since)} ({origin}, "
        f"{decision.decided_by}). {decision.reason}"
    )


def sample_line(entry: Entry[Sample]) -> str:
    own = entry.content
    place = "tous les sites" if own.site == EVERYWHERE else own.site
    return (
        f"Échantillon n° {entry.number} : {len(own.cases)} cas de {own.indicator} "
        f"({own.period}, {place}), sur {number(own.population)}, graine « {own.seed} »."
    )


def case_line(case: SampleCase) -> str:
    judged = OUTCOMES.get(case.outcome, case.outcome)
    told = f"{judged}, {case.site}, {case.month}"
    return f"  {case.key}  {told}  {case.file_name}, ligne {case.line}"


def tally_line(told: SampleTally) -> str:
    if told.highest is None:
        return f"0 cas vérifié sur {told.drawn}."
    return (
        f"{told.checked} {'cas vérifiés' if told.checked > 1 else 'cas vérifié'}"
        f" sur {told.drawn}, {told.discordant} "
        f"{'discordants' if told.discordant > 1 else 'discordant'} : avec "
        f"95 % de confiance, au plus {upper_percent(told.highest)} de l'ensemble le serait."
    )
