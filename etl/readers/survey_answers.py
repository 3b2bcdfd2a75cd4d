"""Responses to a survey become answers: one row for each question that was answered."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.errors import DefinitionError
from etl.frames.batches import Batch, typed
from etl.readers.parsers import choices, cleaned, normal, timestamps
from etl.readers.settings import table_of, word_of, words_for

NO_ANSWER = ("N/A", "n/a", "{question_not_shown}")
ANONYMISED = "1980-01-01"
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
_WRITTEN = re.compile(r"(?i).*\[(?:other|autre|sonstiges|commentaire|comment)\]|.*\bcomment")
_WHOLE = re.compile(r"(?<=[0-9])\.0+$")
_LARGEST_SCORE = 100
_LAYOUTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
            "%d.%m.%Y %H:%M:%S", "%Y-%m-%d")  # fmt: skip


@dataclass(frozen=True)
class Responses:
    """The cells of an export: the survey tool's own columns, and the questions by place."""

    own: Mapping[str, pd.Series]
    asked: Mapping[int, str]
    cells: pd.DataFrame


@dataclass(frozen=True)
class _Question:
    """A column as it will be kept: its code, and the score of each word of its scale."""

    code: str
    scale: Mapping[str, float]
    written: bool = False
    numeric: bool = False

    def keep(self, word: str) -> tuple[str | None, float | None, str]:
        """Return what is kept of an answer: its word, its score; and the word as shown.

        It is shown where a scale does not have it, unless it is a sentence.
        """
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


def answers_of(responses: Responses, source: Source, size: int) -> Iterator[Batch]:
    """Yield the answers, some responses at a time."""
    site = _site_place(responses, source)
    asked = {place: each for place, each in responses.asked.items() if place != site}
    responses = replace(responses, asked=asked)
    answers = _answers(responses)
    questions = _questions(responses, answers, source)
    about = _about(responses, site, source)
    answers = _kept(answers, questions)
    bounds = answers["row"].searchsorted(range(0, len(about) + size, size))
    for first, (start, end) in zip(range(0, len(about), size), pairwise(bounds), strict=False):
        count = min(size, len(about) - first) * len(questions)
        yield _batch(answers.iloc[start:end], about, count, source)


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


def _answers(responses: Responses) -> pd.DataFrame:
    """Return the cells that hold an answer: the place of the question, the row, the text."""
    places = list(responses.asked)
    count = len(responses.cells)
    cells = responses.cells[places].to_numpy(dtype=object).ravel(order="F")
    text = cleaned(pd.Series(cells, dtype="str"), NO_ANSWER)
    long = pd.DataFrame(
        {
            "place": np.repeat(np.array(places, dtype="int64"), count),
            "row": np.tile(np.arange(count), len(places)),
            "text": text,
        }
    )
    return long[text.notna()].sort_values("row", kind="stable", ignore_index=True)


def _questions(
    responses: Responses, answers: pd.DataFrame, source: Source
) -> dict[int, _Question]:
    """Return each column's question; codes that come twice get a number."""
    declared = _declared(source)
    words = answers.groupby("place")["text"].value_counts().unstack(0)
    found: dict[int, _Question] = {}
    seen: dict[str, int] = {}
    for place, heading in responses.asked.items():
        code, scale = _match(heading, declared)
        seen[code] = seen.get(code, 0) + 1
        code = code if seen[code] == 1 else f"{code}_{seen[code]}"
        counts = words[place].dropna() if place in words else pd.Series(dtype="float64")
        numeric = not scale and _is_numeric(counts)
        written = not scale and (_is_written(counts) or bool(_WRITTEN.fullmatch(heading)))
        found[place] = _Question(code, scale, written, numeric)
    return found


def _kept(answers: pd.DataFrame, questions: Mapping[int, _Question]) -> pd.DataFrame:
    """Add the question and what is kept of each answer; each distinct one is looked at once."""
    alike = answers.groupby(["place", "text"], sort=False).ngroup().to_numpy()
    distinct = answers.drop_duplicates(["place", "text"])
    kept = [
        (questions[place].code, *questions[place].keep(word))
        for place, word in zip(distinct["place"], distinct["text"], strict=True)
    ]
    names = {"question": "str", "answer": "str", "score": "float64", "shown": "str"}
    table = pd.DataFrame(kept, columns=list(names)).astype(names)
    return answers[["row"]].join(table.iloc[alike].reset_index(drop=True))


def _declared(source: Source) -> dict[str, tuple[str, dict[str, float]]]:
    """Return the declared questions by heading."""
    found = {}
    for code, each in table_of(source, "questions").items():
        headings, scale = each.get("headings", []), each.get("scale", {})
        numeric = isinstance(scale, Mapping) and all(
            isinstance(score, (int, float)) for score in scale.values()
        )
        if not isinstance(headings, (list, tuple)) or not numeric:
            key = f"settings.questions.{code}"
            reason = "attendu : headings (liste de textes) et scale (mot = nombre)"
            raise DefinitionError(f"source {source.name}", key, reason)
        known = {normal(word): float(score) for word, score in scale.items()}
        for heading in (code, *headings):
            found[normal(str(heading))] = (code, known)
    return found


