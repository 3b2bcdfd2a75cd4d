"""The satisfaction survey, exported by LimeSurvey once a quarter, questions in full."""

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

import numpy as np

from etl.domain.periods import PeriodKind, containing
from etl.samples.story import Profile, Story, daily_weights
from etl.samples.writing import Row, stamps, write_text

OWN = (
    "ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ",
    "Tête de série", "Date de lancement", "Date de la dernière action",
)  # fmt: skip
SITE, COMMENT = "Site", "Souhaitez-vous ajouter un commentaire ?"
SITES = {
    "cahors": "Préfecture (Cahors)",
    "figeac": "Sous-préfecture de Figeac",
    "gourdon": "Sous-préfecture de Gourdon",
}
# Responses a month, and how many of the others stop on the way.
MONTHLY = {"cahors": 23, "figeac": 6, "gourdon": 5}
UNFINISHED = 0.07
SATISFACTION = ("Très satisfait", "Satisfait", "Peu satisfait", "Pas du tout satisfait")
EASE = ("1", "2", "3", "4", "5")
ONLINE = ("Très bien", "Moyen", "Pas bien")
# Each question with its words and the share of each word, at Cahors; « pas concerné » is
# the rest.
Shares = tuple[float, ...]
QUESTIONS: Mapping[str, tuple[tuple[str, ...], Shares]] = {
    "Êtes-vous satisfait de l'amabilité de nos agents ?":
        (SATISFACTION, (0.47, 0.46, 0.05, 0.02)),
    "Globalement, êtes-vous satisfait de votre contact avec la préfecture ?":
        (SATISFACTION, (0.36, 0.51, 0.09, 0.04)),
    "Êtes-vous satisfait de la délivrance de votre titre ?":
        (SATISFACTION, (0.25, 0.39, 0.07, 0.03)),
    "Votre démarche a-t-elle été facile (1) ou difficile (5) ?":
        (EASE, (0.18, 0.34, 0.26, 0.15, 0.07)),
    "Comment s'est passée votre démarche en ligne ?": (ONLINE, (0.62, 0.10, 0.04)),
    "Nos horaires vous conviennent-ils ?": (SATISFACTION, (0.28, 0.51, 0.16, 0.05)),
    "Êtes-vous satisfait du temps d'attente ?": (SATISFACTION, (0.30, 0.55, 0.11, 0.04)),
}  # fmt: skip
# Of the two best words, how much goes to the two worst at each site.
DISPLEASURE = {"cahors": 0.0, "figeac": -0.02, "gourdon": 0.17}
COMMENTS = (
    "Personnel très aimable, merci.", "J'ai attendu,\nil faudrait un guichet de plus.",
    "Le site n'est pas facile à comprendre ; heureusement le point numérique existe.", "RAS",
)  # fmt: skip
HOURS = Profile(tuple(f"{hour:02d}:00" for hour in range(8, 22)), (1.0,) * 14)
# The steps of the golden ratio fill an interval evenly: small samples keep their shares.
GOLDEN = 0.6180339887498949
NOT_SHOWN = "N/A"


def write_surveys(story: Story, folder: Path) -> Iterator[Path]:
    """Write a file a quarter; the numbers of the responses go on from one to the next."""
    rows = [(containing(story.months[place], PeriodKind.QUARTER).code, row)
            for place, row in _responses(story)]  # fmt: skip
    for code, own in groupby(rows, key=lambda each: each[0]):
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows([(*OWN, SITE, *QUESTIONS, COMMENT), *(row for _, row in own)])
        name = f"enquete_accueil_{code}.csv"
        yield write_text(folder / name, text.getvalue(), "utf-8-sig")


def _responses(story: Story) -> Iterator[tuple[int, Row]]:
    """Yield each response with the place of its month, in order of submission."""
    random = story.random("surveys")
    drawn = sorted(
        (instant, place, site)
        for place, _ in story.numbered()
        for site in SITES
        for instant in _instants(story, random, place, MONTHLY[site])
    )
    ranks = dict.fromkeys(SITES, 0)
    unfinished = random.random(len(drawn)) < UNFINISHED
    for number, ((instant, place, site), gave_up) in enumerate(
        zip(drawn, unfinished, strict=True), start=1
    ):
        ranks[site] += 1
        seed = 100_000_000 + number * 7_919
        submitted = "" if gave_up else instant
        own = (number, submitted, 1 if gave_up else 3, "fr", seed, instant, instant)
        answers = list(_answers(site, ranks[site]))
        kept = answers[:2] + [""] * (len(answers) - 2) if gave_up else answers
        comment = COMMENTS[number % len(COMMENTS)] if number % 9 == 0 and not gave_up else ""
        yield place, (*own, SITES[site], *kept, comment)


def _instants(story: Story, random: np.random.Generator, place: int, count: int) -> list[str]:
    month = story.months[place]
    end = story.months[place + 1] if place + 1 < len(story.months) else story.end
    days = story.working_days(month, end)
    weights = daily_weights(days)
    chosen = random.choice(days, count, p=weights / weights.sum())
    return stamps(HOURS.draw(random, chosen), "%Y-%m-%d %H:%M:%S")


def _answers(site: str, rank: int) -> Iterator[str]:
    """Yield the answers of the response of this rank, one a question."""
    for place, (words, shares) in enumerate(QUESTIONS.values()):
        point = (rank * GOLDEN + place * 0.381) % 1.0
        bounds = np.cumsum(_shares_at(site, words, shares))
        chosen = int(np.searchsorted(bounds, point, side="right"))
        yield words[chosen] if chosen < len(words) else NOT_SHOWN


def _shares_at(site: str, words: tuple[str, ...], shares: Shares) -> Shares:
    if words is not SATISFACTION:
        return shares
    moved = DISPLEASURE[site] / 2
    return tuple(
        share - moved if place < 2 else max(0.0, share + moved)
        for place, share in enumerate(shares)
    )
