"""Real LimeSurvey exports of ``../shared/realdata``: figures computed there by other means."""

import csv
import io
import json
import os
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from etl.contracts.contract import check
from etl.contracts.datasets import CONTRACTS
from etl.domain.datasets import Dataset
from etl.domain.sources import Source
from etl.frames.batches import Batch
from etl.readers.limesurvey import LimeSurveyFormat
from etl.readers.registry import find_reader

ROOT = Path(__file__).parents[2]
REALDATA = Path(os.environ.get("QUALITY_SHARED", ROOT / "../shared")) / "realdata"
# The files tell no date at all: their source declares one.
SOURCE = Source(
    "enquete",
    "Enquête",
    Dataset.SURVEYS,
    "limesurvey",
    "cahors",
    settings={"survey": "e", "date": "2024-06-30"},
)

pytestmark = pytest.mark.skipif(
    not (REALDATA / "expected.json").exists(), reason="QUALITY_SHARED/realdata is absent"
)


def expected() -> dict[str, dict[str, object]]:
    path = REALDATA / "expected.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def files() -> list[str]:
    return [
        name
        for name, facts in expected().items()
        if str(facts["format"]).startswith("limesurvey responses")
    ]


@cache
def batches(name: str) -> tuple[Batch, ...]:
    path = REALDATA / name
    reader = find_reader(path, [SOURCE])
    assert isinstance(reader.format, LimeSurveyFormat)
    return tuple(reader.read(path))


def answers(name: str) -> pd.DataFrame:
    checked = [check(each, CONTRACTS[Dataset.SURVEYS], {"cahors"}) for each in batches(name)]
    assert sum(each.rejected for each in checked) == 0
    return pd.concat([each.accepted for each in checked])


@pytest.mark.parametrize("name", files())
def test_answers_are_the_cells_that_hold_one(name):
    wanted, found = expected()[name], answers(name)
    filled = wanted["nonempty_cells_id_column_excluded"] - wanted["cells_holding_only_N_A"]
    asked = wanted["columns"] - 1
    assert len(found) == found["source_id"].nunique() == filled
    silent = sum(batch.set_aside["no_answer"] for batch in batches(name))
    assert silent == wanted["records"] * asked - filled


@pytest.mark.parametrize("name", files())
def test_responses_are_those_of_the_file(name):
    wanted, found = expected()[name], answers(name)
    ids = found["response"].str.removeprefix("e:").astype("int64")
    assert [ids.min(), ids.max()] == wanted["first_and_last_id"]
    # The reference counts a lone N/A as an answer; we do not.
    text = (REALDATA / name).read_text("utf-8-sig")
    records = list(csv.reader(io.StringIO(text), delimiter=wanted["delimiter"]))[1:]
    assert ids.nunique() == sum(bool(set(record[1:]) - {"", "N/A"}) for record in records)
    assert found.index.max() <= wanted["physical_lines"]


@pytest.mark.parametrize("name", files())
def test_the_first_question_has_its_answers(name):
    wanted, found = expected()[name], answers(name)
    first = found.loc[found["question"] == found["question"].iloc[0], "answer"]
    counts = {word: count for word, count in wanted["answers_of_second_column"].items()
              if word != "N/A"}  # fmt: skip
    assert first.value_counts().to_dict() == counts


@pytest.mark.parametrize("name", files())
def test_no_heading_is_taken_for_another(name):
    wanted, found = expected()[name], answers(name)
    codes = pd.Series(found["question"].unique())
    # Those that occur twice have a number; texts alike in their first letters have one too.
    assert len(codes) <= wanted["columns"] - 1
    assert codes.str.fullmatch(r"[a-z0-9_.]+").all()


@pytest.mark.parametrize("name", files())
def test_no_sentence_is_kept(name):
    kept = answers(name)["answer"].dropna()
    assert kept.str.len().max() <= 60
    assert not kept.str.contains("\n").any()


def test_translations_of_a_survey_have_the_same_answers():
    counts = {len(answers(name)) for name in files()}
    assert len(counts) <= 1