def _match(
    heading: str, declared: Mapping[str, tuple[str, dict[str, float]]]
) -> tuple[str, dict[str, float]]:
    """Return the declared question of a heading: whole, its code, its text, or its parent."""
    word = normal(heading)
    code, _, text = word.partition(". ")
    for known in (word, code, text):
        if known in declared:
            return declared[known]
    parent, _, part = heading.partition("[")
    if part and normal(parent) in declared:
        name, scale = declared[normal(parent)]
        return f"{name}.{_plain(part)[:LONGEST_QUESTION]}", scale
    return slug(heading), {}


def _is_numeric(counts: pd.Series) -> bool:
    """Say whether all answers are marks: plain numbers, none of them large."""
    words = pd.Series(counts.index, dtype="str")
    if words.empty or not words.str.fullmatch(r"[0-9]{1,3}(?:\.[0-9]+)?").all():
        return False
    return bool((words.astype("float64") <= _LARGEST_SCORE).all())


def _is_written(counts: pd.Series) -> bool:
    """Say whether a column holds what people wrote and not what they chose."""
    words = [str(word) for word in counts.index]
    if _is_numeric(counts) or all(_OFFERED.fullmatch(word) for word in words):
        return False
    if any(len(word) > LONGEST_WORD or "\n" in word or "@" in word for word in words):
        return True
    return len(words) > MOST_WORDS or 2 * len(words) > counts.sum()


def _about(responses: Responses, place: int | None, source: Source) -> pd.DataFrame:
    """Return what is said once a response: its id, instant, site, and whether it is whole."""
    nothing = pd.Series("", index=responses.cells.index, dtype="str")
    submitted = cleaned(responses.own.get("submitdate", nothing))
    text = submitted.mask(submitted.str.startswith(ANONYMISED).fillna(False))
    for name in ("datestamp", "startdate"):
        other = cleaned(responses.own.get(name, nothing))
        text = text.fillna(other.mask(other.str.startswith(ANONYMISED).fillna(False)))
    at = timestamps(text, _LAYOUTS, source.timezone)
    site_text = None if place is None else responses.cells[place]
    meanings = {word: str(code) for word, code in words_for(source, "site_meanings").items()}
    site = choices(site_text, meanings) if site_text is not None else source.site
    return pd.DataFrame(
        {
            "response": cleaned(responses.own.get("id", nothing)),
            "answered_at": at.where(text.notna(), _declared_date(source)),
            "complete": submitted.notna() if "submitdate" in responses.own else None,
            "site": site,
            "date_text": text,
            "site_text": site_text,
        },
        index=responses.cells.index,
    )


def _site_place(responses: Responses, source: Source) -> int | None:
    """Return the place of the question that tells the site, if the source declares one."""
    wanted = normal(word_of(source, "site_heading"))
    found = (place for place, each in responses.asked.items() if normal(each) == wanted)
    return next(found, None)


def _declared_date(source: Source) -> pd.Timestamp:
    """Return the instant of all responses of an anonymised survey that has no other date."""
    declared = source.settings.get("date")
    if declared is None:
        return pd.NaT
    read = timestamps(pd.Series([str(declared)], dtype="str"), _LAYOUTS, source.timezone)
    if read.isna().any():
        raise DefinitionError(f"source {source.name}", "settings.date", "attendu : AAAA-MM-JJ")
    return read.iloc[0]


def _batch(answers: pd.DataFrame, about: pd.DataFrame, asked: int, source: Source) -> Batch:
    """Return some answers beside what is said of their responses; the index is the line."""
    survey = word_of(source, "survey", source.name)
    said = about.iloc[answers["row"]]
    answers = answers.set_index(said.index)
    columns = {
        "source_id": survey + ":" + said["response"] + ":" + answers["question"],
        "site": said["site"],
        "service": source.service,
        "survey": survey,
        "response": survey + ":" + said["response"],
        "complete": said["complete"],
        "answered_at": said["answered_at"],
        **{name: answers[name] for name in ("question", "answer", "score")},
    }
    raw = {
        "response": said["response"],
        "answered_at": said["date_text"],
        "site": said["site_text"],
        "score": answers["shown"],
    }
    arrays = {
        name: value.array if isinstance(value, pd.Series) else value
        for name, value in columns.items()
    }
    rows = typed(Dataset.SURVEYS, arrays, said.index)
    texts = pd.DataFrame({name: each.array for name, each in raw.items()}, index=said.index)
    silent = asked - len(answers)
    return Batch(Dataset.SURVEYS, rows, texts, {"no_answer": silent} if silent else {})
