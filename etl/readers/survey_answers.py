"""Responses to a survey become answers: one row for each question that was answered."""

import re
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
from etl.readers.settings import word_of, words_for, words_of
from etl.readers.survey_questions import (
    WRITTEN,
    Declared,
    Question,
    declared_questions,
    is_numeric,
    is_personal,
    is_written,
    match,
)

NO_ANSWER = ("N/A", "n/a", "{question_not_shown}")
ANONYMISED = "1980-01-01"
_BULLET = re.compile(r"^\s*-\s+")
LAYOUTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
            "%d.%m.%Y %H:%M:%S", "%Y-%m-%d")  # fmt: skip


@dataclass(frozen=True)
class Responses:
    """The cells of an export: the survey tool's own columns, and the questions by place."""

    own: Mapping[str, pd.Series]
    asked: Mapping[int, str]
    cells: pd.DataFrame
    readings: tuple[tuple[str, ...], ...] = (LAYOUTS,)
    several: str = ""
    timezone: str | None = None


def answers_of(responses: Responses, source: Source, size: int) -> Iterator[Batch]:
    """Yield the answers, some responses at a time."""
    site = _site_place(responses, source)
    declared = declared_questions(source)
    asked = {
        place: each
        for place, each in responses.asked.items()
        if place != site and not is_personal(each, declared)
    }
    responses = replace(responses, asked=asked)
    answers = _answers(responses, declared)
    questions = _questions(responses, answers, source, declared)
    about = _about(responses, site, source)
    answers = _kept(answers, questions)
    bounds = answers["row"].searchsorted(range(0, len(about) + size, size))
    for first, (start, end) in zip(range(0, len(about), size), pairwise(bounds), strict=False):
        count = min(size, len(about) - first) * len(questions)
        yield _batch(answers.iloc[start:end], about, count, source)


def _answers(responses: Responses, declared: Mapping[str, Declared]) -> pd.DataFrame:
    """Return the cells that hold an answer: the place of the question, the row, the text.

    A cell of several options is as many answers.
    """
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
    long = long[text.notna()]
    for place in places if responses.several else []:
        known = match(responses.asked[place], declared)[1]
        if known is not None and known.several:
            long = _parted(long, long["place"] == place, _options(known, responses.several))
    return long.sort_values("row", kind="stable", ignore_index=True)


def _options(known: Declared, several: str) -> str:
    """Return what finds the options of a cell; a declared one may hold the separator."""
    words = "".join(
        f"{re.escape(each)}|" for each in sorted(known.options, key=len, reverse=True)
    )
    return rf"(?:^|{several})({words}.+?)(?=(?:{several})|$)"


def _parted(long: pd.DataFrame, where: pd.Series, options: str) -> pd.DataFrame:
    """Return the answers, those of several options in as many rows."""
    parts = long[where]
    parts = parts.assign(text=parts["text"].str.findall(options)).explode("text")
    text = cleaned(parts["text"].astype("str").str.replace(_BULLET, "", regex=True))
    parts = parts.assign(text=text).dropna(subset="text").drop_duplicates()
    return pd.concat([long[~where], parts])


def _questions(
    responses: Responses,
    answers: pd.DataFrame,
    source: Source,
    declared: Mapping[str, Declared],
) -> dict[int, Question]:
    """Return each column's question; codes that come twice get a number."""
    words = answers.groupby("place")["text"].value_counts().unstack(0)
    comments = {normal(each) for each in words_of(source, "verbatims")}
    found: dict[int, Question] = {}
    seen: dict[str, int] = {}
    for place, heading in responses.asked.items():
        code, known = match(heading, declared)
        scale = known.scale if known else {}
        several = known is not None and known.several and bool(responses.several)
        options = known.options if known and several else ()
        seen[code] = seen.get(code, 0) + 1
        code = code if seen[code] == 1 else f"{code}_{seen[code]}"
        counts = words[place].dropna() if place in words else pd.Series(dtype="float64")
        comment = normal(heading) in comments and known is None
        free = not scale and not options
        numeric = free and is_numeric(counts)
        written = free and (is_written(counts) or bool(WRITTEN.fullmatch(heading)))
        found[place] = Question(code, scale, written, numeric, several, options, comment)
    return found


