"""The words of the page that describes an unknown table."""

from collections.abc import Mapping, Sequence

from dashboard.wording import counted
from dashboard.wording.phrases import COLON, SEMICOLON
from etl.domain.column_names import column
from etl.domain.datasets import Dataset
from etl.formats import NARROW

TITLE = "Décrire un tableau"
LINK = "Décrire un tableau inconnu"
LEAD = (
    "Un fichier qu'aucune source ne décrit encore : dites ce que contient chaque colonne, "
    "regardez ses premières lignes telles qu'elles seraient lues, enregistrez."
)
CHOOSE = "Tableau à décrire (CSV, XLSX, ODS)"
HINT = "50 Mo au plus. Rien n'est importé ici : la source est seulement déclarée."
CONTAINS = "Ce que contient le tableau"
DATASETS: Mapping[Dataset, str] = {
    Dataset.CALLS: "des appels",
    Dataset.MAILS: "des courriels ou des courriers",
    Dataset.VISITS: "des visites",
    Dataset.MYSTERY: "des enquêtes mystères",
    Dataset.SURVEYS: "des réponses à une enquête",
    Dataset.EVENTS: "des contrôles ou des évènements",
}
COLUMNS, WORDS, DATES = "Les colonnes", "Les mots du fichier", "Les dates"
TRIED, SAVE_TITLE = "Les premières lignes, telles qu'elles seraient lues", "Enregistrer"
NO_COLUMN = "—"
ALWAYS, NO_CONSTANT = "toujours", "ou la même valeur partout"
DATE_QUESTION = "03/04 se lit"
DAY_FIRST, MONTH_FIRST = "3 avril (jour d'abord)", "4 mars (mois d'abord)"
DATE_NOTE = (
    "Toutes les dates de ce fichier se lisent dans les deux sens : personne ne peut le dire à "
    "votre place."
)
NAME, NAME_HINT = "Nom de la source", "3 à 40 lettres minuscules, chiffres ou tirets bas"
SOURCE_TITLE, SITE, RHYTHM = "Intitulé", "Site par défaut", "Rythme attendu"
SAVE = "Enregistrer la source"
SAVED = "Source enregistrée. Importez maintenant le fichier depuis la page Imports."
NOTHING_TRIED = "Complétez les colonnes obligatoires pour essayer la lecture."
NO_MEANING = "sans traduction"
NOT_ALLOWED = "La description de sources est réservée à qui voit tous les sites."
KNOWN_TITLE = "Déjà décrit"


def known(name: str, title: str) -> str:
    return f"La source «{NARROW}{title}{NARROW}» ({name}) lit déjà ce fichier : importez-le."


def layout(encoding: str, delimiter: str, line: int, rows: int) -> str:
    """Say how the file is written."""
    seen = counted(rows, ("ligne regardée", "lignes regardées"))
    if not encoding:
        return f"Classeur, en-têtes à la ligne {line}{SEMICOLON} {seen}."
    mark = "tabulation" if delimiter == "\t" else f"«{NARROW}{delimiter}{NARROW}»"
    return (
        f"Texte {encoding.upper()}, séparateur {mark}, en-têtes à la ligne {line}"
        f"{SEMICOLON} {seen}."
    )


def field(name: str, is_required: bool) -> str:
    return f"{column(name)} (obligatoire)" if is_required else column(name)


def missing(names: Sequence[str]) -> str:
    return f"Il manque{COLON} {', '.join(column(each).lower() for each in names)}."


def tried(read: int, rejected: int) -> str:
    """Say what became of the rows that were tried."""
    rows = counted(read, ("ligne essayée", "lignes essayées"))
    kept = counted(read - rejected, ("acceptée", "acceptées"))
    return f"{rows}{COLON} {kept}, {counted(rejected, ('rejetée', 'rejetées'))}."


def word_of(name: str, word: str) -> str:
    return f"{column(name)}{COLON} «{NARROW}{word}{NARROW}»"
