"""Crises, exercises and their clocks, in French."""

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.wording import counted, plural, value_text
from dashboard.wording.cases import word
from dashboard.wording.codes import tidy
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.formats import NARROW, NO_BREAK, long_day, number

TITLE = "Communication d'urgence"
REAL, EXERCISES, HELD = "Évènements réels", "Exercices", "À tenir régulièrement"
NO_REAL = "Aucun évènement réel sur cette période."
NO_EXERCISE = "Aucun exercice sur cette période."
UNNAMED = "Évènement sans nom"
LEGEND = (
    "Chaque barre va de l'ordre à l'effet, en minutes depuis le premier ordre"
    f"{SEMICOLON} le trait vertical marque la limite promise. "
    "Les barres hachurées la dépassent."
)
ELSEWHERE = (
    "La communication d'urgence est assurée par la préfecture : choisissez un autre site, ou "
    "tous les sites."
)
EVENTS, CLOCKS = ("évènement réel", "évènements réels"), ("délai", "délais")
EXERCISE = ("exercice", "exercices")
STATES: Mapping[bool | None, str] = {True: "tenu", False: "dépassé", None: "en cours"}
MARKS: Mapping[bool | None, str] = {
    True: ":green[●]",
    False: ":red[■]",
    None: ":orange[▲]",
}


def clock_name(kind: str, audience: str) -> str:
    """Return what a clock measures.

    >>> clock_name("cod_information", "media")
    'Information après le COD, médias'
    """
    name = word(kind)
    return name[:1].upper() + name[1:] + (f", {word(audience)}" if audience else "")


def minutes(value: float) -> str:
    return value_text(float(int(value)), "min")


def summary(real: int, exercises: int, kept: int, judged: int) -> str:
    """Say what happened and how many of the promised delays were kept."""
    if not real + exercises:
        return "Ni évènement réel ni exercice sur cette période."
    happened = " et ".join(
        counted(count, words)
        for count, words in ((real, EVENTS), (exercises, EXERCISE))
        if count
    )
    if not judged:
        return f"{happened}{SEMICOLON} aucun délai n'est encore jugé."
    if kept == judged:
        return f"{happened}{COLON} {_all(judged)}."
    delays = counted(judged, CLOCKS)
    of = plural(kept, ("tenu", "tenus"))
    return (
        f"{happened}{COLON} {number(kept)}{NO_BREAK}{plural(kept, CLOCKS)} {of} sur {delays}."
    )


def _all(count: int) -> str:
    return "le délai est tenu" if count == 1 else f"les {number(count)} délais sont tenus"


def late(names: Sequence[tuple[str, str, float, float]]) -> list[str]:
    """Return a line for each delay that was not kept: clock, event, taken and promised."""
    return [
        f"{clock} («{NARROW}{event}{NARROW}»){COLON} {minutes(taken)} pour "
        f"{minutes(limit)} promises"
        for clock, event, taken, limit in names
    ]


def event_sentence(kept: int, judged: int, slowest: str, taken: float) -> str:
    """Say how an event went, with its slowest clock."""
    if not judged:
        return "Aucun délai n'est encore jugé."
    some = f"{number(kept)} {plural(kept, ('tenu', 'tenus'))} sur {number(judged)}"
    told = _all(judged) if kept == judged else some
    longest = f"Le plus long{COLON} {slowest[:1].lower()}{slowest[1:]}, {minutes(taken)}."
    return f"{told[:1].upper()}{told[1:]}. {longest}"


def bar(name: str, taken: float, limit: float, kept: bool | None) -> str:
    return f"<b>{name}</b><br>{minutes(taken)} pour {minutes(limit)}<br>{STATES[kept]}"


def label(name: str, taken: float, kept: bool | None) -> str:
    return f"{name} · {minutes(taken)}, {STATES[kept]}"


def door(code: str) -> str:
    return f"Cas de {tidy(code)}"


def held_sentence(value: str, goal: str, last: str, due: date | None) -> str:
    """Say how many were held, the last one, and until when one more keeps the target."""
    told = f"{value} pour {goal}."
    if last:
        told += f" Le dernier{COLON} {last}."
    when = f"au plus tard le {long_day(due)}" if due else "dès que possible"
    return f"{told} Le prochain{COLON} {when}."
