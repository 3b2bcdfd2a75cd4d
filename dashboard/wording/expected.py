"""The French of the page « Fichiers attendus »."""

from collections.abc import Mapping

from etl.formats import NARROW, NO_BREAK

TITLE = "Fichiers attendus"
PLACE = "Données · ce que chaque fichier doit contenir"
CHOOSE = "Fichier décrit"
TEMPLATE = "Télécharger le modèle à remplir (XLSX)"
SCHEMA = "Télécharger le schéma (Table Schema, JSON)"
COLUMNS = ("Colonne", "Contenu", "Valeurs admises", "À savoir")
FREE = "libre"
MOST_WORDS = 8

TOOLS_TITLE = "Exports reconnus sans description"
TOOLS_NOTE = (
    "Ces exports gardent la forme de leur logiciel"
    f"{NO_BREAK}: ils sont reconnus à leur contenu, quel que soit leur nom."
)
TOOLS = ("Source déclarée", "Format")
FORMATS: Mapping[str, str] = {
    "delimited": "Tableau (CSV, XLSX, ODS)",
    "asterisk_queue_log": "Asterisk, journal des files (queue_log)",
    "asterisk_cdr": "Asterisk, relevé d'appels (CDR)",
    "threecx_cdr": "3CX, relevé d'appels",
    "cucm_cdr": "Cisco CUCM, relevé d'appels",
    "freeswitch_cdr": "FreeSWITCH, relevé d'appels",
    "oxe_tickets": "Alcatel-Lucent OXE, tickets de taxation",
    "mailbox": "Boîte aux lettres (mbox, Maildir, .eml)",
    "limesurvey": "LimeSurvey, réponses (CSV, XLSX)",
    "surveymonkey": "SurveyMonkey, réponses (CSV, XLSX)",
    "google_forms": "Google Forms, réponses (CSV, XLSX)",
    "odk": "ODK Central ou KoboToolbox, soumissions (CSV, XLSX)",
    "jdma": f"«{NO_BREAK}Je donne mon avis{NO_BREAK}», avis (CSV, XLSX)",
    "icalendar": "iCalendar (.ics), fermetures d'un jour entier ou plus",
}


def sentence(files: int, tools: int) -> str:
    return (
        f"{files} fichiers sont décrits colonne par colonne{NARROW}; {tools} autres sources "
        "sont des exports de logiciels, pris tels quels. Une ligne fautive va en quarantaine, "
        "les autres sont comptées."
    )


def known_by(headings: tuple[str, ...]) -> str:
    quoted = ", ".join(f"«{NO_BREAK}{each}{NO_BREAK}»" for each in headings)
    return (
        f"Reconnu à la présence de {quoted}. Classeur (XLSX, ODS) ou texte (CSV), l'ordre des "
        "colonnes est libre et les colonnes en plus sont ignorées."
    )


def words(admitted: tuple[str, ...]) -> str:
    """Return the first admitted words, and how many more there are."""
    if not admitted:
        return FREE
    more = len(admitted) - MOST_WORDS
    shown = ", ".join(admitted[:MOST_WORDS])
    return shown if more <= 0 else f"{shown}… et {more} autres"
