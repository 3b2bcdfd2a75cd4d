"""An event told on a page: written as one row of the register, imported like any other file.

So it has an author, an instant and a number, waits in quarantine if it must, shows in the
journal of imports and is undone like any import. Told again, it takes the place of what was
told of it before (:func:`etl.pipeline.annotations.annotations`).
"""

import csv
import io
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from etl.domain.annotations import Annotation, AnnotationKind
from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import UsageError
from etl.pipeline.annotations import annotations
from etl.pipeline.ingesting import ImportReport, Orders, Status, ingest_paths
from etl.pipeline.warehouse import Warehouse

# What the name of a file begins with, that nobody sent: it was told on a page.
TOLD = "saisie-evenement"
TOLD_AT = "Saisi le"
LONGEST_TITLE, LONGEST_AUTHOR, LONGEST_EVIDENCE = 120, 80, 200
NEEDED = ("source_id", "subject", "started_at", "done_at", "site", "everywhere", "kind",
          "author", "evidence", "limits", "indicators")  # fmt: skip


def enter(
    warehouse: Warehouse, told: Annotation, at: datetime, author: str, reason: str
) -> ImportReport:
    """Import one event; ``author`` is who tells it, ``told.author`` the function it is from.

    Raises ``UsageError``, in French, where the event cannot be kept; nothing is then stored.
    """
    problem = _problem(warehouse, told)
    if problem:
        raise UsageError(problem)
    source = register_source(warehouse)
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        key = _key(told)
        path = Path(folder, f"{TOLD}-{told.first:%Y-%m-%d}-{key[:6]}.csv")
        path.write_text(_register(source, told, key, at), "utf-8")
        orders = Orders(author=author, reason=reason)
        (report,) = ingest_paths(warehouse, [path], at, orders=orders)
    if report.status is not Status.IMPORTED or report.saved is None or report.saved.rejected:
        raise UsageError(report.message or "L'évènement n'a pas pu être enregistré.")
    return report


def register_source(warehouse: Warehouse) -> Source:
    """Return the declared register of events: what says how one of its rows is written."""
    for each in warehouse.declarations.sources:
        if each.dataset is Dataset.EVENTS and all(name in each.columns for name in NEEDED):
            kinds = set(each.columns["kind"].meanings.values())
            if kinds <= {str(kind) for kind in AnnotationKind}:
                return each
    raise UsageError("Aucune source déclarée ne décrit un journal des évènements.")


def _problem(warehouse: Warehouse, told: Annotation) -> str:
    """Say why an event cannot be kept; nothing where it can."""
    known = {each.code for each in warehouse.declarations.indicators}
    unknown = [code for code in told.indicators if code not in known]
    lengths = {
        "l'intitulé": (told.title, LONGEST_TITLE),
        "la fonction qui signale": (told.author, LONGEST_AUTHOR),
        "la pièce": (told.evidence, LONGEST_EVIDENCE),
    }
    missing = [name for name in list(lengths)[:2] if not lengths[name][0].strip()]
    long = [name for name, (text, most) in lengths.items() if len(text) > most]
    problems = {
        f"Il manque {' et '.join(missing)}.": bool(missing),
        f"Trop long : {', '.join(long)}.": bool(long),
        "Le dernier jour précède le premier.": told.last is not None and told.last < told.first,
        f"Indicateur inconnu : {', '.join(unknown)}.": bool(unknown),
        "Des indicateurs sont nommés sans rien décider de leurs limites.": bool(told.indicators)
        and told.limits is None,
        "Cet évènement est déjà inscrit, tel quel.": told in annotations(warehouse),
    }
    return next((said for said, holds in problems.items() if holds), "")


def _key(told: Annotation) -> str:
    """Return what names an event, whoever tells it and however often."""
    named = (told.site, told.everywhere, told.kind.value, told.first, told.title)
    return sha256("\x1f".join(map(str, named)).encode()).hexdigest()[:16]


def _register(source: Source, told: Annotation, key: str, at: datetime) -> str:
    """Return a register of one row, in the words of its declared source."""
    values: Mapping[str, str] = {
        "source_id": f"saisie-{key}",
        "subject": told.title.strip(),
        "started_at": _day(source, "started_at", told.first),
        "done_at": _day(source, "done_at", told.last),
        "site": _word(source, "site", told.site),
        "everywhere": _word(source, "everywhere", str(told.everywhere).lower()),
        "kind": _word(source, "kind", told.kind.value),
        "author": told.author.strip(),
        "evidence": told.evidence.strip(),
        "limits": _word(source, "limits", told.limits.value if told.limits else ""),
        "indicators": " ".join(told.indicators),
    }
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    # The instant makes of the same words, told again after an undo, another file.
    writer.writerow([*(source.columns[name].header[0] for name in values), TOLD_AT])
    writer.writerow([*values.values(), at.isoformat()])
    return text.getvalue()


def _day(source: Source, name: str, day: date | None) -> str:
    return "" if day is None else day.strftime(source.columns[name].layouts[0])


def _word(source: Source, name: str, meaning: str) -> str:
    """Return the word of the register for what is meant."""
    if not meaning:
        return ""
    words = source.columns[name].meanings
    found = next((word for word, each in words.items() if each == meaning), None)
    if found is None:
        raise UsageError(f"La source « {source.title} » n'a pas de mot pour « {meaning} ».")
    return found
