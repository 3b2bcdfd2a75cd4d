"""« Combien d'agents ? », in French."""

from collections.abc import Mapping

from dashboard.wording import counted, value_text
from dashboard.wording.phrases import COLON, SEMICOLON
from dashboard.wording.reception import half_hour
from etl.formats import ABSENT, NARROW, duration, number

HEADING = "Combien d'agents\u202f?"
ONE_SITE = (
    "Les agents se comptent site par site : choisissez un site dans la colonne de gauche."
)
NOTHING = "Aucun appel décroché aux heures d'ouverture : il n'y a rien à calculer."
LEVEL, WITHIN, AGENTS, ABSENCE = "niveau", "delai", "agents", "absence"
# What may be chosen, in per cent, seconds, persons and per cent, and the default of each.
CHOICES: Mapping[str, tuple[tuple[int, ...], int]] = {
    LEVEL: ((60, 70, 75, 80, 85, 90, 95, 99), 80),
    WITHIN: ((10, 15, 20, 25, 30, 45, 60, 120), 20),
    AGENTS: (tuple(range(13)), 0),
    ABSENCE: (tuple(range(0, 55, 5)), 20),
}
LABELS: Mapping[str, str] = {
    LEVEL: "Part à décrocher",
    WITHIN: "Dans un délai de",
    AGENTS: "Agents au téléphone",
    ABSENCE: "Temps hors téléphone",
}
# What has the fullest colour at least: four agents; with given ones, three calls in ten late.
FULLEST: Mapping[bool, float] = {False: 4.0, True: 0.3}
NEEDED = (
    f"Chaque case{COLON} agents au téléphone qu'il faut à cette demi-heure pour l'objectif. "
    "Une case vide est fermée."
)
GIVEN = (
    f"Chaque case{COLON} part des appels décrochés dans le délai avec ce nombre d'agents"
    f"{SEMICOLON} plus elle est foncée, plus le niveau est bas. Une case vide est fermée."
)


def choice(name: str, value: int) -> str:
    """Return an option as it reads.

    >>> choice("agents", 0), choice("delai", 20)
    ('au besoin', '20\\xa0s')
    """
    if name == AGENTS:
        return counted(value, ("agent", "agents")) if value else "au besoin"
    return duration(value) if name == WITHIN else f"{value}{NARROW}%"


def sentence(most: int, scheduled: int, when: tuple[int, int], given: int) -> str:
    if given:
        return f"Avec {choice(AGENTS, given)} au téléphone à chaque demi-heure ouverte{COLON}"
    told = counted(most, ("agent", "agents"))
    return (
        f"Il faut jusqu'à {told} au téléphone ({half_hour(*when)}), soit "
        f"{number(scheduled)} à prévoir au planning{COLON}"
    )


def expected(rate: float, level: float, within_s: int) -> str:
    if rate != rate or level != level:
        return "la file ne ferait que croître à certaines demi-heures."
    return (
        f"on attend {value_text(rate, '%')} d'appels décrochés, {value_text(level, '%')} en "
        f"{duration(within_s)} ou moins."
    )


def basis(handling_s: float, handled: int, patience_s: float, gave_up: int) -> str:
    """Say what the model rests on."""
    patience = (
        f"patience moyenne de {duration(patience_s)} "
        f"({counted(gave_up, ('abandon', 'abandons'))}), modèle Erlang A"
        if gave_up
        else "aucun abandon observé, modèle Erlang C"
    )
    calls = counted(handled, ("appel décroché", "appels décrochés"))
    return (
        f"Calculé sur les appels de la période{COLON} {duration(handling_s)} par appel en "
        f"moyenne ({calls}){SEMICOLON} {patience}. Arrivées supposées au hasard, un seul "
        "groupe d'agents."
    )


def cell(weekday: int, slot: int, numbers: Mapping[str, float]) -> str:
    when = half_hour(weekday, slot)
    return (
        f"<b>{when[:1].upper()}{when[1:]}</b><br>"
        f"{number(numbers['arrivals'], 1)} appels en moyenne<br>"
        f"{counted(numbers['agents'], ('agent', 'agents'))}{COLON} "
        f"{share(numbers['answer_rate'])} décrochés, "
        f"{share(numbers['service_level'])} dans le délai"
    )


def share(value: float) -> str:
    return ABSENT if value != value else value_text(value, "%")
