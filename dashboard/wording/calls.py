"""The page « Téléphone », in French."""

from collections.abc import Mapping

from dashboard.wording import counted, value_text
from dashboard.wording.phrases import COLON, OPENING_FRAME, SEMICOLON
from dashboard.wording.reception import half_hour
from dashboard.wording.telephone import out_of
from etl.domain.formulas import FormulaKind
from etl.formats import ABSENT, NARROW, NO_BREAK, duration, number

TITLE = "Téléphone"
NO_CALL = "Aucun appel sur cette période."
HOW_TO = (
    "Les appels viennent du journal de l'autocommutateur, et du serveur vocal s'il y en a un : "
    "déposez leurs exports avec « python -m etl ingest FICHIER »."
)
CALLS = ("appel", "appels")
RATES, WAITS, AGAIN = "Le taux de décroché", "L'attente", "Abandons et rappels"
VOICE = "Le serveur vocal"
LEVELS = "Décrochés dans le délai"
VARIANTS: Mapping[FormulaKind, str] = {
    FormulaKind.ANSWER_RATE: (
        f"Les mêmes appels par chaque formule déclarée{SEMICOLON} la barre pleine est la "
        "formule de la promesse, le trait son objectif."
    ),
    FormulaKind.SERVICE_LEVEL: (
        f"La part des appels décrochés à temps, par chaque formule déclarée{SEMICOLON} la "
        "barre pleine est la formule de la promesse, le trait son objectif."
    ),
}
BUCKETS = (
    f"Les appels des heures d'ouverture, par durée d'attente{COLON} décrochés (plein) et "
    "abandonnés (hachuré). Une tranche contient sa borne basse, pas sa borne haute."
)
ENDS = ("Décrochés", "Abandonnés")
BY_ARRIVALS, BY_RATE, BY_WAIT = "affluence", "decroche", "attente"
VIEWS: Mapping[str, str] = {
    BY_ARRIVALS: "Affluence",
    BY_RATE: "Taux de décroché",
    BY_WAIT: "Attente",
}
LEGENDS: Mapping[str, str] = {
    BY_ARRIVALS: f"Chaque case{COLON} appels en moyenne à cette demi-heure." + OPENING_FRAME,
    BY_RATE: (
        f"Chaque case{COLON} part des appels décrochés, par la formule de la promesse"
        f"{SEMICOLON} plus elle est foncée, plus on perd d'appels. Il faut au moins dix appels."
        + OPENING_FRAME
    ),
    BY_WAIT: (
        f"Chaque case{COLON} les secondes en moins desquelles neuf appels décrochés sur dix "
        f"le sont. Il faut au moins dix appels décrochés." + OPENING_FRAME
    ),
}
# The fullest colour is that of three lost calls in ten, at least.
FULLEST: Mapping[str, float] = {BY_RATE: 0.3}
FEWEST = 10
# A long wait, in seconds: where one stretch begins.
LONG_S = 60
SERVED: Mapping[str, str] = {
    "served": "traités par le serveur",
    "passed": "passés à un agent",
    "abandoned": "abandonnés dans le serveur",
}
VOICE_LEGEND = (
    "La part de chaque issue parmi les appels entrés au serveur vocal, à toute heure."
)
NO_VOICE = "Aucun appel entré dans un serveur vocal sur cette période."
TOO_FEW = (
    "Trop peu d'appelants ont abandonné pour dire combien ont rappelé sans en désigner un."
)
AGAIN_NOTE = (
    "Chaque appelant compte une fois, à partir de son premier abandon de la période ; il est "
    "reconnu par une empreinte, jamais par son numéro. Un nombre de une à quatre personnes "
    "n'est pas dit."
)


def received(calls: int, inside: int) -> str:
    told = counted(calls, ("appel reçu", "appels reçus"))
    return f"{told}, dont {number(inside)} aux heures d'ouverture."


def formula(title: str, indicators: str) -> str:
    """Return the name of a formula, with the indicators that count by it."""
    return f"{title} (formule de la promesse, {indicators})" if indicators else title


def share_label(title: str, share: float) -> str:
    return f"{value_text(share, '%')} · {title}"


def share_said(title: str, share: float, part: int, whole: int) -> str:
    return f"<b>{title}</b><br>{value_text(share, '%')}{COLON} {out_of(part, whole)}"


