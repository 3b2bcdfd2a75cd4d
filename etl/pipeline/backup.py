"""The backup: the store as it stands, what lies beside it, and what gives figures a meaning."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from etl.config import Settings
from etl.domain.backups import BackedFile, Backup, Manifest
from etl.domain.journal import Deed, Entry, Plain
from etl.errors import StoreError
from etl.pipeline.archiving import (
    DATABASE,
    DECLARED,
    KEYS,
    LOCAL,
    PROOFS,
    unpack,
    write_archive,
)
from etl.store.copying import Content, content_of, copy_out
from etl.store.noting import note

FOLDER = "sauvegardes"
OPEN, SEALED = ".tar.gz", ".tar.gz.chiffre"
NAME = re.compile(r"vigie-(\d{8}-\d{6})\.tar\.gz(\.chiffre)?")
WORK = ".travail-"
# Of the local folder, what is not kept: other backups, exports that the services own, what a
# demonstration wrote, and what a restoration put aside.
LEFT_OUT = (FOLDER, "inbox", "demonstration", "avant-restauration")
KEY_FILES = "pseudonym*.key"
DATABASE_FILES = (".db", ".db-wal", ".db-shm", ".db-journal")


def back_up(
    settings: Settings, folder: Path, at: datetime, author: str, secret: bytes | None = None
) -> Backup:
    """Write one backup into ``folder`` while the store is in use.

    With a ``secret`` it is sealed, and holds the keys of the pseudonyms; without, it does
    not: the two are never in clear in one place.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _free(folder, at, SEALED if secret else OPEN)
    with workplace(folder) as work:
        copy = work / DATABASE
        copy_out(settings.database_url, copy)
        content = content_of(copy)
        members = [(DATABASE, copy), *_beside(settings), *_declarations(settings)]
        members += _keys(settings) if secret else []

        def describe(files: tuple[BackedFile, ...]) -> Manifest:
            return described(content, files, at, author)

        manifest = write_archive(path, members, describe, secret)
    note(settings.database_url, told_of(Deed.BACKUP, manifest, path, author, at))
    return Backup(path, manifest, secret is not None)


def told_of(deed: Deed, manifest: Manifest, path: Path, author: str, at: datetime) -> Entry:
    """Return what the journal says of a backup that was made or put back."""
    rows, files = sum(manifest.rows.values()), len(manifest.files)
    told: dict[str, Plain] = {"schema": manifest.step, "lignes": rows, "fichiers": files}
    return Entry(deed, author, at, path.name, {}, told)


def described(
    content: Content, files: tuple[BackedFile, ...], at: datetime, author: str
) -> Manifest:
    return Manifest(at, author, content.step, content.rows, content.key, files)


def look_through(path: Path, secret: bytes | None) -> Backup:
    """Check a backup whole, as a restoration would, and put nothing back."""
    with workplace(path.parent) as work:
        return checked(path, work, secret)


def checked(path: Path, work: Path, secret: bytes | None) -> Backup:
    """Unpack a backup; raise ``StoreError`` unless all of it is as its manifest says."""
    backup = unpack(path, work, secret)
    content = content_of(work / DATABASE)
    said = backup.manifest
    if (content.step, content.rows, content.key) != (said.step, dict(said.rows), said.key):
        raise StoreError(
            f"« {path.name} » : la base n'est pas celle que le manifeste annonce : "
            "rien n'est restauré."
        )
    return backup


def backups_in(folder: Path) -> list[Path]:
    """Return the backups of a folder, newest first."""
    if not folder.is_dir():
        return []
    found = [each for each in folder.iterdir() if NAME.fullmatch(each.name)]
    return sorted(found, key=lambda each: each.name, reverse=True)


def made_at(path: Path) -> datetime:
    """Return the instant that the name of a backup says."""
    match = NAME.fullmatch(path.name)
    assert match is not None
    return datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)


def keep_last(folder: Path, count: int) -> list[Path]:
    """Delete all backups of a folder but the last ones; return those that are gone."""
    gone = backups_in(folder)[max(count, 1) :]
    for each in gone:
        each.unlink()
    return gone


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """Yield a folder for one task, on the disk of ``folder``, for this account only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=WORK, dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _free(folder: Path, at: datetime, suffix: str) -> Path:
    path = folder / f"vigie-{at.astimezone(UTC):%Y%m%d-%H%M%S}{suffix}"
    if path.exists():
        raise StoreError(
            f"« {path} » existe déjà : une sauvegarde n'en remplace pas une autre."
        )
    return path


def _beside(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Name what lies in the local folder beside the store: evidence first of all."""
    local, proofs = Path(settings.local), settings.evidence_folder
    for inside in _files_of(proofs):
        yield f"{PROOFS}{inside.as_posix()}", proofs / inside
    for inside in _files_of(local):
        if proofs not in (local / inside).parents and is_kept(inside):
            yield f"{LOCAL}{inside.as_posix()}", local / inside


def _files_of(folder: Path) -> list[Path]:
    files = (each for each in folder.rglob("*") if each.is_file() and not each.is_symlink())
    inside = (each.relative_to(folder) for each in files)
    # A name that begins with a point is of a file that is still being written.
    return sorted(path for path in inside if not any(part[0] == "." for part in path.parts))


def is_kept(inside: Path) -> bool:
    """Tell whether a file of the local folder goes into a backup."""
    return not (
        inside.parts[0].startswith(LEFT_OUT)
        or inside.match(KEY_FILES)
        or inside.name.endswith((*DATABASE_FILES, ".part"))
    )


def _declarations(settings: Settings) -> Iterator[tuple[str, Path]]:
    folder, local = Path(settings.declarations), Path(settings.local).resolve()
    for each in sorted(folder.glob("*/*.toml")):
        if local not in each.resolve().parents:
            yield f"{DECLARED}{each.relative_to(folder).as_posix()}", each


def _keys(settings: Settings) -> list[tuple[str, Path]]:
    found = sorted(Path(settings.local).glob(KEY_FILES))
    return [(f"{KEYS}{each.name}", each) for each in found]
