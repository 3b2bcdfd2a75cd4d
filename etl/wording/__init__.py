"""The French of the command line."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.column_names import column
from etl.domain.names import verdict
from etl.domain.reasons import reason_of
from etl.domain.sources import Source
from etl.formats import NARROW, NO_BREAK, day, duration, instant, month, number, percent
from etl.pipeline import AssessmentReport, ImportReport, Preview, Status, Taken, Undone
from etl.pipeline.staffing import Asked, Staffing

NOTHING_IMPORTED = (
    "Aucune donnée. Pour commencer : « python -m etl demo », "
    "ou « python -m etl ingest FICHIER »."
)
NOTHING_ASSESSED = "Aucune évaluation. Lancez « python -m etl assess »."

IMPOSSIBLE_GOAL = (
    "Objectif impossible : le niveau et l'absence vont de 0 à moins de 100 %, "
    "l'occupation de plus de 0 à 100 %, le délai n'est pas négatif."
)
UNSTABLE = "file instable"
STAFFING_HEADINGS = (
    "Jour",
    "Heure",
    "Jours",
    "Appels",
    "Agents",
    "Prévus",
    "À temps",
    "Répondu",
    "Attente",
)


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
    if noticed := sum(each.rows for each in saved.remarks):
        parts.append(counted(noticed, "remarque"))
    if report.is_warned:
        parts.append(
            f"à regarder{NO_BREAK}: {percent(saved.rejected / report.records)} de rejets"
        )
    mark = "↻" if report.status is Status.REPLAYED else "✓"
    return f"{mark} {name} ({report.source}){NO_BREAK}: " + ", ".join(parts)


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


def preview_lines(preview: Preview) -> list[str]:
    """Return what an import would reject, touch and change, one line each."""
    lines = [
        f"  rejeté{NO_BREAK}: {row.file_name}, {column(row.column)}, "
        f"{reason_of(row.code).reason}, {counted(int(row.cells), 'cellule')} "
        f"(lignes {row.lines}{NO_BREAK}: {row.values}). {reason_of(row.code).remedy}"
        for row in preview.reasons.itertuples()
    ]
    lines += [line for each in preview.reports for line in remark_lines(each)]
    if len(preview.months):
        first, last = preview.months["month"].min(), preview.months["month"].max()
        touched = ", ".join(map(str, sorted(preview.months["engagement"].unique())))
        lines.append(f"Mois à réévaluer{NO_BREAK}: de {month(first)} à {month(last)}.")
        lines.append(f"Engagements concernés{NO_BREAK}: {touched}.")
    lines += [
        f"  n°{NO_BREAK}{row.engagement}, {row.period}, "
        f"{'tous sites' if row.site == EVERYWHERE else row.site}{NO_BREAK}: "
        f"{_verdict(row.before)} → {_verdict(row.after)}"
        for row in preview.verdicts.itertuples()
    ]
    return [*lines, "Aperçu seulement" + NO_BREAK + ": rien n'a été importé."]


def remark_lines(report: ImportReport) -> list[str]:
    """Return what deserves a look in the rows that a file brought, one line each."""
    return [
        f"  à vérifier{NO_BREAK}: {report.path.name}, {column(each.column)}, "
        f"{reason_of(each.code).reason}, {counted(each.rows, 'ligne')}"
        + (f" ({', '.join(map(str, each.lines))})" if each.lines else "")
        + f". {reason_of(each.code).remedy}"
        for each in (report.saved.remarks if report.saved else ())
    ]


def _verdict(value: object) -> str:
    return verdict(Verdict(value)) if isinstance(value, str) else "sans évaluation"


def import_report(name: str, reports: Sequence[ImportReport], at: datetime) -> str:
    """Return the text left beside a file of the inbox: what was done, and what to do."""
    lines = [f"Relevé le {instant(at)}{NO_BREAK}: {name}", ""]
    lines += [import_line(each) for each in reports] or ["Rien à importer."]
    lines += [line for each in reports for line in remark_lines(each)]
    rejected = sum(each.saved.rejected for each in reports if each.saved)
    if rejected:
        lines += [
            "",
            f"{counted(rejected, 'ligne rejetée', 'lignes rejetées')}{NO_BREAK}: page"
            " « Imports et sources », Quarantaine, pour les motifs et les remèdes.",
        ]
    return "\n".join([*lines, ""])


def watching(inbox: Path) -> str:
    return f"Boîte de dépôt{NO_BREAK}: « {inbox} » (Ctrl-C pour arrêter)."


def taken_line(name: str, taken: Taken | None) -> str:
    """Return where a file of the inbox went, after what was made of it."""
    if taken is None:
        return f"… {name}{NO_BREAK}: la base n'est pas prête, le fichier attend."
    made = "\n".join(import_line(each) for each in taken.reports)
    return f"{made}\n  → {taken.place.parent.name}/{taken.place.name}"


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
        f"{counted(report.months, 'mois de site réévalué', 'mois de sites réévalués')}, "
        f"{counted(report.findings, 'constat')} en {duration(report.seconds)}."
    )


def demonstration_line(files: int, folder: Path) -> str:
    return f"{counted(files, 'export')} de démonstration dans « {folder} »."


def expected_line(files: int, folder: Path) -> str:
    described = counted(files, "fichier attendu décrit", "fichiers attendus décrits")
    return f"{described} dans « {folder} » : un schéma (.json) et un modèle (.xlsx) chacun."


def source_title(name: str, sources: Iterable[Source]) -> str:
    return next((each.title for each in sources if each.name == name), name)


def unknown_site(site: str, known: Iterable[str]) -> str:
    return f"Site inconnu : « {site} ». Sites déclarés : {', '.join(sorted(known))}."


def unknown_desk(desk: str, known: Iterable[str]) -> str:
    return f"Guichet inconnu : « {desk} ». Guichets du site : {', '.join(sorted(known))}."


def staffing_lines(found: Staffing, asked: Asked) -> list[str]:
    """Return what the numbers of agents rest on, and by which conventions."""
    goal = asked.goal
    last = asked.end - timedelta(days=1)
    span = f"du {day(asked.first)} au {day(last)}"
    if not found.handled:
        return [f"Aucun appel décroché {span} : rien à calculer."]
    goals = f"Objectif{NO_BREAK}: {percent(goal.service_level)} des appels décrochés en "
    goals += f"{duration(goal.within_s)} au plus"
    if goal.occupancy < 1:
        goals += f", agents occupés à {percent(goal.occupancy)} au plus"
    patience = (
        f"Patience{NO_BREAK}: {duration(found.patience_s)} en moyenne, d'après "
        f"{counted(found.gave_up, 'abandon')} (modèle Erlang A)."
        if found.gave_up
        else "Aucun abandon observé : les appelants sont supposés attendre (modèle Erlang C)."
    )
    after = f", dont {duration(asked.after_call_s)} après l'appel" if asked.after_call_s else ""
    away = (
        f"compte tenu de {percent(goal.shrinkage)} du temps payé hors du téléphone"
        if goal.shrinkage
        else "tout le temps payé étant passé au téléphone"
    )
    return [
        f"{counted(found.calls, 'appel')} {span}, aux heures d'ouverture.",
        f"Traitement{NO_BREAK}: {duration(found.handling_s)} par appel{after}, "
        f"d'après {counted(found.handled, 'appel décroché', 'appels décrochés')}.",
        patience,
        f"{goals}.",
        f"Agents prévus{NO_BREAK}: agents au téléphone, {away}. "
        f"Appels et attente{NO_BREAK}: moyennes d'une demi-heure ouverte.",
    ]
