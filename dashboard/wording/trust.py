"""What a source is worth, in words."""

from collections.abc import Mapping

from dashboard.wording import counted
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.domain.trust import Criterion, Grade, Line, Unit
from etl.formats import day, number, percent

TITLE = "Pourquoi ces notes"
HEADING = "Confiance"
NOTE = (
    f"A{COLON} rien à signaler. B{COLON} de petites lacunes. C{COLON} à lire avec prudence. "
    f"D{COLON} à ne pas croire sans vérifier. La note d'une source est celle de sa plus "
    "mauvaise ligne."
)
GRADES: Mapping[Grade, str] = {
    Grade.A: "rien à signaler",
    Grade.B: "petites lacunes",
    Grade.C: "à lire avec prudence",
    Grade.D: "à vérifier",
}
SIGN = (
    f"Confiance dans les sources de ce chiffre{COLON} de A (rien à signaler) à D (à vérifier)."
)
CRITERIA: Mapping[Criterion, str] = {
    Criterion.FRESHNESS: "Fraîcheur",
    Criterion.GAPS: "Jours manquants",
    Criterion.VOLUME: "Volume habituel",
    Criterion.REJECTS: "Lignes rejetées",
}
UNITS: Mapping[Unit, tuple[str, str]] = {
    Unit.DAY: ("jour ouvré", "jours ouvrés"),
    Unit.WEEK: ("semaine", "semaines"),
    Unit.MONTH: ("mois", "mois"),
}


def grade_text(grade: Grade | None) -> str:
    return "" if grade is None else f"{grade.value} · {GRADES[grade]}"


def grade_name(grade: Grade) -> str:
    """Return a grade as it is read aloud beside a figure."""
    return f"Confiance dans les sources{COLON} {grade.value}, {GRADES[grade]}"


def explanation(line: Line) -> str:
    """Say what was found, of what was to be found, and when."""
    if line.criterion is Criterion.FRESHNESS:
        age = counted(line.found, ("jour", "jours"))
        return f"dernier fait il y a {age}{SEMICOLON} {number(line.among)} admis par son rythme"
    if line.criterion is Criterion.REJECTS:
        read = counted(line.among, ("ligne lue", "lignes lues"))
        share = line.found / line.among if line.among else 0.0
        return f"{number(line.found)} sur {read} ({percent(share)})"
    return _units(line)


def _units(line: Line) -> str:
    unit = UNITS[line.unit or Unit.MONTH]
    lacking = line.criterion is Criterion.GAPS
    among = counted(line.among, unit)
    if not line.found:
        return f"aucun sur {among}" if lacking else f"{among} comme d'habitude"
    what = "sans aucun fait" if lacking else "très au-dessous de l'habitude"
    days = ", ".join(day(each) for each in line.days)
    more = " …" if line.found > len(line.days) else ""
    why = " (fichier manquant, ou fermeture à déclarer)" if lacking else ""
    return f"{number(line.found)} sur {among} {what}{why}{COLON} {days}{more}"
