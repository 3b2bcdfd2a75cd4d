"""What the registers add to the proof of an edition: evidence, plans, journal, rejects."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from etl.domain.actions import Action, ActionState, AuditFinding, Category, FindingState
from etl.domain.assessments import EVERYWHERE
from etl.domain.column_names import column
from etl.domain.dossier import Annex, Cell, Section, Table
from etl.domain.evidence import Evidence, EvidenceKind, EvidenceState
from etl.domain.journal import Deed
from etl.domain.reasons import reason_of
from etl.domain.registers import Entry, Register
from etl.exports.csv import to_csv
from etl.formats import day
from etl.pipeline.evidence import evidence_file
from etl.pipeline.warehouse import Warehouse
from etl.store.ledger import Wanted, load_journal
from etl.store.quarantine import load_rejections
from etl.store.registers import load_latest

# A pack holds the pieces that somebody vouches for; the others are only listed.
VOUCHED = (EvidenceState.DEPOSITED, EvidenceState.REVIEWED, EvidenceState.VALIDATED)
EVIDENCE_STATES = {
    EvidenceState.DEPOSITED: "déposée",
    EvidenceState.REVIEWED: "relue",
    EvidenceState.VALIDATED: "validée",
    EvidenceState.REJECTED: "refusée",
    EvidenceState.EXPIRED: "périmée",
}
# Comings and goings prove nothing of a figure.
TOLD_DEEDS = tuple(
    each for each in Deed if each not in (Deed.LOGIN, Deed.LOGOUT, Deed.EXPORT, Deed.ACCESS)
)
# Words of the command line are above this room: a test keeps these the same.
DEEDS = {
    Deed.IMPORT: "import",
    Deed.UNDO: "annulation",
    Deed.REPLAY: "relecture",
    Deed.REFUSAL: "refus de fichier",
    Deed.DECLARATION: "déclarations",
    Deed.EDITION_CLOSED: "arrêté d'une édition",
    Deed.EDITION_VALIDATED: "validation d'une édition",
    Deed.EDITION_REFUSED: "refus d'une édition",
    Deed.EVIDENCE: "preuve",
    Deed.FINDING: "constat",
    Deed.ACTION: "action",
    Deed.APPLICABILITY: "applicabilité",
    Deed.SAMPLE: "tirage",
    Deed.CHECK: "contrôle",
    Deed.ANNOTATION: "évènement",
    Deed.PURGE: "purge",
    Deed.ERASURE: "effacement",
    Deed.BACKUP: "sauvegarde",
    Deed.RESTORE: "restauration",
    Deed.SETTING: "réglage",
}
REJECTIONS_AT_MOST = 1_000_000
FINDING_STATES = {
    FindingState.OPEN: "ouvert",
    FindingState.CLOSED: "soldé",
    FindingState.DISMISSED: "écarté",
}
CATEGORIES = {
    Category.STRENGTH: "point fort",
    Category.OBSERVATION: "observation",
    Category.IMPROVEMENT: "piste de progrès",
    Category.MINOR: "non-conformité mineure",
    Category.MAJOR: "non-conformité majeure",
}
ACTION_STATES = {
    ActionState.PLANNED: "planifiée",
    ActionState.DOING: "en cours",
    ActionState.CHECKING: "réalisée, effet à vérifier",
    ActionState.CLOSED: "soldée",
    ActionState.ABANDONED: "abandonnée",
}


@dataclass(frozen=True)
class Proofs:
    """Sections and files to add to a dossier; what was decided, by engagement; how far the
    journal had come: its last line told, and the hash of it."""

    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    decisions: dict[int, tuple[str, ...]]
    journal: tuple[int, str]


def proofs(warehouse: Warehouse, site: str, until: datetime, imports: Sequence[int]) -> Proofs:
    """Return what the registers hold of a site (``*``: of all), the journal up to an instant.

    The value of a refused cell stays in quarantine: it may name somebody.
    """
    with warehouse.store.reading() as connection:
        evidence = load_latest(connection, Register.EVIDENCE, Evidence)
        findings = load_latest(connection, Register.FINDING, AuditFinding)
        actions = load_latest(connection, Register.ACTION, Action)
        journal = load_journal(connection, Wanted(deeds=TOLD_DEEDS, before=until))
        refused = load_rejections(connection, limit=REJECTIONS_AT_MOST)
    own_evidence = [each for each in evidence if _concerns(each.content.site, site)]
    own_findings = [each for each in findings if _concerns(each.content.site, site)]
    own_actions = [each for each in actions if _concerns(each.content.site, site)]
    refused = refused[refused["import_id"].isin(imports)]
    sections = (
        _evidence(own_evidence),
        _plan(own_findings, own_actions),
        _rejects(refused),
        _journal(journal),
    )
    files = (*_pieces(warehouse, own_evidence), *_lines(refused, journal))
    return Proofs(sections, files, _decisions(own_findings, own_actions), _sealed(journal))


def _sealed(journal: pd.DataFrame) -> tuple[int, str]:
    """Return the last line told: later ones, this export among them, change nothing of it."""
    if journal.empty:
        return 0, ""
    last = journal.sort_values("number").iloc[-1]
    return int(last["number"]), str(last["sha256"])


def _concerns(own: str, site: str) -> bool:
    return EVERYWHERE in (own, site) or own == site


def _evidence(entries: Iterable[Entry[Evidence]]) -> Section:
    rows = tuple(
        (
            own.engagement, own.piece, own.name or own.link, own.dated, own.valid_until,
            EVIDENCE_STATES.get(own.state, own.state.value), own.owner, own.sha256[:12],
        )
        for own in (each.content for each in entries)
    )  # fmt: skip
    headings = ("N°", "Pièce attendue", "Fichier ou lien", "Datée du", "Jusqu'au", "État",
                "Responsable", "SHA-256")  # fmt: skip
    table = Table("preuves", "Pièces de preuve", headings, rows,
                  empty="Aucune pièce déposée.", wide=(1, 2))  # fmt: skip
    told = "Les fichiers sont dans le dossier « preuves » de l'archive, sous leur engagement."
    return Section("preuves", "Preuves", (told,), (table,))


def _plan(findings: Iterable[Entry[AuditFinding]], actions: Iterable[Entry[Action]]) -> Section:
    found = tuple(
        (each.number, own.engagement, CATEGORIES[own.category], own.title, own.fact,
         FINDING_STATES[own.state])
        for each in findings
        for own in (each.content,)
    )  # fmt: skip
    done = tuple(
        (each.number, own.engagement, own.title, own.cause, own.owner, own.due,
         ACTION_STATES[own.state])
        for each in actions
        for own in (each.content,)
    )  # fmt: skip
    return Section(
        "plan",
        "Constats et actions",
        (),
        (
            Table("constats", "Constats",
                  ("Constat", "N°", "Nature", "Titre", "Fait", "État"), found,
                  empty="Aucun constat.", wide=(3, 4)),
            Table("actions", "Plan d'actions",
                  ("Action", "N°", "Titre", "Cause", "Pilote", "Échéance", "État"), done,
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


def _journal(journal: pd.DataFrame) -> Section:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(row["number"]), row["at"].to_pydatetime(), str(row["author"]), _deed(row["deed"]),
         str(row["subject"]), str(row["sha256"])[:12])
        for row in journal.sort_values("number").to_dict("records")
    )  # fmt: skip
    headings = ("N°", "Date", "Auteur", "Acte", "Objet", "Empreinte")
    table = Table("journal", "Journal des actes", headings, rows, wide=(4,))
    told = (
        "Chaque ligne porte l'empreinte de la précédente ; les entrées et sorties sont omises."
    )
    return Section("journal", "Extrait du journal", (told,), (table,))


def _deed(code: object) -> str:
    return DEEDS.get(Deed(str(code)), str(code))


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
