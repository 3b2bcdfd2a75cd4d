"""The documents of a validated edition, each by its name; nothing of them is computed again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from etl.definitions.publications import load_publications
from etl.domain.assessments import EVERYWHERE
from etl.domain.dossier import Dossier, Section
from etl.domain.editions import FrozenEdition
from etl.domain.journal import Deed, Entry
from etl.domain.periods import Period, containing
from etl.domain.publications import Publications
from etl.errors import UsageError
from etl.exports.audit_docx import audit_docx
from etl.exports.audit_pdf import audit_pdf
from etl.exports.dossiers import dossier_of, published
from etl.exports.figures_xlsx import figures_xlsx
from etl.exports.fragment import fragment
from etl.exports.national import national_csv
from etl.exports.poster import poster
from etl.exports.review import review_docx
from etl.exports.transparency import transparency_pdf
from etl.pipeline.editions import frozen
from etl.pipeline.editions import published as published_edition
from etl.pipeline.proving import proofs, registers_at
from etl.pipeline.warehouse import Warehouse
from etl.store.ledger import record

ORDER = (
    "rectification", "applicabilite", "pieces_attendues", "preuves", "plan", "echantillons",
    "methode", "formules", "calendriers", "sources", "imports", "rejets", "declarations",
    "journal",
)  # fmt: skip
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Matter:
    """What the documents of one edition and site are made of."""

    dossier: Dossier
    public: Dossier
    before: Dossier | None
    words: Publications


@dataclass(frozen=True)
class Kind:
    """One document: what it is called, and how it is made. ``is_public``: for everybody."""

    name: str
    title: str
    suffix: str
    media: str
    make: Callable[[Matter], bytes]
    is_public: bool = True


@dataclass(frozen=True)
class Document:
    """A document that was made, under the name of its file."""

    name: str
    media: str
    data: bytes


KINDS: tuple[Kind, ...] = (
    Kind("affiche-a3", "Affiche du hall (A3)", "pdf", PDF,
         lambda own: poster(own.public, own.words.wall)),
    Kind("affiche-a4", "Affiche du guichet (A4)", "pdf", PDF,
         lambda own: poster(own.public, own.words.wall, "a4")),
    Kind("transparence", "Feuille du programme Transparence", "pdf", PDF,
         lambda own: transparency_pdf(own.public, own.words, own.before)),
    Kind("page-web", "Paragraphe du site internet (HTML)", "html", "text/html",
         lambda own: fragment(own.public, own.words)),
    Kind("services-publics-plus", "Tableau Services Publics + (CSV)", "csv", "text/csv",
         lambda own: national_csv(own.public, own.words)),
    Kind("revue-de-direction", "Note pour la revue de direction (Word)", "docx", WORD,
         lambda own: review_docx(own.dossier), is_public=False),
    Kind("rapport-pdf", "Rapport d'audit (PDF)", "pdf", PDF,
         lambda own: audit_pdf(own.dossier), is_public=False),
    Kind("rapport-word", "Rapport d'audit (Word)", "docx", WORD,
         lambda own: audit_docx(own.dossier), is_public=False),
    Kind("chiffres", "Tous les chiffres (classeur)", "xlsx", SHEET,
         lambda own: figures_xlsx(own.dossier), is_public=False),
)  # fmt: skip
BY_NAME: Mapping[str, Kind] = {each.name: each for each in KINDS}


def matter(
    warehouse: Warehouse,
    declarations: Path,
    number: int,
    site: str = EVERYWHERE,
    is_public: bool = False,
    registers: datetime | None = None,
) -> Matter:
    """Return what the documents of a validated edition are made of, at one site or all.

    Public ones need nothing of the registers: these are not read for them. Others tell the
    registers as they stood at the instant ``registers``, of the last write by default.

    Raise ``DocumentError`` where it is not validated, ``DefinitionError`` where the words of
    the publications are missing or wrong.
    """
    words = load_publications(declarations, warehouse.declarations)
    edition = frozen(warehouse, number)
    own = dossier_of(edition, site)
    at = registers or registers_at(warehouse, edition.edition)
    whole = own if is_public else _proven(warehouse, edition, own, site, at)
    earlier = published_edition(warehouse, _before(own.identity.period))
    before = dossier_of(frozen(warehouse, earlier.number), site) if earlier else None
    return Matter(whole, published(own), published(before) if before else None, words)


def _proven(
    warehouse: Warehouse, edition: FrozenEdition, own: Dossier, site: str, at: datetime
) -> Dossier:
    """Return a dossier with what the registers held of it at an instant."""
    imports = sorted({each for _, figure in own.figures() for each in figure.import_ids})
    found = proofs(warehouse, edition, site, at, imports)
    return replace(
        own,
        sections=tuple(sorted((*found.sections, *own.sections), key=_place)),
        annexes=found.annexes,
        decisions=found.decisions,
        journal=found.journal,
        registers_at=found.at,
    )


def _place(section: Section) -> int:
    """Return where a section stands: what is proved, then how, then the long lists."""
    return ORDER.index(section.name)


def document(own: Matter, name: str, site: str = EVERYWHERE) -> Document:
    """Return one document by its name; ``UsageError`` names those that are."""
    if name not in BY_NAME:
        raise UsageError(f"Document inconnu « {name} » ; connus : {', '.join(BY_NAME)}.")
    kind = BY_NAME[name]
    place = "" if site == EVERYWHERE else f"-{site}"
    file = f"{own.dossier.identity.slug}{place}-{kind.name}.{kind.suffix}"
    return Document(file, kind.media, kind.make(own))


def note_taken(
    warehouse: Warehouse, number: int, told: Mapping[str, str], author: str, at: datetime
) -> None:
    """Write in the journal of acts that a document of an edition was taken."""
    with warehouse.store.writing() as connection:
        record(
            connection, Entry(Deed.EXPORT, author, at, f"édition n° {number}", after=dict(told))
        )


def _before(period: Period) -> Period:
    return containing(period.start - timedelta(days=1), period.kind)
