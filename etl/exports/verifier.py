"""Vérificateur d'un dossier d'audit : python verifier.py [dossier.zip ou dossier extrait].

Sans argument, vérifie le dossier où il se trouve. N'a besoin que de Python 3.9 ou plus récent,
n'écrit rien, n'ouvre aucune connexion. Dernière ligne : INTACT ou ALTÉRÉ, avec le sceau.
Ce qu'il ne prouve pas : qui modifie le dossier peut modifier aussi le manifeste et ce
vérificateur. Comparez le sceau à celui du journal de la préfecture, reçu par ailleurs.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from typing import IO

MANIFEST, SUMS, FORMAT = "manifeste.json", "SHA256SUMS", "dossier-audit/1"
BLOCK = 1 << 20
LARGEST = 2 << 30
INTACT, ALTERED, UNREADABLE = 0, 1, 2
END_OF_ARCHIVE = b"PK\x05\x06"
END_SIZE = 22


class Folder:
    """Un dossier extrait."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        found = (each for each in self.path.rglob("*") if each.is_file() or each.is_symlink())
        return sorted(each.relative_to(self.path).as_posix() for each in found)

    def open(self, name: str) -> IO[bytes]:
        return (self.path / name).open("rb")

    def faults(self) -> list[str]:
        return []


class Archive:
    """Une archive ZIP, lue sans rien extraire."""

    def __init__(self, path: Path) -> None:
        self.path, self.zip = path, zipfile.ZipFile(path)

    def names(self) -> list[str]:
        return sorted(self.zip.namelist())

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)

    def faults(self) -> list[str]:
        """Ce que le format ZIP tolère et qu'un dossier scellé n'a pas."""
        faults = []
        if min((each.header_offset for each in self.zip.infolist()), default=0):
            faults.append("octets ajoutés avant l'archive")
        with self.path.open("rb") as file:
            file.seek(-END_SIZE, 2)
            end = file.read()
        if not end.startswith(END_OF_ARCHIVE):
            faults.append("octets ou commentaire ajoutés après l'archive")
        return faults


def digest(place: Folder | Archive, name: str) -> tuple[str, int]:
    """Empreinte et taille d'un fichier, lu par blocs."""
    found, size = hashlib.sha256(), 0
    with place.open(name) as file:
        while block := file.read(BLOCK):
            found.update(block)
            size += len(block)
            if size > LARGEST:
                raise ValueError(f"fichier trop grand : {name}")
    return found.hexdigest(), size


def forbidden(name: str) -> bool:
    parts = name.split("/")
    return any(each in name for each in ("\\", ":")) or any(p in ("", ".", "..") for p in parts)


def names_faults(names: list[str]) -> list[str]:
    faults = [f"nom interdit : {each}" for each in names if forbidden(each)]
    seen: set[str] = set()
    for each in names:
        if each.casefold() in seen:
            faults.append(f"nom en double : {each}")
        seen.add(each.casefold())
    return faults


def check(place: Folder | Archive) -> tuple[list[str], int, str]:
    """Défauts, nombre de fichiers vérifiés et sceau."""
    names = place.names()
    faults = place.faults() + names_faults(names)
    with place.open(MANIFEST) as file:
        text = file.read(LARGEST)
    manifest = json.loads(text.decode("utf-8"))
    if manifest["format"] != FORMAT:
        raise ValueError(f"format inconnu : {manifest['format']}")
    listed = {each["chemin"]: each for each in manifest["fichiers"]}
    seal = hashlib.sha256(text).hexdigest()
    faults += [f"absent : {each}" for each in sorted({*listed, SUMS} - set(names))]
    faults += [f"ajouté : {each}" for each in sorted(set(names) - {*listed, SUMS, MANIFEST})]
    for name in sorted(set(listed) & set(names)):
        if digest(place, name) != (listed[name]["sha256"], listed[name]["octets"]):
            faults.append(f"modifié : {name}")
    if SUMS in names:
        lines = [f"{each['sha256']}  {name}\n" for name, each in sorted(listed.items())]
        expected = "".join(lines) + f"{seal}  {MANIFEST}\n"
        with place.open(SUMS) as file:
            if file.read(LARGEST) != expected.encode():
                faults.append(f"modifié : {SUMS}")
    return faults, len(listed), seal


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        place: Folder | Archive = Folder(path) if path.is_dir() else Archive(path)
        faults, count, seal = check(place)
    except (
        OSError, ValueError, TypeError, AttributeError, EOFError,
        LookupError, NotImplementedError, RuntimeError, struct.error, zipfile.BadZipFile,
        zlib.error,
    ) as error:  # fmt: skip
        print(f"ILLISIBLE : {error}")
        return UNREADABLE
    for each in faults:
        print(each)
    print(f"{'ALTÉRÉ' if faults else 'INTACT'} : {count} fichiers, sceau {seal}")
    return ALTERED if faults else INTACT


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
