"""What the registers add to the proof of an edition: evidence, plans, journal, rejects."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from etl.audit.evidence import state_on
from etl.domain.actions import Action, AuditFinding, FindingState
from etl.domain.column_names import column
from etl.domain.dossier import Annex, Cell, Section, Table
from etl.domain.editions import Edition, FrozenEdition
from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState
from etl.domain.journal import Deed
from etl.domain.reasons import reason_of
from etl.domain.registers import Entry
from etl.exports.csv import to_csv
from etl.formats import day, instant
from etl.pipeline.computed import proven_by
from etl.pipeline.evidence import evidence_file
from etl.pipeline.expected_pieces import expected
from etl.pipeline.held import held_at
from etl.pipeline.proof_words import (
    ACTION_STATES,
    CATEGORIES,
    DEEDS,
    EVIDENCE_STATES,
    FINDING_STATES,
)
from etl.pipeline.sampled import sampled
from etl.pipeline.warehouse import Warehouse
from etl.store.ledger import Wanted, load_journal, verify
from etl.store.quarantine import load_rejections
from etl.store.registers import last_written

# A pack holds the pieces that somebody vouches for; the others are only listed.
VOUCHED = (EvidenceState.DEPOSITED, EvidenceState.REVIEWED, EvidenceState.VALIDATED)
# Comings and goings prove nothing of a figure.
TOLD_DEEDS = tuple(
    each for each in Deed if each not in (Deed.LOGIN, Deed.LOGOUT, Deed.EXPORT, Deed.ACCESS)
)
REJECTIONS_AT_MOST = 1_000_000
# The line that tells an act stands at its very instant, and ``before`` is excluded.
_JUST_AFTER = timedelta(microseconds=1)
INTACT = "Chaîne du journal vérifiée à la fabrication du dossier : intacte."
BROKEN = (
    "Chaîne du journal ROMPUE à la fabrication du dossier : une ligne a été modifiée, retirée "
    "ou ajoutée. « python -m etl journal verify » dit laquelle."
)


@dataclass(frozen=True)
class Proofs:
    """Sections and files to add to a dossier; what was decided, by engagement; how far the
    journal had come: its last line told, and the hash of it; of when the registers are."""

    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    decisions: dict[int, tuple[str, ...]]
    journal: tuple[int, str]
    at: datetime


def registers_at(warehouse: Warehouse, edition: Edition) -> datetime:
    """Return the instant as of which registers are told: the last write in one of them.

    Never before the validation of the edition. Asked of the same store it is the same.
    """
    with warehouse.store.reading() as connection:
        written = last_written(connection)
    known = [edition.closed.at, *(each.at for each in (edition.validated,) if each)]
    return max([*known, *(each for each in (written,) if each)])


def proofs(
    warehouse: Warehouse,
    edition: FrozenEdition,
    site: str,
    at: datetime,
    imports: Sequence[int],
) -> Proofs:
    """Return what the registers held of a site (``*``: of all) at an instant, and the journal.

    The value of a refused cell stays in quarantine: it may name somebody.
    """
    held = held_at(warehouse, site, at)
    with warehouse.store.reading() as connection:
        until = Wanted(deeds=TOLD_DEEDS, before=at + _JUST_AFTER)
        journal, broken = load_journal(connection, until), verify(connection)
        refused = load_rejections(connection, limit=REJECTIONS_AT_MOST)
    refused = refused[refused["import_id"].isin(imports)]
    day, told = warehouse.local(at).date(), _as_of(at, edition)
    sections = (
        expected(
            edition.content, site, [*held.evidence, *proven_by(warehouse, edition.edition)], day
        ),
        _evidence(held.evidence, day, told),
        _plan(held.findings, held.actions, told),
        sampled(edition.content, held, told),
        _rejects(refused),
        _journal(journal, bool(broken)),
    )
    files = (*_pieces(warehouse, held.evidence), *_lines(refused, journal))
    decisions = _decisions(held.findings, held.actions)
    return Proofs(sections, files, decisions, _sealed(journal), at)


def _sealed(journal: pd.DataFrame) -> tuple[int, str]:
    """Return the last line told: later ones, this export among them, change nothing of it."""
    if journal.empty:
        return 0, ""
    last = journal.sort_values("number").iloc[-1]
    return int(last["number"]), str(last["sha256"])


def _as_of(at: datetime, edition: FrozenEdition) -> str:
    zone = next((each.timezone for each in edition.content.sites), "Europe/Paris")
    return (
        f"Registre tel qu'il était le {instant(at, zone)} : ce qui y est écrit depuis n'est "
        "pas dans ce dossier."
    )


def _evidence(entries: Iterable[Entry[Evidence]], today: date, as_of: str) -> Section:
    rows = tuple(
        (
            each.number, own.engagement, own.piece, own.name or own.link, own.dated,
            own.valid_until, EVIDENCE_STATES[state_on(own, today)], own.owner,
            own.sha256[:12],
        )
        for each in entries
        for own in (each.content,)
    )  # fmt: skip
    headings = ("Pièce", "N°", "Pièce attendue", "Fichier ou lien", "Datée du", "Jusqu'au",
                "État", "Responsable", "SHA-256")  # fmt: skip
    table = Table("preuves", "Pièces de preuve", headings, rows,
                  empty="Aucune pièce déposée.", wide=(2, 3))  # fmt: skip
    told = "Les fichiers sont dans le dossier « preuves » de l'archive, sous leur engagement."
    return Section("preuves", "Preuves tenues", (told, as_of), (table,))


def _plan(
    findings: Iterable[Entry[AuditFinding]], actions: Iterable[Entry[Action]], as_of: str
) -> Section:
    found = tuple(
        (each.number, own.engagement, CATEGORIES[own.category], own.title, own.fact,
         FINDING_STATES[own.state])
        for each in findings
        for own in (each.content,)
    )  # fmt: skip
    done = tuple(
        (each.number, own.engagement, own.title, own.cause, own.owner, own.due,
         ACTION_STATES[own.state], own.proof)
        for each in actions
        for own in (each.content,)
    )  # fmt: skip
    return Section(
        "plan",
        "Constats et actions",
        (as_of,),
        (
            Table("constats", "Constats",
                  ("Constat", "N°", "Nature", "Titre", "Fait", "État"), found,
                  empty="Aucun constat.", wide=(3, 4)),
            Table("actions", "Plan d'actions",
                  ("Action", "N°", "Titre", "Cause", "Pilote", "Échéance", "État",
                   "Preuve de clôture"), done,
                  empty="Aucune action.", wide=(2, 3)),
        ),
    )  # fmt: skip


def _rejects(refused: pd.DataFrame) -> Section:
    """Return how many cells were refused, by file and reason; each is a line of the annex."""
    counts = refused.groupby(["import_id", "file_name", "code"], sort=True).size()
    rows = tuple(
        (int(number), str(name), reason_of(str(code)).reason, int(count))
        for (number, name, code), count in counts.items()
    )
    headings = ("Import", "Fichier", "Motif", "Cellules")
    table = Table("rejets", "Cellules refusées", headings, rows,
                  empty="Aucune.", wide=(1, 2))  # fmt: skip
    told = (
        "Chaque cellule est une ligne du fichier « rejets/rejets.csv » ; sa valeur, qui peut "
        "nommer quelqu'un, reste dans la quarantaine de la préfecture."
    )
    return Section("rejets", "Lignes rejetées", (told,), (table,))


def _journal(journal: pd.DataFrame, is_broken: bool) -> Section:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(row["number"]), row["at"].to_pydatetime(), str(row["author"]), _deed(row["deed"]),
         _subject(row["deed"], str(row["subject"])), str(row["sha256"])[:12])
        for row in journal.sort_values("number", ascending=False).to_dict("records")
    )  # fmt: skip
    headings = ("N°", "Date", "Auteur", "Acte", "Objet", "Empreinte")
    table = Table("journal", "Journal des actes", headings, rows, wide=(4,))
    told = (
        "Du plus récent au plus ancien. Chaque ligne porte l'empreinte de la précédente ; les "
        "entrées et sorties sont omises."
    )
    state = BROKEN if is_broken else INTACT
    return Section("journal", "Extrait du journal", (told, state), (table,))


def _deed(code: object) -> str:
    return DEEDS.get(Deed(str(code)), str(code))


def _subject(code: object, subject: str) -> str:
    """Return what an act is about, the name of its register in French."""
    return subject.replace(f"{code} ", f"{_deed(code)} ", 1)


def _pieces(warehouse: Warehouse, entries: Iterable[Entry[Evidence]]) -> Iterable[Annex]:
    """Yield the files that somebody vouches for, each verified by its hash."""
    for each in entries:
        own = each.content
        if own.kind is EvidenceKind.FILE and own.state in VOUCHED:
            folder = f"preuves/engagement-{own.engagement:02d}"
            path = f"{folder}/{each.number:04d}-{ascii_name(own.name)}"
            told = f"Engagement {own.engagement} : {own.piece} ({day(own.dated)})"
            yield Annex(path, told, evidence_file(warehouse, own))


def _lines(refused: pd.DataFrame, journal: pd.DataFrame) -> Iterable[Annex]:
    """Yield each refused cell, without its value, and each line of the journal, in full."""
    codes = {str(code): reason_of(str(code)) for code in refused["code"].unique()}
    cells = pd.DataFrame(
        {
            "Import": refused["import_id"],
            "Fichier": refused["file_name"],
            "Ligne": refused["line"],
            "Colonne": refused["column"].map(column),
            "Motif": refused["code"].map({code: each.reason for code, each in codes.items()}),
            "Que faire": refused["code"].map(
                {code: each.remedy for code, each in codes.items()}
            ),
        }
    )
    yield Annex("rejets/rejets.csv", "Cellules refusées", to_csv(cells))
    yield Annex(
        "journal/journal.csv", "Extrait du journal", to_csv(journal.sort_values("number"))
    )


def ascii_name(name: str) -> str:
    """Return the name of a file as any archive admits it.

    >>> ascii_name("Relevé d'août.pdf")
    'Releve-d-aout.pdf'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    tidy = re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.")
    return tidy[-80:].lstrip("-.") or "piece"


def _decisions(
    findings: Iterable[Entry[AuditFinding]], actions: Iterable[Entry[Action]]
) -> dict[int, tuple[str, ...]]:
    """Return why a promise is not kept and what is done about it, by engagement."""
    lines: dict[int, list[str]] = {}
    for finding in findings:
        if finding.content.state is FindingState.OPEN:
            told = f"Constat : {finding.content.title}. {finding.content.fact}"
            lines.setdefault(finding.content.engagement, []).append(told)
    for action in actions:
        own = action.content
        cause = f" Cause : {own.cause}." if own.cause else ""
        told = (
            f"Action : {own.title} ({own.owner}, échéance {day(own.due)}, "
            f"{ACTION_STATES[own.state]}).{cause}"
        )
        lines.setdefault(own.engagement, []).append(told)
    return {number: tuple(each) for number, each in lines.items()}