def _kept(answers: pd.DataFrame, questions: Mapping[int, Question]) -> pd.DataFrame:
    """Add the question and what is kept of each answer; each distinct one is looked at once."""
    alike = answers.groupby(["place", "text"], sort=False).ngroup().to_numpy()
    distinct = answers.drop_duplicates(["place", "text"])
    kept = [
        questions[place].keep(word)
        for place, word in zip(distinct["place"], distinct["text"], strict=True)
    ]
    names = {"question": "str", "answer": "str", "score": "float64", "shown": "str",
             "verbatim": "str"}  # fmt: skip
    table = pd.DataFrame(kept, columns=list(names)).astype(names)
    kept_answers = answers[["row", "place"]].join(table.iloc[alike].reset_index(drop=True))
    # Options of one cell that are free text say only that something was written.
    return kept_answers[~kept_answers.duplicated(["row", "place", "question"])]


def _about(responses: Responses, place: int | None, source: Source) -> pd.DataFrame:
    """Return what is said once a response: its id, instant, site, and whether it is whole."""
    nothing = pd.Series("", index=responses.cells.index, dtype="str")
    submitted = cleaned(responses.own.get("submitdate", nothing))
    text = nothing.mask(nothing == "")
    for name in ("enddate", "submitdate", "datestamp", "startdate"):
        other = cleaned(responses.own.get(name, nothing))
        text = text.fillna(other.mask(other.str.startswith(ANONYMISED).fillna(False)))
    at = _instants(text, responses.readings, responses.timezone or source.timezone)
    site_text = None if place is None else responses.cells[place]
    meanings = {word: str(code) for word, code in words_for(source, "site_meanings").items()}
    site = choices(site_text, meanings) if site_text is not None else source.site
    return pd.DataFrame(
        {
            "response": cleaned(responses.own["id"])
            if "id" in responses.own
            else _ids(at, text),
            "answered_at": at.where(text.notna(), _declared_date(source)),
            "complete": submitted.notna() if "submitdate" in responses.own else None,
            "site": site,
            "date_text": text,
            "site_text": site_text,
        },
        index=responses.cells.index,
    )


def _instants(text: pd.Series, readings: tuple[tuple[str, ...], ...], zone: str) -> pd.Series:
    """Return the instants under the reading that most cells admit; of equals the first.

    A file is read in one way: 03/04 is not a day in one row and a month in the next.
    """
    found = [timestamps(text, layouts, zone) for layouts in readings]
    return max(found, key=lambda at: at.notna().sum())


def _ids(at: pd.Series, text: pd.Series) -> pd.Series:
    """Return an identifier for responses that have none: their instant, and which of it."""
    known = at.dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype("str").fillna(text)
    which = known.groupby(known).cumcount().astype("str")
    return known.where(which == "0", known.str.cat(which, sep="#"))


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
    read = timestamps(pd.Series([str(declared)], dtype="str"), LAYOUTS, source.timezone)
    if read.isna().any():
        raise DefinitionError(f"source {source.name}", "settings.date", "attendu : AAAA-MM-JJ")
    return read.iloc[0]


def _batch(answers: pd.DataFrame, about: pd.DataFrame, asked: int, source: Source) -> Batch:
    """Return some answers beside what is said of their responses; the index is the line."""
    survey = word_of(source, "survey", source.name)
    said = about.iloc[answers["row"]]
    silent = asked - int((~answers.duplicated(["row", "place"])).sum())
    answers = answers.set_index(said.index)
    columns = {
        "source_id": survey + ":" + said["response"] + ":" + answers["question"],
        "site": said["site"],
        "service": source.service,
        "survey": survey,
        "response": survey + ":" + said["response"],
        "complete": said["complete"],
        "answered_at": said["answered_at"],
        **{name: answers[name] for name in ("question", "answer", "score", "verbatim")},
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
    return Batch(Dataset.SURVEYS, rows, texts, {"no_answer": silent} if silent else {})
