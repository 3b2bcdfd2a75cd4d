"""The words of an import made from the page."""

from collections.abc import Sequence
from datetime import date

from dashboard.wording import counted
from etl.domain.sources import REJECTS_REFUSED, REJECTS_WARNED
from etl.formats import NARROW, NO_BREAK, duration, month, number, percent

TITLE = "Importer"
CHOOSE = "Exports à importer"
HINT = (
    "Un ou plusieurs fichiers (50 Mo chacun au plus), ou une archive zip. Le format est "
    f"reconnu au contenu{NARROW}; rien n'est gardé avant votre confirmation. Un fichier dont "
    f"plus de {percent(REJECTS_REFUSED)} des lignes (sur vingt ou plus) seraient rejetées est "
    f"refusé, sauf autre seuil de la source{NARROW}; au-dessus de "
    f"{percent(REJECTS_WARNED)}, il est signalé."
)
PREVIEW = "Voir ce que cela changerait"
CONFIRM, GIVE_UP, CANCEL, CLOSE = "Importer", "Abandonner", "Annuler", "Fermer"
FORCE = "Importer malgré les lignes rejetées"
REASON = "Motif"
REASON_HINT = "Le journal le garde, avec votre nom."
STAGES = {
    "previewing": "Aperçu en cours",
    "reading": "Import en cours",
    "assessing": "Évaluation des engagements",
}
CANCELLED = "Annulé : rien n'a été conservé du fichier en cours."
FAILED = "L'import s'est arrêté ; rien n'a été conservé du fichier en cours."
NO_CHANGE = "Aucun verdict ne changerait."
REJECTED_ROWS = "Ce qui serait rejeté"
CHANGES = "Verdicts qui changeraient"
STATUSES = {
    "imported": "sera importé",
    "replayed": "lignes rejetées relues",
    "known": "déjà importé",
    "empty": "vide",
    "refused": "refusé",
}
DONE_STATUSES = STATUSES | {"imported": "importé"}
WARNED = ", à regarder"
UNDO_TITLE = "Annuler un import"
UNDO_HINT = (
    "Les faits de l'import quittent les chiffres, ceux qu'il remplaçait reviennent, et les "
    f"mois sont évalués de nouveau. Rien n'est effacé{NARROW}: le journal garde la trace."
)
UNDO = "Annuler cet import"
UNDO_CHOICE = "Import"
UNDONE = "Import annulé"
REPLAY_CHOICE = "Fichier corrigé, ou le même après correction de la source"
REPLAY = "Relire les lignes rejetées"
REPLAY_HINT = (
    "Seules les lignes en quarantaine sont relues. Un fichier corrigé garde ses lignes à leur "
    "place."
)


def inbox_button(count: int) -> str:
    things = counted(count, ("dépôt", "dépôts"))
    return f"Relever la boîte de dépôt ({things})"


def progress(name: str, finished: int, files: int) -> str:
    """Return which file is being read, of how many."""
    rank = f" ({min(finished + 1, files)} sur {files})" if files > 1 else ""
    return f"{name}{rank}"


def pace(records: int, rate: float, left: float | None) -> str:
    """Return rows read, rate, and time left.

    >>> pace(12000, 4000.0, 8.0).replace(chr(160), " ").replace(chr(8239), " ")
    '12 000 lignes lues · 4 000 lignes/s · encore 8 s'
    """
    told = [
        counted(records, ("ligne lue", "lignes lues")),
        f"{number(rate)}{NO_BREAK}lignes/s",
    ]
    if left is not None:
        told.append(f"encore {duration(left)}")
    return " · ".join(told)


def touched(months: Sequence[date], engagements: Sequence[int]) -> str:
    """Say which months and engagements would be assessed again."""
    if not months:
        return "Aucun mois ne serait évalué de nouveau."
    first, last = month(min(months)), month(max(months))
    span = f"en {first}" if first == last else f"de {first} à {last}"
    told = ", ".join(map(str, engagements))
    word = "l'engagement" if len(engagements) < 2 else "les engagements"
    return f"À évaluer de nouveau {span}{NO_BREAK}: {word} {told}."


def undone_text(number_of: int, removed: int, restored: int) -> str:
    facts = counted(removed, ("fait retiré", "faits retirés"))
    back = counted(restored, ("rétabli", "rétablis"))
    return f"Import n°{NO_BREAK}{number_of} annulé{NO_BREAK}: {facts}, {back}."
