"""Mistakes that the reader of the message can mend."""

import re
from collections.abc import Iterable
from pathlib import Path


class UserError(Exception):
    """A mistake the reader of the message can mend.

    Shown in French, without a traceback; the command line ends with ``exit_code``.
    """

    exit_code = 1


class UsageError(UserError):
    """The command was called with words that do not fit."""

    exit_code = 2


class ConfigurationError(UserError):
    """A setting is unknown or unusable."""

    exit_code = 3


class DefinitionError(UserError):
    """A declaration (engagement, source, site) is wrong: names file, key and reason."""

    exit_code = 4

    def __init__(self, path: Path | str, key: str, reason: str) -> None:
        self.path, self.key, self.reason = path, key, reason
        super().__init__(f"« {path} », clé « {key} » : {reason}")


class UnknownFormatError(UserError):
    """No reader recognises the file."""

    exit_code = 10

    def __init__(self, path: Path, seen: str, known: Iterable[str]) -> None:
        super().__init__(
            f"« {path.name} » : format non reconnu.\n"
            f"  Première ligne lue : {shown(seen)}\n"
            f"  Formats connus : {', '.join(sorted(known))}\n"
            f"  Si c'est un tableau (CSV, classeur) : décrivez-le une fois, page Imports, "
            f"« Décrire un tableau inconnu », ou « python -m etl sources check FICHIER ».\n"
            f"  Pour un autre format : CONTRIBUTING.md, « Ajouter une source »."
        )


class AmbiguousFormatError(UserError):
    """Two declared sources claim the same file."""

    exit_code = 11

    def __init__(self, path: Path, claimants: Iterable[str]) -> None:
        super().__init__(
            f"« {path.name} » : plusieurs sources conviennent "
            f"({', '.join(sorted(claimants))}).\n"
            f"  Précisez « file_patterns » dans ces déclarations pour qu'une seule convienne."
        )


class UnreadableFileError(UserError):
    """The file cannot be read as the format that its content announces."""

    exit_code = 12

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"« {path.name} » : fichier illisible. {reason}")


class StoreError(UserError):
    """The store is absent, locked, of another version, or full."""

    exit_code = 20


class DocumentError(UserError):
    """A document cannot be made: a text does not fit, an edition is not validated."""

    exit_code = 30

    def __init__(self, reason: str) -> None:
        super().__init__(f"Document impossible : {reason}.")


def shown(line: str) -> str:
    """Return the beginning of a line as it may be shown: without what could name a person.

    >>> shown("0536490011;a.b@example.org;\x1b[31mDate")
    '•••;•••;·[31mDate'
    """
    masked = re.sub(r"[0-9]{6,}|[^\s;,|<>\"]+@[^\s;,|<>\"]+", "•••", line[:400])
    return "".join(each if each.isprintable() else "·" for each in masked)[:80]
