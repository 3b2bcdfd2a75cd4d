"""What happened, in French: events, their days, what they decide of limits."""

from collections.abc import Container, Mapping, Sequence
from datetime import date

from dashboard.wording import counted
from dashboard.wording.codes import tidy
from dashboard.wording.phrases import COLON, SEMICOLON
from dashboard.wording.variation import MONTHS
from etl.domain.annotations import Annotation, AnnotationKind, LimitChange
from etl.formats import long_day, month

TITLE = "Évènements"
TOGGLE = "Montrer les évènements"
LIST = "Évènements et limites de variation"
NO_EVENT = "Aucun évènement n'est inscrit au journal sur cette période."
EVERYWHERE = "tous les sites"
KINDS: Mapping[AnnotationKind, str] = {
    AnnotationKind.STRIKE: "grève",
    AnnotationKind.CLOSURE: "fermeture",
    AnnotationKind.MOVE: "déménagement",
    AnnotationKind.EQUIPMENT: "équipement",
    AnnotationKind.STAFFING: "effectifs",
    AnnotationKind.ACTIVITY: "activité",
    AnnotationKind.PROCEDURE: "procédure",
    AnnotationKind.CRISIS: "crise",
    AnnotationKind.OTHER: "autre",
}
LIMITS: Mapping[LimitChange, str] = {
    LimitChange.REBASE: "limites recalculées à partir d'ici",
    LimitChange.FREEZE: "limites figées sur les mois d'avant",
    LimitChange.EXCLUDE: "mois montrés, hors calcul des limites",
}
CHART_KINDS: Mapping[str, str] = {
    "xmr": "carte XmR (valeurs et étendues mobiles)",
    "p": "carte p (proportions)",
    "p_prime": "carte p′ de Laney (proportions sur de grands effectifs)",
    "u": "carte u (taux)",
    "u_prime": "carte u′ (taux sur de grands effectifs)",
    "run": "suite autour de la médiane",
}
NO_CHANGE = "Aucun évènement ne les a changées."
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def mark(number: int) -> str:
    """Return the number that an event carries on a chart, in its table and in its list."""
    return CIRCLED[number - 1] if number <= len(CIRCLED) else f"({number})"


def days_text(annotation: Annotation) -> str:
    """Return the days of an event: « le 3 mars 2025 », « du 3 mars 2025 au 4 mars 2025 »."""
    if annotation.last is None:
        return f"depuis le {long_day(annotation.first)}"
    if annotation.last == annotation.first:
        return f"le {long_day(annotation.first)}"
    return f"du {long_day(annotation.first)} au {long_day(annotation.last)}"


def place_text(annotation: Annotation, titles: Mapping[str, str]) -> str:
    return EVERYWHERE if annotation.everywhere else titles.get(annotation.site, annotation.site)


def sentence(annotations: Sequence[Annotation]) -> str:
    """List the numbered lines of a chart."""
    if not annotations:
        return ""
    told = f"{SEMICOLON} ".join(
        f"{mark(number)} {each.title} ({month(each.first)})"
        for number, each in enumerate(annotations, start=1)
    )
    return f"Traits numérotés, évènements{COLON} {told}."


def details_text(annotation: Annotation, titles: Mapping[str, str]) -> str:
    """Return all that the register tells of an event, after its title."""
    said = (
        KINDS[annotation.kind],
        place_text(annotation, titles),
        days_text(annotation),
        f"signalé par{COLON} {annotation.author}",
        annotation.evidence,
        decision(annotation),
    )
    return " · ".join(each for each in said if each)


def decision(annotation: Annotation, known: Container[str] | None = None) -> str:
    """Say what an event decides of limits; nothing where it decides nothing.

    With ``known``, an indicator that is not there is called unknown.
    """
    if annotation.limits is None:
        return ""
    told = [
        tidy(code) if known is None or code in known else f"{tidy(code)}, inconnu"
        for code in annotation.indicators
    ]
    own = ", ".join(told) or "tous les indicateurs"
    return f"{LIMITS[annotation.limits]} ({own})"


def basis(
    kind: str,
    known: int,
    span: tuple[date | None, date | None],
    decided: Sequence[Annotation],
) -> str:
    """Say which chart it is, on which months its limits rest, and why."""
    since, until = span
    if since is None or until is None:
        return f"{_capital(CHART_KINDS[kind])}{COLON} aucun mois pour calculer des limites."
    rest = f"limites en vigueur calculées sur {counted(known, MONTHS)}"
    of = "d'" if month(since)[0] in "ao" else "de "
    from_to = f"{of}{month(since)} à {month(until)}"
    reasons = f"{SEMICOLON} ".join(
        f"{LIMITS[each.limits]} ({each.title}, {long_day(each.first)}, {each.author})"
        for each in decided
        if each.limits
    )
    because = f"{_capital(reasons)}." if reasons else NO_CHANGE
    return f"{_capital(CHART_KINDS[kind])}{COLON} {rest}, {from_to}. {because}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def runs_text(longest: tuple[int, int], crossings: tuple[int, int], signal: bool) -> str:
    """Say what Anhøj's rule counts on the months since limits last changed."""
    verdict = "une suite inhabituelle" if signal else "rien d'inhabituel"
    return (
        f"Suites d'Anhøj{COLON} {verdict} (plus longue suite d'un côté de la moyenne"
        f"{COLON} {longest[0]}, au plus {longest[1]}{SEMICOLON} passages de la moyenne"
        f"{COLON} {crossings[0]}, au moins {crossings[1]})."
    )
