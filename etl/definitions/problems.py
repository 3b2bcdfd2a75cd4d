"""What is wrong in a declaration: the key, and the reason in French."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic_core import ErrorDetails

_EXPECTED = {
    "string_type": "texte attendu",
    "int_type": "nombre entier attendu",
    "int_from_float": "nombre entier attendu",
    "float_type": "nombre attendu",
    "bool_type": "true ou false attendu",
    "tuple_type": "liste attendue",
    "mapping_type": "table attendue",
    "dict_type": "table attendue",
    "dataclass_type": "table attendue",
    "date_type": "date attendue (AAAA-MM-JJ)",
    "date_parsing": "date attendue (AAAA-MM-JJ)",
    "date_from_datetime_parsing": "date attendue (AAAA-MM-JJ)",
    "date_from_datetime_inexact": "date attendue (AAAA-MM-JJ)",
    "time_type": "heure attendue (HH:MM)",
    "time_parsing": "heure attendue (HH:MM)",
    "missing": "clé manquante",
    "missing_argument": "clé manquante",
    "unexpected_keyword_argument": "clé inconnue",
}


class Problem(NamedTuple):
    """A mistake at one key of one file."""

    key: str
    reason: str

    def within(self, parent: str) -> "Problem":
        return self._replace(key=f"{parent}.{self.key}")


def one_of(words: Sequence[str]) -> str:
    """Return the words that would have been right, in a fixed order."""
    return f"valeurs admises : {', '.join(sorted(words)) or 'aucune'}"


def unknown(value: object, words: Sequence[str], what: str = "valeur") -> str:
    return f"{what} inconnue « {value} » ; {one_of(words)}"


def repeated(key: str, values: Sequence[object]) -> Iterator[Problem]:
    """Report each value that is declared more than once."""
    for value in sorted({str(each) for each in values if values.count(each) > 1}):
        yield Problem(key, f"« {value} » est déclaré plusieurs fois")


def blank(texts: Mapping[str, str]) -> Iterator[Problem]:
    """Report each text that says nothing."""
    for key, text in texts.items():
        if not text.strip():
            yield Problem(key, "texte vide")


def problem_of(error: ErrorDetails, table: object) -> Problem:
    """Return in French what pydantic says of a table (the only one of its tuple)."""
    if error["type"] == "enum":
        words = [word.strip(" '") for word in _words(error["ctx"]["expected"])]
        reason = unknown(error["input"], words)
    else:
        reason = _EXPECTED.get(error["type"], "valeur refusée")
    return Problem(_path(error["loc"][1:], table), reason)


def _words(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").split(", ")


def _path(places: Sequence[int | str], table: object) -> str:
    path = ""
    for place in places:
        if isinstance(place, int):
            table = table[place] if isinstance(table, list) and place < len(table) else None
            path += f"[{_label(table, place)}]"
        else:
            table = table.get(place) if isinstance(table, dict) else None
            path += f".{place}"
    return path.removeprefix(".") or "(racine)"


def _label(item: object, place: int) -> str:
    """Return how a person would find an item of a list: its code, its date, its place."""
    if isinstance(item, dict):
        return str(item.get("code") or item.get("since") or item.get("first") or place + 1)
    return str(place + 1)
