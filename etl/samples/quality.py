"""Registers of the quality officer: changes, listening, training, figures of the web site."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from etl.domain.periods import PeriodKind, add_months, containing
from etl.samples.mystery import CAMPAIGNS, campaign_code, tests_at
from etl.samples.story import STRIKE, TITLES, Story
from etl.samples.writing import Row, at, write_csv, write_workbook

CHANGES_HEADER = (
    "N° changement", "Type de changement", "Site", "Service", "Support",
    "Décidé ou signalé le", "Mis à jour le", "À faire avant le",
)  # fmt: skip
LISTENING_HEADER = ("Site", "Action d'écoute", "Intitulé", "Tenue le", "Nombre de tests")
TRAINING_HEADER = (
    "Site", "Service", "Action", "Arrêté au", "Agents formés", "Agents en contact",
)  # fmt: skip
FIGURES_HEADER = ("Date du relevé", "Site", "Service", "Relevé", "Objet", "Valeur", "Total")
DAY, MINUTE = "%d/%m/%Y", "%d/%m/%Y %H:%M"
TRAINING = "Accueil, bienveillance, droit à l'erreur"
# Agents in contact with the public; how many are trained at the start and at the end.
AGENTS = (
    ("Cahors", "Accueil général", 8, 6, 8),
    ("Cahors", "Standard", 5, 4, 5),
    ("Cahors", "Étrangers", 12, 8, 11),
    ("Cahors", "Titres", 9, 7, 9),
    ("Cahors", "Point numérique", 3, 3, 3),
    ("Figeac", "Accueil général", 6, 5, 6),
    ("Gourdon", "Accueil général", 6, 4, 4),
)
TITLE_DAYS = (
    ("Carte d'identité", 21), ("Passeport", 19), ("Permis de conduire", 29),
    ("Certificat d'immatriculation", 5),
)  # fmt: skip


def write_quality(story: Story, folder: Path) -> list[Path]:
    return [
        *_write_changes(story, folder),
        *_write_listening(story, folder),
        *_write_training(story, folder),
        *_write_figures(story, folder),
    ]


def _write_changes(story: Story, folder: Path) -> Iterator[Path]:
    rows = sorted(
        (row for place, month in story.numbered() for row in _changes(story, place, month)),
        key=lambda row: (row[5], row[2], row[1]),
    )
    for year, own in groupby(rows, lambda row: row[5].year):
        numbered = [
            (
                f"CH-{year}-{number:03d}",
                *row[1:5],
                f"{row[5]:{MINUTE}}",
                _done(story, row[6]),
                "-",
            )
            for number, row in enumerate(own, start=1)
        ]
        yield write_csv(folder / f"journal_changements_{year}.csv", CHANGES_HEADER, numbered)


def _done(story: Story, instant: datetime) -> str:
    return f"{instant:{MINUTE}}" if instant.date() < story.until else "-"


Change = tuple[str, str, str, str, str, datetime, datetime]


def _changes(story: Story, place: int, month: date) -> Iterator[Change]:
    """Yield the changes of a month: errors told each month, hours that change each quarter."""
    days = [each.item() for each in story.working_days(month, add_months(month, 2))]
    for rank, (site, title) in enumerate(TITLES.items()):
        slow = site == "gourdon"
        if (place + rank) % 3 == 0:
            begun, done = at(days[3], 10, 5), at(days[7 if slow else 4], 9, 40)
            yield (
                "",
                "Changement d'horaires",
                title,
                "Accueil général",
                "Site internet",
                begun,
                done,
            )
        for step in range(3 if site == "cahors" else 1):
            begun = at(days[4 + 4 * step], 11, 20)
            done = at(days[4 + 4 * step + (5 if slow else 1 + (place + step) % 2)], 16, 10)
            yield "", "Erreur signalée", title, "Accueil général", "Site internet", begun, done
    if place % 4 == 1:
        begun = at(days[6], 9, 30)
        yield (
            "",
            "Rectificatif",
            "Cahors",
            "Cabinet",
            "Facebook",
            begun,
            begun + timedelta(minutes=70),
        )


def _write_listening(story: Story, folder: Path) -> Iterator[Path]:
    rows = sorted(
        (row for place, month in story.numbered() for row in _listening(story, place, month)),
        key=lambda row: (row[0], row[1:]),
    )
    for year, own in groupby(rows, lambda row: row[0].year):
        cells = [
            (title, action, name, f"{day:{DAY}}", tests)
            for day, title, action, name, tests in own
        ]
        yield write_csv(folder / f"ecoute_{year}.csv", LISTENING_HEADER, cells)


def _listening(
    story: Story, place: int, month: date
) -> Iterator[tuple[date, str, str, str, str]]:
    day = story.working_days(month + timedelta(days=19), add_months(month, 1))[0].item()
    for site, title in TITLES.items():
        if month.month % 3 == 0:
            name = f"Enquête accueil {containing(month, PeriodKind.QUARTER).code}"
            yield day, title, "Enquête publiée", name, "-"
        if place in CAMPAIGNS:
            name = f"Campagne {campaign_code(story, place)}"
            tests = tests_at(site, CAMPAIGNS.index(place))
            yield day, title, "Campagne mystère close", name, str(tests)
        # Gourdon has held no committee since the first year.
        if place % 10 == 6 and (title != "Gourdon" or place < 10):
            yield day, title, "Comité des usagers", f"Comité local {month:%Y}", "-"


def _write_training(story: Story, folder: Path) -> Iterator[Path]:
    """Write the state of the training plan at each end of June and of December."""
    for place, month in story.numbered():
        if month.month % 6:
            continue
        last = add_months(month, 1) - timedelta(days=1)
        rows = [
            (title, service, TRAINING, f"{last:{DAY}}", _trained(place, first, end), agents)
            for title, service, agents, first, end in AGENTS
        ]
        yield write_csv(folder / f"formation_{month:%Y-%m}.csv", TRAINING_HEADER, rows)


def _trained(place: int, first: int, end: int) -> int:
    return min(end, first + place // 5)


def _write_figures(story: Story, folder: Path) -> Iterator[Path]:
    rows = [row for place, month in story.numbered() for row in _figures(story, place, month)]
    for quarter, own in groupby(rows, lambda row: containing(_day(row), PeriodKind.QUARTER)):
        path = folder / f"activite_numerique_{quarter.code}.xlsx"
        yield write_workbook(path, "Relevés", FIGURES_HEADER, list(own))


def _day(row: Row) -> date:
    return datetime.strptime(str(row[0]), DAY).date()


def _figures(story: Story, place: int, month: date) -> Iterator[Row]:
    last = f"{add_months(month, 1) - timedelta(days=1):{DAY}}"
    days = len(story.working_days(month, add_months(month, 1)))
    opened = days * 4 - (14 if place == STRIKE else (place % 3) / 2)
    digital, web = "Point numérique", "Accueil général"
    yield (
        last,
        "Cahors",
        digital,
        "Heures ouvertes du point numérique",
        "Heures",
        opened,
        days * 4,
    )
    if month.month % 3 == 0:
        reviewed = 356 + 2 * place
        yield last, "Cahors", web, "Pages revues depuis un an", "Site internet", reviewed, 436
        for title, mean in TITLE_DAYS:
            delay = mean + (place % 5) - 2
            yield last, "Cahors", "Titres", "Délai de délivrance (jours)", title, delay, "-"
    if month.month % 6 == 0:
        online = 27 + place // 6
        yield last, "Cahors", web, "Démarches en ligne", "Inventaire", online, 48
    if place % 12 == 2:
        validated = 33 + place // 2
        yield last, "Cahors", web, "Audit RGAA", "Site internet", validated, 61
