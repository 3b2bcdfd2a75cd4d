"""The sealed archive: fixed dates and order, a manifest of everything, and its seal."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl.errors import DocumentError

MANIFEST, SUMS, VERIFIER = "manifeste.json", "SHA256SUMS", "verifier.py"
FORMAT = "dossier-audit/1"
# Entries of an archive are dated like a file of before clocks: 1980 is the first year it knows.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100644 << 16
# What is compressed already is kept as it is.
_STORED = (".pdf", ".png", ".jpg", ".jpeg", ".zip", ".gz")
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Piece:
    """One file of a pack: a relative path in ASCII, what it is, its bytes."""

    path: str
    title: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Sealed:
    """An archive, with the seal that proves it: the SHA-256 of its manifest."""

    data: bytes
    seal: str


def stored(archive: bytes) -> bytes:
    """Return an archive (a DOCX, an XLSX) whose entries are dated alike and not compressed.

    Compression differs from one zlib to another: a file that is sealed must not depend on it.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target,
    ):
        for name in source.namelist():
            target.writestr(_entry(name, _EPOCH, zipfile.ZIP_STORED), source.read(name))
    return out.getvalue()


def sealed(pieces: Sequence[Piece], told: Mapping[str, object], at: datetime) -> Sealed:
    """Return the archive of some files with manifest, sums and verifier, and its seal.

    ``told`` is what the manifest says beside the files. Raise ``DocumentError`` where two
    files have the same path, or a path leaves the archive.
    """
    verifier = Piece(VERIFIER, "Vérificateur hors ligne", (_HERE / VERIFIER).read_bytes())
    files = sorted([*pieces, verifier], key=lambda each: each.path)
    _check(files)
    lines = [f"{each.sha256}  {each.path}\n" for each in files]
    manifest = _manifest(files, told)
    sums = "".join(lines) + f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n"
    entries = [(MANIFEST, manifest), (SUMS, sums.encode())]
    entries += [(each.path, each.data) for each in files]
    out = io.BytesIO()
    # Seconds of an archive are even, and its years begin in 1980.
    date = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second // 2 * 2)
    with zipfile.ZipFile(out, "w") as target:
        for name, data in entries:
            kind = zipfile.ZIP_STORED if name.endswith(_STORED) else zipfile.ZIP_DEFLATED
            target.writestr(_entry(name, date, kind), data)
    return Sealed(out.getvalue(), hashlib.sha256(manifest).hexdigest())


def _manifest(files: Sequence[Piece], told: Mapping[str, object]) -> bytes:
    listed = [
        {
            "chemin": each.path,
            "octets": len(each.data),
            "sha256": each.sha256,
            "titre": each.title,
        }
        for each in files
    ]
    whole = {"format": FORMAT, "fichiers": listed, **told}
    return (json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _check(files: Sequence[Piece]) -> None:
    known: set[str] = {MANIFEST.casefold(), SUMS.casefold()}
    for each in files:
        parts = each.path.split("/")
        is_foreign = not each.path.isascii() or set(each.path) & set('\\:*?"<>|')
        if is_foreign or any(part in ("", ".", "..") for part in parts):
            raise DocumentError(f"nom de fichier interdit dans l'archive ({each.path!r})")
        if each.path.casefold() in known:
            raise DocumentError(f"deux fichiers de même nom dans l'archive ({each.path!r})")
        known.add(each.path.casefold())


def _entry(name: str, date: tuple[int, int, int, int, int, int], kind: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date)
    # Otherwise an archive that is made on Windows differs.
    entry.create_system, entry.external_attr = _UNIX, _READABLE
    entry.compress_type = kind
    return entry
