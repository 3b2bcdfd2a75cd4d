"""What a comparison of sites or services says, in French."""

from collections.abc import Iterable, Mapping, Sequence

from dashboard.wording import counted, value_text
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.formats import NARROW, number

TITLE = "Comparer"
INTRODUCTION = (
    f"Qui s'écarte vraiment des autres, compte tenu de son effectif{NARROW}? Un petit "
    f"effectif varie beaucoup par hasard{COLON} l'entonnoir en tient compte, un classement non."
)
INDICATOR = "Indicateur comparé"
LEVEL = "Comparer"
LEVELS: Mapping[str, str] = {"sites": "les sites", "services": "les services"}
UNITS: Mapping[str, tuple[str, str]] = {
    "sites": ("site", "sites"),
    "services": ("service", "services"),
}
PLACES: Mapping[str, str] = {
    "below_998": f"au-dessous des limites à 99,8{NARROW}%",
    "below_95": f"entre les limites basses à 95{NARROW}% et à 99,8{NARROW}%",
    "inside": "dans les limites",
    "above_95": f"entre les limites hautes à 95{NARROW}% et à 99,8{NARROW}%",
    "above_998": f"au-dessus des limites à 99,8{NARROW}%",
    "": "effectif trop faible",
}
CHANCE_ALONE = (
    "Avec moins de dix {units}, ce qui les sépare d'ordinaire ne peut pas être estimé : les "
    "limites sont celles du seul hasard (loi binomiale)."
)
DISPERSED = (
    "Les limites tiennent compte de ce qui sépare d'ordinaire les {units}, au-delà du hasard "
    "(sur-dispersion de Spiegelhalter)."
)
OTHERS = ("autre ne s'écarte pas", "autres ne s'écartent pas")
LIMITS, MARK = f"Limites à 99,8{NARROW}%", "Repère"
AXIS = "effectif"
WHOLE = "ensemble"


def nothing(level: str, fewest: int) -> str:
    own = UNITS[level][1]
    return (
        f"Rien à comparer sur cette période{COLON} il faut au moins deux {own} de "
        f"{number(fewest)} observations chacun."
    )


def reading(outside: Sequence[tuple[str, str, str]], drawn: int, level: str) -> str:
    """Say who differs: each with its share and the side on which it lies."""
    several = counted(drawn, UNITS[level])
    if not outside:
        return (
            f"Sur {several}, aucun ne s'écarte des autres plus que le hasard ne l'explique. "
            "Les différences de rang n'ont pas de sens."
        )
    told = f"{SEMICOLON} ".join(
        f"{title}, {value}, {PLACES[place]}" for title, value, place in outside
    )
    rest = drawn - len(outside)
    others = f" {counted(rest, OTHERS)} plus que le hasard ne l'explique." if rest else ""
    return f"À regarder{COLON} {told}.{others}"


def sentence(title: str, centre: float, drawn: int, level: str) -> str:
    """Say what is drawn and how to read it."""
    return (
        f"{title}{COLON} {counted(drawn, UNITS[level])} autour de leur résultat d'ensemble, "
        f"{value_text(centre, '%')} (trait fin). Trait plein{COLON} limites à 99,8{NARROW}%"
        f"{SEMICOLON} tirets{COLON} limites à 95{NARROW}%. Losange{COLON} hors des limites à "
        f"99,8{NARROW}%{SEMICOLON} triangle{COLON} entre les deux{SEMICOLON} disque{COLON} "
        "dans les limites."
    )


def legend(marks: Iterable[str], titles: Iterable[str]) -> str:
    """Name the letters beside the points, in alphabetical order."""
    told = f"{SEMICOLON} ".join(
        f"{mark}{COLON} {title}" for mark, title in zip(marks, titles, strict=True)
    )
    return f"{told}. Ordre alphabétique, ce n'est pas un classement."


def basis(adjusted: bool, level: str, drawn: int, alarms: float, few: int, fewest: int) -> str:
    """Say what the limits allow for, how often chance crosses them, who is left out."""
    own = (DISPERSED if adjusted else CHANCE_ALONE).format(units=UNITS[level][1])
    chance = (
        f"Par le seul hasard, {number(2)} {UNITS[level][1]} ordinaires sur "
        f"{number(1000)} sortiraient des limites à 99,8{NARROW}%{COLON} "
        f"{number(alarms, 3)} sur {number(drawn)}."
    )
    left_out = (
        f" {counted(few, UNITS[level])} de moins de {number(fewest)} observations, non placés."
        if few
        else ""
    )
    return f"{own} {chance}{left_out}"
