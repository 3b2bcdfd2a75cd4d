"""The audit pack: every document and proof of a validated edition in one sealed archive."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl.domain.dossier import Dossier
from etl.domain.editions import FrozenEdition
from etl.errors import DocumentError
from etl.exports.seal import Piece, sealed
from etl.exports.text import replaced
from etl.formats import instant
from etl.pipeline.editions import frozen, sealed_content
from etl.pipeline.publishing import BY_NAME, Matter, matter
from etl.pipeline.warehouse import Warehouse
from etl.pipeline.whole_files import PART

# Which documents, and where they are in the pack.
PLACES = {
    "rapport-pdf": "rapport/dossier-d-audit.pdf",
    "rapport-word": "rapport/dossier-d-audit.docx",
    "revue-de-direction": "rapport/revue-de-direction.docx",
    "chiffres": "chiffres/chiffres.xlsx",
    "affiche-a3": "publication/affiche-a3.pdf",
    "affiche-a4": "publication/affiche-a4.pdf",
    "transparence": "publication/transparence.pdf",
    "page-web": "publication/page-web.html",
    "services-publics-plus": "publication/services-publics-plus.csv",
}
README = """DOSSIER D'AUDIT – {title}
Édition n° {number}, {site}

Contenu
  rapport/       le rapport (PDF accessible, Word à compléter) et la note de revue de direction
  chiffres/      tous les chiffres, avec effectif, intervalle, objectif et provenance (classeur)
  publication/   affiches, feuille Transparence, page web, tableau Services Publics +
  preuves/       les pièces déposées, par engagement
  donnees/       l'édition telle qu'elle a été arrêtée (JSON), et les déclarations appliquées ;
                 le SHA-256 de edition-scellee.json est l'empreinte de l'édition
  rejets/        les cellules refusées, sans leur valeur
  journal/       l'extrait du journal des actes

Dates
  Les chiffres sont ceux du jour de l'arrêté : rien ne les change. Preuves, constats, actions
  et échantillons sont ceux des registres au {registers}. Le même dossier se refait,
  octet pour octet, par « python -m etl dossier {number} --registres {instant} ».

Vérifier
  python verifier.py              dans le dossier extrait, ou : python verifier.py dossier.zip
  sha256sum -c SHA256SUMS         ou avec les outils du système
  Dernière ligne attendue : INTACT, et le sceau. Un fichier ajouté par votre ordinateur
  (.DS_Store, ~$dossier.docx) est signalé « ajouté » : c'est juste, supprimez-le.

Ce que la vérification ne prouve pas
  Qui modifie le dossier peut modifier aussi le manifeste et le vérificateur. Le sceau est
  l'empreinte du manifeste : comparez-le à celui que la préfecture vous a donné par ailleurs,
  et qui est inscrit à son journal des actes.

Dans les tableaux CSV, une apostrophe précède ce qu'un tableur prendrait pour une formule.
{replaced}"""


@dataclass(frozen=True)
class Pack:
    """An archive under the name of its file, with its seal."""

    name: str
    data: bytes
    seal: str


def audit_pack(
    warehouse: Warehouse, declarations: Path, number: int, registers: datetime | None = None
) -> Pack:
    """Return the pack of a validated edition; the same store gives the same bytes.

    Registers are told as of the instant ``registers``; by default as of the last write in
    them. Asked again with the instant of its manifest, a pack comes back whatever was written
    since. Raise ``DocumentError`` or ``UserError`` for anything that would leave it incomplete.
    """
    edition = frozen(warehouse, number)
    own = matter(warehouse, declarations, number, registers=registers)
    annexed = [Piece(each.path, each.title, each.data) for each in own.dossier.annexes]
    pieces = [*_documents(own), *annexed, *_data(warehouse, edition), _readme(own)]
    identity = own.dossier.identity
    made = sealed(
        pieces, _told(edition, own.dossier), identity.validated_at or identity.closed_at
    )
    return Pack(f"{own.dossier.identity.slug}-dossier-d-audit.zip", made.data, made.seal)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: nobody ever sees half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One name for all: what a death leaves, the next one writes over.
        temporary = path.with_name(f".{path.name}{PART}")
        descriptor = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    except OSError as error:
        raise DocumentError(f"« {path} » ne peut pas être écrit ({error.strerror})") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise DocumentError(f"« {path} » ne peut pas être écrit ({error.strerror})") from error


def _documents(own: Matter) -> Iterator[Piece]:
    for name, path in PLACES.items():
        kind = BY_NAME[name]
        yield Piece(path, kind.title, kind.make(own))


def _data(warehouse: Warehouse, edition: FrozenEdition) -> Iterator[Piece]:
    """Yield the frozen edition as it is, and the texts of the declarations it was made with.

    One file is what the hash of the edition is the SHA-256 of, to the last byte.
    """
    kept = sealed_content(warehouse, edition.edition)
    yield Piece("donnees/edition-scellee.json", "Ce dont l'édition a l'empreinte", kept)
    text = json.dumps(edition.to_document(), ensure_ascii=False, indent=1, sort_keys=True)
    yield Piece("donnees/edition.json", "L'édition arrêtée", f"{text}\n".encode())
    for each in edition.content.declarations:
        path = f"donnees/declarations/{each.path}"
        yield Piece(path, f"Déclaration {each.path}", each.text.encode())


def _readme(own: Matter) -> Piece:
    identity = own.dossier.identity
    at = own.dossier.registers_at or identity.closed_at
    count = _replaced(own)
    told = f"\n{count} caractères sans glyphe sont remplacés par � dans le rapport.\n"
    text = README.format(
        title=identity.publisher,
        number=identity.number,
        site=identity.site,
        registers=instant(at, identity.timezone),
        instant=at.isoformat(),
        replaced=told if count else "",
    )
    return Piece("LISEZ-MOI.txt", "Mode d'emploi", text.encode())


def _replaced(own: Matter) -> int:
    """Return how many characters of the tables no font of the report can set."""
    cells = (
        each
        for section in own.dossier.sections
        for table in section.tables
        for row in table.rows
        for each in row
    )
    return sum(replaced(each) for each in cells if isinstance(each, str))


def _told(edition: FrozenEdition, own: Dossier) -> dict[str, object]:
    identity, content = own.identity, edition.content
    return {
        "edition": {
            "numero": identity.number,
            "periode": identity.period.code,
            "site": identity.site,
            "arretee_le": identity.closed_at.isoformat(),
            "validee_le": identity.validated_at.isoformat() if identity.validated_at else "",
            "empreinte": identity.fingerprint,
        },
        "registres_au": own.registers_at.isoformat() if own.registers_at else "",
        "application": {"nom": "Vigie Qualité", "declarations": edition.edition.declarations},
        "imports": [
            {"numero": each.number, "fichier": each.file, "sha256": each.sha256}
            for each in content.imports
            if each.is_behind
        ],
        "precedent": identity.previous,
        "journal": {"ligne": own.journal[0], "sha256": own.journal[1]},
    }
