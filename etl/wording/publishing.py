"""The French of the commands that write documents."""

from pathlib import Path

from etl.formats import NO_BREAK, number

_KILO = 1000


def pack_line(path: Path, size: int, seal: str) -> str:
    return (
        f"Dossier d'audit écrit dans « {path} » ({_size(size)}).\n"
        f"  Sceau, inscrit au journal, à donner à part : {seal}"
    )


def document_line(path: Path, size: int) -> str:
    return f"« {path} » ({_size(size)})."


def _size(octets: int) -> str:
    if octets < _KILO**2:
        return f"{number(octets / _KILO)}{NO_BREAK}ko"
    return f"{number(octets / _KILO**2, 1)}{NO_BREAK}Mo"
