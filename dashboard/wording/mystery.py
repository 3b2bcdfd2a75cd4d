"""Mystery campaigns, in French."""

from collections.abc import Mapping

from dashboard.wording import counted, value_text
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.formats import NARROW

TITLE = "Enquêtes mystères"
NO_CAMPAIGN = "Aucune campagne mystère n'est importée."
HOW_TO = (
    "Téléchargez une grille vide à la page Fichiers attendus, remplissez une ligne par test, "
    "déposez-la à la page Imports."
)
CAMPAIGN, POINTS, SCENARIOS = "Campagne", "Point par point", "Par scénario"
CROSSING, NEXT = "La même promesse vue d'ailleurs", "Préparer la prochaine campagne"
LEGEND = (
    f"Disque{COLON} part des tests où le point est satisfait{SEMICOLON} trait{COLON} "
    f"intervalle à 95{NARROW}%{SEMICOLON} anneau{COLON} campagne précédente. Les points les "
    "moins satisfaits viennent d'abord."
)
CONTRADICTION = "À rapprocher : une mesure dit oui, une autre dit non."
TEST, TESTS = ("test", "tests"), ("test", "tests")
CHANNELS: Mapping[str, str] = {"call": "appels", "mail": "courriels"}
PLACE, DESK, FIRST, LAST, SIZE, SEED = (
    "Site",
    "Guichet",
    "Premier jour (jj/mm/aaaa)",
    "Dernier jour (jj/mm/aaaa)",
    "Nombre de tests",
    "Graine du tirage",
)
SEED_HINT = "La même graine donne le même tirage : l'auditeur peut le refaire."
NOT_A_DAY = "Écrivez les jours comme 01/12/2026, le premier avant le dernier."
NOT_A_SEED = "La graine est un nombre entier."
DRAW_NOTE = (
    "Tirage au sort des demi-heures d'ouverture et des scénarios ; chaque demi-heure est tirée "
    "une fois au plus."
)
DRAW = "Tirer au sort"
DOWNLOAD = "Télécharger le tirage (CSV)"
GRID_NOTE = (
    "Les grilles à remplir, une ligne par test ; faites coter un test sur dix par un second "
    "enquêteur."
)


def campaign_title(code: str, channel: str) -> str:
    return f"{code} · {CHANNELS.get(channel, channel)}"


def summary(tests: int, first: str, last: str, worst: str, share: float, asked: int) -> str:
    """Say how large a campaign was and where it was weakest."""
    when = f"du {first} au {last}" if first != last else f"le {first}"
    weakest = f"le point le plus faible{COLON} {worst}, {value_text(share, '%')} sur "
    return f"{counted(tests, TESTS)}, {when}{SEMICOLON} {weakest}{counted(asked, TESTS)}."


def said(title: str, share: float, satisfied: int, asked: int) -> str:
    part = value_text(share, "%")
    return f"<b>{title}</b><br>{part}, {satisfied} sur {counted(asked, TESTS)}"


def label(title: str, share: float, satisfied: int, asked: int) -> str:
    return f"{title} · {value_text(share, '%')} ({satisfied}/{asked})"


def needed(share: float, ten: int, twenty: int) -> str:
    """Say how many tests give an interval of a wanted width."""
    return (
        f"Autour de {value_text(share, '%')}, la dernière valeur connue{COLON} "
        f"{counted(twenty, TESTS)} donnent un intervalle large de 20 points, "
        f"{counted(ten, TESTS)} un intervalle de 10 points."
    )


def grid(title: str) -> str:
    return f"Télécharger «{NARROW}{title}{NARROW}» (Excel)"


def file_name(site: str, seed: int) -> str:
    return f"vigie-tirage-{site}-{seed}.csv"
