"""The questions of a survey: what a heading asks, and what is kept of an answer to it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from etl.domain.sources import Source
from etl.errors import DefinitionError
from etl.readers.parsers import normal
from etl.readers.settings import table_of

LONGEST_QUESTION = 80

# A column without declared scale is free text, and none of its text is kept, when one of
# its answers is longer than this or spans lines, or when its answers differ too much:
# more than so many words, or fewer than two answers a word. Words that every survey
# offers (Oui, Non, A1…) are no free text, however few the answers.
LONGEST_WORD = 60
MOST_WORDS = 20
_OFFERED = re.compile(
    r"(?i)oui|non|yes|no|ja|nein|y|n|m|f|uncertain|ne sait pas|nsp|-oth-|[a-z]{1,3}[0-9]{1,3}"
)
WRITTEN = re.compile(r"(?i).*\[(?:other|autre|sonstiges|commentaire|comment)\]|.*\bcomment")
_WHOLE = re.compile(r"(?<=[0-9])\.0+$")
_LARGEST_SCORE = 100

# Headings that ask who answers: such a column is not read at all, unless it is declared.
_PERSONAL = frozenset(
    (
        *("nom", "noms", "prenom", "name", "surname", "nachname", "vorname", "usager"),
        *("mail", "email", "courriel", "telephone", "phone", "portable", "mobile"),
        *("ip", "adresse", "address", "username", "reporter", "enqueteur", "enumerator"),
        *("interviewer", "latitude", "longitude", "altitude", "accuracy", "geolocation"),
    )
)
_MOST_WORDS_OF_A_FIELD = 5


@dataclass(frozen=True)
class Question:
    """A column as it will be kept: its code, and the score of each word of its scale."""

    code: str
    scale: Mapping[str, float]
    written: bool = False
    numeric: bool = False
    several: bool = False
    options: tuple[str, ...] = ()
    comment: bool = False

    def keep(self, word: str) -> tuple[str, str | None, float | None, str, str | None]:
        """Return what is kept of an answer: its question, its word, its score, and the
        word as shown where a scale does not have it, unless it is a sentence; and what was
        written, when the question asks for a comment that the source keeps.

        Each chosen option is a question of its own; one that is not declared is another.
        """
        if self.comment:
            return self.code, None, None, "", word
        if self.options and normal(word) not in {normal(each) for each in self.options}:
            return f"{self.code}.other", None, None, "", None
        if self.several and not self.written:
            return f"{self.code}.{_plain(word)[:LONGEST_QUESTION]}", *self._kept(word), None
        return self.code, *self._kept(word), None

    def _kept(self, word: str) -> tuple[str | None, float | None, str]:
        if self.written:
            return None, None, ""
        if self.scale:
            shown = word if len(word) <= LONGEST_WORD else "…"
            return _WHOLE.sub("", shown), self._score(normal(word)), shown
        if self.numeric:
            return f"{float(word):g}", float(word), ""
        return word, None, ""

    def _score(self, word: str) -> float | None:
        """Return the mark of a word; LimeSurvey writes ``4`` as ``4.0000000000``."""
        return self.scale.get(word, self.scale.get(_WHOLE.sub("", word)))


@dataclass(frozen=True)
class Declared:
    """A question that the source declares; ``several``: a cell may hold several options.

    ``options`` are those offered, when they are told: what is written beside them is not kept.
    """

    code: str
    scale: Mapping[str, float]
    several: bool = False
    options: tuple[str, ...] = ()


def declared_questions(source: Source) -> dict[str, Declared]:
    """Return the declared questions by heading."""
    found = {}
    for code, each in table_of(source, "questions").items():
        headings, scale = each.get("headings", []), each.get("scale", {})
        options = each.get("options", [])
        numeric = isinstance(scale, Mapping) and all(
            isinstance(score, (int, float)) for score in scale.values()
        )
        listed = all(isinstance(words, (list, tuple)) for words in (headings, options))
        if not listed or not numeric:
            key = f"settings.questions.{code}"
            reason = "attendu : headings et options (listes de textes), scale (mot = nombre)"
            raise DefinitionError(f"source {source.name}", key, reason)
        known = {normal(word): float(score) for word, score in scale.items()}
        several = each.get("several") is True or bool(options)
        question = Declared(code, known, several, tuple(str(word) for word in options))
        found.update({normal(str(heading)): question for heading in (code, *headings)})
    return found


def match(heading: str, declared: Mapping[str, Declared]) -> tuple[str, Declared | None]:
    """Return the code of a heading, and its declared question: whole, its code, its text, or
    its parent."""
    word = normal(heading)
    code, _, text = word.partition(". ")
    for known in (word, code, text):
        if known in declared:
            return declared[known].code, declared[known]
    parent, _, part = heading.partition("[")
    if part and normal(parent) in declared:
        # The column of one option, or of one row of a grid, holds one answer.
        own = replace(declared[normal(parent)], several=False, options=())
        return f"{own.code}.{_plain(part)[:LONGEST_QUESTION]}", own
    return slug(heading), None


def is_numeric(counts: pd.Series) -> bool:
    """Say whether all answers are marks: plain numbers, none of them large."""
    words = pd.Series(counts.index, dtype="str")
    if words.empty or not words.str.fullmatch(r"[0-9]{1,3}(?:\.[0-9]+)?").all():
        return False
    return bool((words.astype("float64") <= _LARGEST_SCORE).all())


def is_written(counts: pd.Series) -> bool:
    """Say whether a column holds what people wrote and not what they chose."""
    words = [str(word) for word in counts.index]
    if is_numeric(counts) or all(_OFFERED.fullmatch(word) for word in words):
        return False
    if any(len(word) > LONGEST_WORD or "\n" in word or "@" in word for word in words):
        return True
    return len(words) > MOST_WORDS or 2 * len(words) > counts.sum()


def slug(heading: str) -> str:
    """Return a heading as a code; a sub-question stands after a dot.

    >>> slug("Êtes-vous satisfait ? [L'accueil]")
    'etes_vous_satisfait.l_accueil'
    """
    question, _, part = heading.strip().partition("[")
    words = [_plain(question)[:LONGEST_QUESTION], _plain(part)[:LONGEST_QUESTION]]
    return ".".join(word.strip("_") for word in words if word.strip("_")) or "question"


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")


def is_personal(heading: str, declared: Mapping[str, Declared]) -> bool:
    """Say whether a heading asks for a name, an address, a number: not what one thinks."""
    if match(heading, declared)[1] is not None:
        return False
    words = _plain(heading.partition("[")[0]).split("_")
    return len(words) <= _MOST_WORDS_OF_A_FIELD and not _PERSONAL.isdisjoint(words)
