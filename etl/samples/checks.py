"""Check sheets: information, comfort, voice server, 34 00, web pages, equipment, writing."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, product
from pathlib import Path

from etl.domain.periods import PeriodKind, containing
from etl.samples.story import TITLES, VOICE_SERVER, Story
from etl.samples.writing import write_csv

HEADER = (
    "Date du contrôle", "Site", "Type de contrôle", "Support", "Point contrôlé", "Conforme",
    "Observation",
)  # fmt: skip
SUPPORTS = ("Hall", "Site internet", "Annuaire", "Guide des usagers", "Fiche carte")
ACCESS = ("Téléphone", "Courriel", "Adresse", "Horaires", "Affluence", "Rendez-vous")
COMFORT = (
    "Éclairage", "Propreté", "Assises", "Confidentialité", "Sanitaires", "Charte de la laïcité",
    "Boucle à induction", "Registre d'accessibilité", "Ascenseur",
)  # fmt: skip
VOICE = (
    "Trois niveaux au plus", "Sortie vers un agent", "Horaires annoncés", "Message à jour",
    "Disponible la nuit",
)  # fmt: skip
HOTLINE = ("Hall", "Site internet", "Guide des usagers", "Affiche titres", "Message d'accueil")
EQUIPMENT = ("Poste informatique", "Imprimante", "Scanner", "Effacement de session")
PAGES = (
    "Carte d'identité", "Passeport", "Permis de conduire", "Certificat d'immatriculation",
    "Titre de séjour", "Naturalisation", "Associations", "Manifestations sportives",
    "Épreuves équestres", "Armes", "Débits de boissons", "Élections", "Urbanisme",
    "Installations classées", "Chasse", "Pêche", "Dotations", "Subventions", "Légalisation",
    "Taxis", "Drones", "Vidéoprotection", "Funéraire", "Recours",
)  # fmt: skip
Check = tuple[date, str, str, str, str, str, str]

# "39 00" printed for "39 39" in the guide, from the fifth to the seventh month.
MISPRINT = range(4, 7)
# Old hours on the door of Gourdon, and its induction loop out of order.
OUTDATED = range(12, 18)
LOOP_MENDED = 18
WRITINGS = {"cahors": 20, "figeac": 10, "gourdon": 10}


def write_checks(story: Story, folder: Path) -> Iterator[Path]:
    checks = [
        check for place, month in story.numbered() for check in _month(story, place, month)
    ]
    checks.sort(key=lambda check: check[0])
    for quarter, own in groupby(checks, lambda check: containing(check[0], PeriodKind.QUARTER)):
        rows = [(f"{each[0]:%d/%m/%Y}", *each[1:]) for each in own]
        yield write_csv(folder / f"controles_{quarter.code}.csv", HEADER, rows)


def _month(story: Story, place: int, month: date) -> Iterator[Check]:
    days = story.working_days(month + timedelta(days=4), month + timedelta(days=20))
    day = days[0].item()
    for site in TITLES:
        yield from _information(site, place, day)
        if month.month % 3 == 0:
            yield from _comfort(site, place, day)
            yield from _writings(site, place, day)
            yield from _hotline(site, place, day)
    if month.month % 3 == 0:
        yield from _only_at_cahors(place, day)


def _information(site: str, place: int, day: date) -> Iterator[Check]:
    """Yield the monthly round: is what visitors are told true everywhere?"""
    supports = SUPPORTS if site == "cahors" else SUPPORTS[:3]
    for support, point in product(supports, ACCESS):
        misprint = place in MISPRINT and (support, point) == ("Guide des usagers", "Téléphone")
        outdated = (
            site == "gourdon" and place in OUTDATED and (support, point) == ("Hall", "Horaires")
        )
        note = "39 00 imprimé au lieu de 39 39" if misprint and site == "cahors" else ""
        yield (
            day, TITLES[site], "Information d'accès", support, point,
            "Non" if note or outdated else "Oui", note,
        )  # fmt: skip


def _comfort(site: str, place: int, day: date) -> Iterator[Check]:
    for point in COMFORT:
        absent = site != "cahors" and point == "Ascenseur"
        broken = (site, point) == ("gourdon", "Boucle à induction") and place < LOOP_MENDED
        passed = "Sans objet" if absent else "Non" if broken else "Oui"
        yield (
            day, TITLES[site], "Confort et accessibilité", "Visite", point, passed,
            "Commande en cours" if broken else "",
        )  # fmt: skip


def _writings(site: str, place: int, day: date) -> Iterator[Check]:
    for number in range(WRITINGS[site]):
        failed = (number + place) % 19 == 7
        yield (
            day, TITLES[site], "Écrit relu", "Relecture croisée", f"Écrit {number + 1:02d}",
            "Non" if failed else "Oui", "Voie de recours absente" if failed else "",
        )  # fmt: skip


def _hotline(site: str, place: int, day: date) -> Iterator[Check]:
    for support in HOTLINE:
        forgotten = place < 6 and support == "Message d'accueil"
        yield (
            day, TITLES[site], "Mention du 34 00", support, "34 00 mentionné",
            "Non" if forgotten else "Oui", "",
        )  # fmt: skip


def _only_at_cahors(place: int, day: date) -> Iterator[Check]:
    """Yield the checks of what exists at the prefecture alone."""
    for point in VOICE if place >= VOICE_SERVER else ():
        stale = point == "Message à jour" and place < VOICE_SERVER + 4
        passed = "Non" if stale else "Oui"
        yield (day, "Cahors", "Serveur vocal", "Test scripté", point, passed, "")
    for number, page in enumerate(PAGES):
        wrong = number in (place % 24, (place + 11) % 24) and place > 5
        note = "Montant du timbre fiscal ancien" if wrong else ""
        passed = "Non" if wrong else "Oui"
        yield (day, "Cahors", "Fiche du site internet", "Site internet", page, passed, note)
    for point in EQUIPMENT:
        yield (
            day, "Cahors", "Équipement du point numérique", "Inventaire", point, "Oui", "",
        )  # fmt: skip
