"""The French of the command line."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from etl.domain.assessments import Verdict
from etl.domain.sources import Source
from etl.formats import NARROW, NO_BREAK, duration, number
from etl.pipeline import AssessmentReport, ImportReport, Status, Undone

VERDICTS = {
    Verdict.MET: "conforme",
    Verdict.MISSED: "non conforme",
    Verdict.INCONCLUSIVE: "à confirmer",
    Verdict.NOT_MEASURED: "non mesuré",
    Verdict.NOT_APPLICABLE: "sans objet",
    Verdict.FOLLOWED: "suivi",
}
NOTHING_IMPORTED = (
    "Aucune donnée. Pour commencer : « python -m etl demo », "
    "ou « python -m etl ingest FICHIER »."
)
NOTHING_ASSESSED = "Aucune évaluation. Lancez « python -m etl assess »."


def counted(amount: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its word.

    >>> counted(1, "fichier"), counted(2, "ligne rejetée", "lignes rejetées")
    ('1\\xa0fichier', '2\\xa0lignes rejetées')
    """
    word = singular if amount < 2 else plural or f"{singular}s"
    return f"{number(amount)}{NO_BREAK}{word}"


def rate(records: int, seconds: float) -> str:
    return f"{number(records / seconds)} lignes/s" if seconds > 0 else ""


def import_line(report: ImportReport) -> str:
    """Return one line on one file: what was read, and what became of each record."""
    name = report.path.name
    if report.status is Status.EMPTY:
        return f"∅ {name}{NO_BREAK}: fichier vide, rien à importer"
    if report.status is Status.KNOWN:
        return f"= {name}{NO_BREAK}: déjà importé, rien ne change"
    if report.status is Status.REFUSED or report.saved is None:
        return f"✗ {report.message}"
    saved = report.saved
    parts = [
        counted(report.records, "lu"),
        counted(saved.new, "nouveau", "nouveaux"),
        counted(saved.superseded, "corrigé"),
        counted(saved.known, "déjà connu", "déjà connus"),
        counted(saved.rejected, "rejeté"),
    ]
    if aside := sum(report.set_aside.values()):
        parts.append(f"{number(aside)}{NO_BREAK}hors champ")
    return f"✓ {name} ({report.source}){NO_BREAK}: " + ", ".join(parts)


def import_total(reports: Sequence[ImportReport]) -> str:
    saved = [each.saved for each in reports if each.saved]
    refused = sum(each.status is Status.REFUSED for each in reports)
    return (
        f"{counted(len(reports), 'fichier')}{NO_BREAK}: "
        f"{counted(sum(each.new for each in saved), 'fait nouveau', 'faits nouveaux')}, "
        f"{counted(sum(each.superseded for each in saved), 'corrigé')}, "
        f"{counted(sum(each.rejected for each in saved), 'rejeté')}"
        f"{NARROW}; {counted(refused, 'fichier refusé', 'fichiers refusés')}."
    )


def undo_line(undone: Undone) -> str:
    """Return what an undo changed."""
    more = " avec ses reprises" if len(undone.targets) > 1 else ""
    return (
        f"Import n°{NO_BREAK}{undone.targets[0]} annulé{more} "
        f"(opération n°{NO_BREAK}{undone.import_id}){NO_BREAK}: "
        f"{counted(undone.removed, 'fait retiré', 'faits retirés')}, "
        f"{counted(undone.restored, 'rétabli')}."
    )


def assessment_line(report: AssessmentReport) -> str:
    if not report.months:
        return "Rien à réévaluer."
    return (
        f"{counted(report.months, 'mois de site', 'mois de sites')} réévalués, "
        f"{counted(report.findings, 'constat')} en {duration(report.seconds)}."
    )


def demonstration_line(files: int, folder: Path) -> str:
    return f"{counted(files, 'export')} de démonstration dans « {folder} »."


def source_title(name: str, sources: Iterable[Source]) -> str:
    return next((each.title for each in sources if each.name == name), name)
