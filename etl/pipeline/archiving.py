"""The file of a backup: a compressed archive, sealed or not, ended by its manifest.

Written and read as a stream: its size never is that of the memory.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, cast

from etl.domain.backups import BackedFile, Backup, Manifest
from etl.errors import StoreError
from etl.store.sealing import PIECE, SealedReader, SealedWriter, is_sealed

DATABASE, MANIFEST = "quality.db", "manifest.json"
LOCAL, PROOFS, DECLARED, KEYS = "local/", "evidence/", "declarations/", "keys/"
# Fast: a store shrinks to a third, and the disk is no longer what one waits for.
LEVEL = 1
Describe = Callable[[tuple[BackedFile, ...]], Manifest]


class _Digest:
    """A file read once, its bytes and their digest counted on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._digest.update(piece)
        self.size += len(piece)
        return piece

    def told(self, name: str) -> BackedFile:
        return BackedFile(name, self.size, self._digest.hexdigest())


def write_archive(
    path: Path, members: Sequence[tuple[str, Path]], describe: Describe, secret: bytes | None
) -> Manifest:
    """Write the files, then the manifest that ``describe`` makes of them; whole or not at all.

    ``members``: name in the archive, and where the file lies.
    """
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with _target(unfinished, secret) as archive:
            files = tuple(_add(archive, name, place) for name, place in members)
            manifest = describe(files)
            _add_bytes(archive, MANIFEST, _as_json(manifest))
        unfinished.replace(path)
    except OSError as error:
        raise StoreError(f"« {path} » : sauvegarde impossible ({error.strerror}).") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


@contextmanager
def _target(path: Path, secret: bytes | None) -> Iterator[tarfile.TarFile]:
    descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        sealed = SealedWriter(file, secret) if secret else None
        outer = cast(IO[bytes], sealed or file)
        with (
            gzip.GzipFile("", "wb", LEVEL, outer, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
        ):
            yield archive
        if sealed:
            sealed.finish()
        file.flush()
        os.fsync(file.fileno())


def _add(archive: tarfile.TarFile, name: str, place: Path) -> BackedFile:
    with place.open("rb") as file:
        told = tarfile.TarInfo(name)
        told.size, told.mode = os.fstat(file.fileno()).st_size, 0o600
        digest = _Digest(file)
        archive.addfile(told, cast(IO[bytes], digest))
    return digest.told(name)


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    told = tarfile.TarInfo(name)
    told.size, told.mode = len(content), 0o600
    archive.addfile(told, io.BytesIO(content))


def _as_json(manifest: Manifest) -> bytes:
    told = asdict(manifest) | {"made_at": manifest.made_at.isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def unpack(path: Path, folder: Path, secret: bytes | None) -> Backup:
    """Take a backup out into an empty folder, each of its files checked.

    Raises ``StoreError`` where a file is missing, is added or is not as the manifest says.
    """
    found: dict[str, BackedFile] = {}
    manifest: Manifest | None = None
    try:
        with ExitStack() as opened:
            archive, sealed = _source(path, secret, opened)
            for member in archive:
                stream = archive.extractfile(member)
                if stream is None:
                    raise StoreError("La sauvegarde contient autre chose que des fichiers.")
                if member.name == MANIFEST:
                    manifest = _read_manifest(stream.read())
                else:
                    found[member.name] = _take(stream, member.name, folder)
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"« {path.name} » : sauvegarde illisible ou incomplète : rien n'est restauré."
        ) from error
    if manifest is None or tuple(found.values()) != manifest.files:
        raise StoreError(
            f"« {path.name} » : le contenu n'est pas celui que le manifeste annonce : "
            "rien n'est restauré."
        )
    return Backup(path, manifest, sealed)


def _source(
    path: Path, secret: bytes | None, opened: ExitStack
) -> tuple[tarfile.TarFile, bool]:
    file = opened.enter_context(path.open("rb"))
    sealed = is_sealed(file.read(16))
    file.seek(0)
    source: IO[bytes] = file
    if sealed:
        if not secret:
            raise StoreError(
                "Cette sauvegarde est chiffrée : donnez sa clé (« --cle FICHIER ») "
                "ou sa phrase secrète (« --phrase »)."
            )
        source = io.BufferedReader(SealedReader(file, secret), PIECE)
    packed = opened.enter_context(gzip.GzipFile(fileobj=source))
    return opened.enter_context(tarfile.open(fileobj=packed, mode="r|")), sealed


def _take(stream: IO[bytes], name: str, folder: Path) -> BackedFile:
    inside = PurePosixPath(name)
    known = name == DATABASE or name.startswith((LOCAL, PROOFS, DECLARED, KEYS))
    if not known or inside.is_absolute() or ".." in inside.parts or "\\" in name:
        raise StoreError("La sauvegarde contient un nom de fichier inattendu.")
    place = folder / inside
    place.parent.mkdir(parents=True, exist_ok=True)
    digest = _Digest(stream)
    with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        while piece := digest.read(1 << 20):
            file.write(piece)
    return digest.told(name)


def _read_manifest(content: bytes) -> Manifest:
    told = json.loads(content)
    return Manifest(
        datetime.fromisoformat(told["made_at"]),
        str(told["author"]),
        str(told["step"]),
        {str(name): int(count) for name, count in told["rows"].items()},
        str(told["key"]),
        tuple(BackedFile(**each) for each in told["files"]),
    )
