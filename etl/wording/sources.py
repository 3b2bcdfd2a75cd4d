"""The French of declared sources and of unknown tables, on the command line."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from etl.domain.column_names import column
from etl.domain.reasons import reason_of
from etl.domain.sources import Parse, Rhythm, Source
from etl.wording import counted

SOURCE_HEADINGS = ("Nom", "Intitulé", "Format", "Rythme")
RHYTHMS = {
    Rhythm.DAILY: "chaque jour",
    Rhythm.WEEKLY: "chaque semaine",
    Rhythm.MONTHLY: "chaque mois",
    Rhythm.QUARTERLY: "chaque trimestre",
    Rhythm.YEARLY: "chaque année",
    Rhythm.EVENT: "à l'évènement",
}
GUESS_HEADINGS = ("Colonne du fichier", "Semble être", "Devient", "Exemple")
READINGS = {
    Parse.TEXT: "texte",
    Parse.NUMBER: "nombre",
    Parse.DURATION: "durée",
    Parse.FLAG: "oui ou non",
    Parse.CHOICE: "liste de mots",
    Parse.CONSTANT: "valeur fixe",
}
DATE_PARTS = {
    "%d": "jj", "%m": "mm", "%Y": "aaaa", "%y": "aa", "%H": "hh", "%M": "mi", "%S": "ss",
    "%I": "hh", "%p": "am/pm", "%z": "fuseau",
}  # fmt: skip
EITHER_WAY = "(ou mois d'abord ?)"
HOW_TO_DECLARE = (
    "Aucune source déclarée ne décrit ce tableau. Pour le déclarer ainsi : ajoutez "
    "« --enregistrer NOM --titre TEXTE » ; sinon, la page Imports permet de choisir chaque "
    "colonne."
)


def recognised_line(name: str, source: Source) -> str:
    return f"« {name} » est reconnu : source « {source.name} » ({source.title})."


def layout_line(encoding: str, delimiter: str, line: int) -> str:
    if not encoding:
        return f"Classeur, en-têtes à la ligne {line}."
    mark = "tabulation" if delimiter == "\t" else f"« {delimiter} »"
    return f"Texte {encoding}, séparateur {mark}, en-têtes à la ligne {line}."


def reading(parse: Parse, layouts: Sequence[str], is_clock: bool) -> str:
    """Return how a column reads: « date jj/mm/aaaa »."""
    if is_clock:
        return "heure (à joindre à un jour)"
    if parse is not Parse.TIMESTAMP:
        return READINGS[parse]
    return f"date {' ou '.join(map(date_layout, layouts))}"


def date_layout(layout: str) -> str:
    """Return a layout as a person writes it.

    >>> date_layout("%d/%m/%Y %H:%M")
    'jj/mm/aaaa hh:mi'
    """
    for part, shown in DATE_PARTS.items():
        layout = layout.replace(part, shown)
    return layout


def untold_line(column: str, words: Sequence[str]) -> str:
    return (
        f"{column} : mots sans traduction, leurs lignes seraient rejetées : {', '.join(words)}."
    )


def understood_line(read: int, rejected: int) -> str:
    tried = counted(read, "ligne essayée", "lignes essayées")
    kept, refused = counted(read - rejected, "acceptée"), counted(rejected, "rejetée")
    return f"{tried} : {kept}, {refused}."


def rejection_line(row: Mapping[str, object]) -> str:
    where = column(str(row["column"]))
    told = reason_of(str(row["code"]))
    return f"  ligne {row['line']}, {where} : {told.reason} « {row['value']} ». {told.remedy}"


def declared_line(path: Path) -> str:
    return (
        f"Source déclarée dans « {path.name} ». Importez le fichier : « python -m etl ingest »."
    )


def ambiguous_dates(columns: Sequence[str]) -> str:
    return (
        f"Dates qui se lisent dans les deux sens ({', '.join(columns)}) : "
        "précisez « --dates jour » (03/04 = 3 avril) ou « --dates mois » (03/04 = 4 mars)."
    )
