"""Archives that a user sends: opened within bounds, or refused whole with the reason."""

import shutil
import stat
import tempfile
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from etl.errors import UnreadableFileError
from etl.readers.bounds import (
    MAX_DEPTH,
    MAX_MEMBERS,
    MAX_NAME,
    MAX_UNPACKED_BYTES,
    is_measured,
)

_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_LOCKED = 0x1
_WORKBOOKS = {"[Content_Types].xml", "mimetype"}


@dataclass
class Allowance:
    """What may still come out of the archive that the user named, those inside included."""

    bytes_left: int = field(default_factory=lambda: MAX_UNPACKED_BYTES)
    members_left: int = field(default_factory=lambda: MAX_MEMBERS)


def is_archive(path: Path) -> bool:
    """Tell a ZIP of exports from a workbook, which is a ZIP too, and from any other file."""
    with path.open("rb") as file:
        if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not _WORKBOOKS & set(archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        # A workbook that is damaged is told by its reader.
        return path.suffix.lower() == ".zip"


def extract(path: Path, scratch: Path, allowance: Allowance, depth: int) -> Path:
    """Extract an archive into a folder of its own; nothing is left of one that is refused."""
    if depth >= MAX_DEPTH:
        raise _refused(path, f"contient plus de {MAX_DEPTH} archives l'une dans l'autre.")
    folder = Path(tempfile.mkdtemp(dir=scratch)) / (path.stem.strip(".") or "archive")
    folder.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            places = _places(path, members)
            _check_amounts(path, members, folder, allowance)
            for member in members:
                _write(archive, member, folder / places[member.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        shutil.rmtree(folder)
        raise _refused(path, "est endommagée : la télécharger ou la refaire.") from error
    except OSError as error:
        shutil.rmtree(folder)
        raise _refused(path, "contient un fichier qui ne peut être écrit ici.") from error
    except UnreadableFileError:
        shutil.rmtree(folder)
        raise
    return folder


def _check_amounts(
    path: Path, members: list[zipfile.ZipInfo], folder: Path, allowance: Allowance
) -> None:
    allowance.members_left -= len(members)
    if allowance.members_left < 0:
        raise _refused(path, f"contient plus de {MAX_MEMBERS} fichiers.")
    size = sum(each.file_size for each in members)
    allowance.bytes_left -= size
    if allowance.bytes_left < 0 or not is_measured(members):
        raise _refused(path, "serait démesurée une fois ouverte.")
    if size > shutil.disk_usage(folder).free:
        raise _refused(path, "ne tiendrait pas, une fois ouverte, sur ce disque.")


def _places(path: Path, members: list[zipfile.ZipInfo]) -> dict[str, PurePosixPath]:
    """Return where each member goes, below the folder; refuse what would go elsewhere."""
    places: dict[str, PurePosixPath] = {}
    seen: set[str] = set()
    for each in members:
        _check_member(path, each)
        # Some tools of Windows write their own separator.
        place = PurePosixPath(each.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            raise _refused(path, "contient un chemin qui en sort.")
        if max(len(part.encode()) for part in place.parts) > MAX_NAME:
            raise _refused(path, f"contient un nom de plus de {MAX_NAME} caractères.")
        same = str(place).casefold()
        if same in seen:
            raise _refused(path, f"contient deux fois « {place.name[:80]} ».")
        seen.add(same)
        places[each.filename] = place
    return places


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _LOCKED:
        raise _refused(
            path, "est protégée par un mot de passe : l'envoyer sans, ou en extraire les "
            "fichiers."
        )  # fmt: skip
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise _refused(path, "contient un lien ou un fichier spécial.")
    if member.compress_type not in _PACKINGS:
        raise _refused(path, "est compressée d'une manière inconnue : la refaire en .zip.")
    if not member.filename.strip("/\\. "):
        raise _refused(path, "contient un fichier sans nom.")


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Write one member: never more bytes than it announces, whose sum is checked."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("xb") as file:
        shutil.copyfileobj(packed, file, 1024 * 1024)


def _refused(path: Path, reason: str) -> UnreadableFileError:
    return UnreadableFileError(path, f"L'archive {reason}")
