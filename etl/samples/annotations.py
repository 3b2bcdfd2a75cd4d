"""The register of what happened at the demonstration prefecture: its story, told once."""

from datetime import date, timedelta
from pathlib import Path

from etl.domain.periods import add_months
from etl.samples.story import BACKLOG, CRISIS, FIGEAC_SWITCH, STRIKE, VOICE_SERVER, Story
from etl.samples.writing import write_csv

HEADER = (
    "N° évènement", "Premier jour", "Dernier jour", "Site", "Portée", "Nature", "Intitulé",
    "Signalé par", "Pièce", "Limites de variation", "Indicateurs concernés",
)  # fmt: skip
HERE, EVERYWHERE = "Ce site", "Tous les sites"
REBASE, EXCLUDE, NONE = "Recalculées à partir d'ici", "Mois hors calcul", "-"
OFFICE = "Secrétariat général"


def write_annotations(story: Story, folder: Path) -> list[Path]:
    rows = sorted(_events(story), key=lambda row: (row[0], str(row[2]), str(row[5])))
    numbered = [
        (f"EV-{number:02d}", _day(first), _day(last), *rest)
        for number, (first, last, *rest) in enumerate(rows, start=1)
    ]
    return [write_csv(folder / "journal_evenements.csv", HEADER, numbered)]


Event = tuple[date, date | None, str, str, str, str, str, str, str, str]


def _events(story: Story) -> list[Event]:
    month = story.months
    backlog_end = add_months(month[BACKLOG[2]], 1) - timedelta(days=1)
    flood = month[CRISIS] + timedelta(days=13)
    return [
        (
            month[VOICE_SERVER], None, "Cahors", HERE, "Équipement",
            "Serveur vocal au standard", "Référent téléphonie",
            "Procès-verbal de recette du serveur vocal", REBASE, "10a 10b",
        ),
        (
            month[BACKLOG[0]], backlog_end, "Cahors", HERE, "Activité",
            "Courriels en retard, puis rattrapés", "Référent qualité",
            "Note de service sur le rattrapage", NONE, NONE,
        ),
        (
            month[FIGEAC_SWITCH], None, "Figeac", HERE, "Équipement",
            "Changement de standard téléphonique", "Référent téléphonie",
            "Bon de mise en service", REBASE, "10a 10b",
        ),
        (
            month[STRIKE], add_months(month[STRIKE], 1) - timedelta(days=1), "Cahors",
            EVERYWHERE, "Grève", "Grève nationale", OFFICE, "Préavis de grève", EXCLUDE,
            "10a 10b",
        ),
        (
            flood, flood + timedelta(days=4), "Cahors", EVERYWHERE, "Crise",
            "Crue, cellule d'information du public", "Cabinet", "Main courante", NONE, NONE,
        ),
        (
            month[FIGEAC_SWITCH], None, "Gourdon", HERE, "Effectifs",
            "Deux postes vacants à l'accueil", OFFICE, NONE, NONE, NONE,
        ),
    ]  # fmt: skip


def _day(day: date | None) -> str:
    return "-" if day is None else f"{day:%d/%m/%Y}"