def variants_reading(low: float, high: float, formulas: int, own: float | None) -> str:
    """Say how far the formulas lie apart."""
    told = (
        f"Selon la formule, de {value_text(low, '%')} à {value_text(high, '%')} "
        f"({number(formulas)} formules)"
    )
    return told + (f"{SEMICOLON} la promesse compte {value_text(own, '%')}." if own else ".")


def bar(stretch: str, count: int, end: str) -> str:
    return f"{stretch}{COLON} {number(count)} {end.lower()}"


def stretch(low: float, high: float) -> str:
    """Return a stretch of wait.

    >>> stretch(10, 20), stretch(300, float("nan"))
    ('10–20\\xa0s', '≥\\xa0300\\xa0s')
    """
    if high != high:
        return f"≥{NO_BREAK}{number(low)}{NO_BREAK}s"
    return f"{number(low)}–{number(high)}{NO_BREAK}s"


def waiting_facts(
    answered: tuple[int, float, float], abandoned: tuple[int, float, float]
) -> list[tuple[str, str, str]]:
    """Return the waits (known, median, ninth decile) of both ends as facts."""
    return [
        ("Un décroché sur deux en", duration(answered[1]), f"{number(answered[0])} décrochés"),
        ("Neuf décrochés sur dix en", duration(answered[2]), ""),
        (
            "Un abandon sur deux avant",
            duration(abandoned[1]),
            f"{number(abandoned[0])} abandons",
        ),
        ("Neuf abandons sur dix avant", duration(abandoned[2]), ""),
    ]


def long_waits(answered: int, whole: int, lost: int) -> str:
    """Say how many waited a minute or more, until an agent or in vain."""
    share = value_text(answered / whole, "%") if whole else ABSENT
    people = counted(lost, ("appel abandonné", "appels abandonnés"))
    return (
        f"Une minute d'attente ou plus{COLON} {out_of(answered, whole)} décrochés ({share}), "
        f"et {people}."
    )


def again_sentence(followed: int, answered: int | None, fewest: int) -> str:
    """Say how many of those who gave up were answered within a day, never fewer than five."""
    people = counted(followed, ("appelant qui a abandonné", "appelants qui ont abandonné"))
    if answered is None:
        return (
            f"Sur {people}, moins de {number(fewest)} ont rappelé dans les 24 heures et ont eu "
            "un agent."
        )
    return (
        f"Sur {people}, {number(answered)} ont rappelé dans les 24 heures et ont eu un agent "
        f"({value_text(answered / followed, '%')})."
    )


def again_facts(
    lost: int | None, silent: int | None, unknown: int
) -> list[tuple[str, str, str]]:
    named = (("Ont rappelé en vain", lost), ("N'ont pas rappelé", silent))
    told = [(name, number(each), "") for name, each in named if each is not None]
    return [*told, ("Abandons d'un numéro masqué", number(unknown), "")]


def busiest(weekday: int, slot: int, a_day: float) -> str:
    when = half_hour(weekday, slot)
    return f"Le plus d'appels{COLON} {when}, {number(a_day, 1)} en moyenne."


def worst(weekday: int, slot: int, share: float) -> str:
    when = half_hour(weekday, slot)
    return f"Le taux de décroché le plus bas{COLON} {when}, {value_text(share, '%')}."


def longest(weekday: int, slot: int, seconds: float) -> str:
    when = half_hour(weekday, slot)
    return f"La plus longue attente{COLON} {when}, neuf sur dix en {duration(seconds)}."


def outside(calls: int) -> str:
    return f"{counted(calls, CALLS)} hors des heures d'ouverture." if calls else ""


def cell(weekday: int, slot: int, counts: tuple[int, int], rate: float, wait: float) -> str:
    """Return what a cell says: calls in and out of hours, answer rate, wait of nine in ten."""
    when = half_hour(weekday, slot)
    share = ABSENT if rate != rate else value_text(rate, "%")
    inside, out = counts
    beyond = f", {number(out)} hors ouverture" if out else ""
    return (
        f"<b>{when[:1].upper()}{when[1:]}</b><br>{counted(inside, CALLS)}{beyond}<br>"
        f"décroché{NARROW}: {share}, neuf sur dix en {duration(wait)}"
    )


def voice_reading(entered: int) -> str:
    told = counted(entered, ("appel entré", "appels entrés"))
    return f"{told} au serveur vocal."
