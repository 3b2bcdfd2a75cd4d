"""What the terms of the domain are called in French: on screen, on paper, in a terminal."""

from collections.abc import Mapping

from etl.domain.assessments import Verdict
from etl.domain.engagements import Origin, Unit
from etl.domain.periods import Period, PeriodKind
from etl.formats import month, quarter

VERDICTS: Mapping[Verdict, str] = {
    Verdict.MET: "Conforme",
    Verdict.MISSED: "Non conforme",
    Verdict.INCONCLUSIVE: "À confirmer",
    Verdict.NOT_MEASURED: "Non mesuré",
    Verdict.NOT_APPLICABLE: "Sans objet",
    Verdict.FOLLOWED: "Suivi",
}
# How a tally of engagements names them: one, several.
TALLIES: Mapping[Verdict, tuple[str, str]] = {
    Verdict.MET: ("conforme", "conformes"),
    Verdict.MISSED: ("non conforme", "non conformes"),
    Verdict.INCONCLUSIVE: ("à confirmer", "à confirmer"),
    Verdict.NOT_MEASURED: ("non mesuré", "non mesurés"),
    Verdict.NOT_APPLICABLE: ("sans objet", "sans objet"),
}
ORIGINS: Mapping[Origin, str] = {
    Origin.CHARTER: "fixé par la charte",
    Origin.NATIONAL: "fixé par l'État",
    Origin.LAW: "fixé par la réglementation",
    Origin.LOCAL: "fixé par la préfecture",
    Origin.PROPOSED: "proposé, à confirmer",
}
UNITS: Mapping[Unit, tuple[str, str]] = {
    Unit.SECONDS: ("seconde", "secondes"),
    Unit.MINUTES: ("minute", "minutes"),
    Unit.HOURS: ("heure", "heures"),
    Unit.OPENING_HOURS: ("heure d'ouverture", "heures d'ouverture"),
    Unit.WORKING_DAYS: ("jour ouvré", "jours ouvrés"),
    Unit.WORKABLE_DAYS: ("jour ouvrable", "jours ouvrables"),
    Unit.CALENDAR_DAYS: ("jour", "jours"),
}


def verdict(own: Verdict) -> str:
    """Return a verdict as it stands within a sentence.

    >>> verdict(Verdict.MISSED)
    'non conforme'
    """
    return VERDICTS[own].lower()


def period_text(own: Period) -> str:
    """Return a period by its name: ``mai 2026``, ``2e trimestre 2026``, ``2026``."""
    if own.kind is PeriodKind.MONTH:
        return month(own.start)
    return quarter(own.start) if own.kind is PeriodKind.QUARTER else str(own.start.year)
