"""Grids of the mystery campaigns: twenty calls and twenty e-mails, forty in the last one."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from etl.samples.story import TITLES, Story
from etl.samples.writing import at, write_workbook

CAMPAIGNS = (3, 9, 15, 21)
_USUAL = ("cahors",) * 12 + ("figeac",) * 4 + ("gourdon",) * 4
# The last campaign is large enough at Cahors to carry a verdict.
_LARGE = ("cahors",) * 30 + ("figeac",) * 5 + ("gourdon",) * 5
SITES = (_USUAL, _USUAL, _USUAL, _LARGE)
SCENARIOS = ("Titres", "Étrangers", "Renseignement général", "Titres", "Collectivités")
# Each point observed: one test in so many fails it; none does for a zero.
CALLS: Mapping[str, int] = {
    "Appel abouti": 0,
    "Décroché en moins de 5 sonneries": 9,
    "Annonce du service": 14,
    "Identification de l'agent": 6,
    "Formule d'accueil": 0,
    "Écoute et reformulation": 23,
    "Courtoisie": 0,
    "Mise en attente expliquée": 8,
    "Transfert abouti": 10,
    "Orientation vers le bon service": 19,
    "Réponse exacte": 17,
    "Réponse complète": 14,
    "Renvoi vers le 34 00 ou l'ANTS": 11,
    "Langage compréhensible": 0,
    "Prise de congé": 29,
}
MAILS: Mapping[str, int] = {
    "Accusé de réception": 0,
    "Accusé dans le délai": 0,
    "Réponse reçue": 41,
    "Réponse dans le délai": 23,
    "Réponse exacte": 13,
    "Réponse complète": 19,
    "Réponse compréhensible": 0,
    "Formules de politesse": 0,
    "Signature de l'agent": 21,
    "Coordonnées du service": 7,
    "Liens utiles": 6,
    "Orthographe": 0,
    "Charte graphique": 5,
    "Orientation vers le bon service": 23,
}
# Codes of those who call and write, from outside of the prefecture; one test in seven is
# rated by two of them, who differ on one mark in seventeen.
OBSERVERS = ("E1", "E2", "E3")
TWICE_FROM, TWICE_EVERY, UNLIKE = 3, 7, 17
# Points that most conversations do not have.
OCCASIONAL = ("Mise en attente expliquée", "Transfert abouti")
TITLES_ONLY = "Renvoi vers le 34 00 ou l'ANTS"


def campaign_code(story: Story, place: int) -> str:
    """Return the year and the rank of a campaign in it: ``2026-1``."""
    year = story.months[place].year
    same_year = [each for each in CAMPAIGNS if story.months[each].year == year]
    return f"{year}-{same_year.index(place) + 1}"


def write_mystery(story: Story, folder: Path) -> Iterator[Path]:
    for rank, place in enumerate(CAMPAIGNS):
        code = campaign_code(story, place)
        for channel, date_header, items in (
            ("appel", "Date de l'appel", CALLS),
            ("courriel", "Envoyé le", MAILS),
        ):
            header = ("Campagne", f"N° {channel} mystère", date_header, "Site", "Service",
                      "Scénario", "Enquêteur", "Seconde cotation", *items)  # fmt: skip
            tests = [
                (code, number + 1, _moment(story, place, number),
                 site, _service(channel), _scenario(number))
                for number, site in enumerate(TITLES[each] for each in SITES[rank])
            ]  # fmt: skip
            rows = [
                (*test, _observer(number), "-", *_marks(items, rank, number))
                for number, test in enumerate(tests)
            ]
            # Rated again from the recording, or from the mail that was forwarded.
            rows += [
                (*tests[number], _observer(number + 1), "Oui", *_again(items, rank, number))
                for number in range(TWICE_FROM, len(tests), TWICE_EVERY)
            ]
            name = f"grille_{channel}s_mysteres_{code}.xlsx"
            yield write_workbook(folder / name, "Grille", header, rows)


def tests_at(site: str, rank: int) -> int:
    """Return how many tests, calls and e-mails, a campaign held at a site."""
    return 2 * SITES[rank].count(site)


def _moment(story: Story, place: int, number: int) -> datetime:
    """Return when a test took place, in the working week that follows the fifth."""
    month = story.months[place]
    days = story.working_days(month + timedelta(days=5), month + timedelta(days=16))
    hour = 9 + number % 3 if number % 2 else 14 + number % 2
    return at(days[number % 5].item(), hour, 7 * number % 60)


def _observer(number: int) -> str:
    return OBSERVERS[number % len(OBSERVERS)]


def _again(items: Mapping[str, int], rank: int, number: int) -> Iterator[str]:
    """Yield the marks that another observer gave the same test: now and then the contrary."""
    for shift, mark in enumerate(_marks(items, rank, number)):
        differs = (rank + number + 2 * shift) % UNLIKE == 0
        yield {"Oui": "Non", "Non": "Oui"}.get(mark, mark) if differs else mark


def _service(channel: str) -> str:
    return "Standard" if channel == "appel" else "Accueil général"


def _scenario(number: int) -> str:
    return SCENARIOS[number % len(SCENARIOS)]


def _marks(items: Mapping[str, int], rank: int, number: int) -> Iterator[str]:
    """Yield the marks of one test; from campaign to campaign other tests fail."""
    for shift, (item, every) in enumerate(items.items()):
        turn = rank * len(_USUAL) + number + 3 * shift
        absent = item in OCCASIONAL and turn % 3
        if absent or (item == TITLES_ONLY and _scenario(number) != "Titres"):
            yield "NA"
        else:
            yield "Non" if every and turn % every == every - 1 else "Oui"
