"""Files kept by the hash of their content, outside the database, whole or not at all."""

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path

from etl.errors import StoreError

# How the name of a file begins until it is whole.
DEPOSIT = ".depot-"
_HASH = re.compile(r"[0-9a-f]{64}")


def keep(folder: Path, content: bytes) -> str:
    """Write a content once, readable by its owner only; return its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    place = place_of(folder, sha256)
    try:
        if place.exists():
            # A piece that no row names is taken away some time after its last deposit.
            os.utime(place)
            return sha256
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, unfinished = tempfile.mkstemp(dir=place.parent, prefix=DEPOSIT)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(place)
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(unfinished).unlink()
    except OSError as error:
        raise StoreError(f"« {folder} » : dépôt impossible ({error.strerror}).") from error
    return sha256


def fetch(folder: Path, sha256: str) -> bytes:
    """Return a content; raise ``StoreError`` where it is gone, or no longer the same."""
    try:
        content = place_of(folder, sha256).read_bytes()
    except OSError as error:
        raise StoreError(
            "Le fichier de cette pièce n'est plus dans le dossier des preuves."
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StoreError("Le fichier de cette pièce a été altéré : son empreinte a changé.")
    return content


def contents(folder: Path) -> list[Path]:
    """Return the files of all contents that are kept."""
    return [each for each in folder.glob("??/*") if _HASH.fullmatch(each.name)]


def place_of(folder: Path, sha256: str) -> Path:
    """Return where a content lies; a hash is only ever sixty-four hexadecimal digits."""
    if not _HASH.fullmatch(sha256):
        raise StoreError("Empreinte de fichier illisible.")
    return folder / sha256[:2] / sha256
