"""How texts become numbers: the same for ever, and never the same between sources."""

import numpy as np
import pandas as pd
import pytest

from etl.domain.datasets import Dataset
from etl.frames.columns import FACTS, Kind
from etl.store.codes import NO_CODE
from etl.store.encoding import (
    Filled,
    decoded,
    fingerprint,
    hashed,
    namespace_key,
    secret_hash_key,
)
from etl.store.facts import load_facts
from tests.store.files import calls, save

SECRET = bytes(range(32))


def texts(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def test_identifiers_keep_their_hash_from_one_version_to_the_next():
    # Stored identities rest on these numbers: a library that changes them must not be used.
    found = hashed(texts("1700000001.42", "é", None, ""), namespace_key("standard"))
    assert found.boxed().tolist() == [-64754457096184861, -3851136115987253811, None, None]
    person = hashed(texts("+33612345678"), secret_hash_key(SECRET))
    assert person.boxed().tolist() == [-4523367738836319884]
    assert fingerprint(SECRET) == "77412b2e640756323cfac14e368a59d2"


def test_another_source_and_another_secret_give_other_hashes():
    value = texts("42")
    keys = [namespace_key("a"), namespace_key("b"), secret_hash_key(SECRET)]
    keys.append(secret_hash_key(bytes(32)))
    assert len({hashed(value, key).values[0] for key in keys}) == 4


def test_categories_are_hashed_as_their_texts():
    value = texts("a", "b", None, "a")
    key = namespace_key("standard")
    assert (
        hashed(value.astype("category"), key).boxed().tolist()
        == hashed(value, key).boxed().tolist()
    )


def test_absent_values_are_listed_as_nothing():
    assert Filled(np.array([1, 2]), np.array([False, True])).boxed().tolist() == [1, None]
    assert Filled(np.array([1.5])).boxed().tolist() == [1.5]


@pytest.mark.parametrize("kind", [Kind.INSTANT, Kind.NUMBER, Kind.FLAG, Kind.KEY])
def test_an_empty_column_keeps_its_type(kind):
    column = next(each for own in FACTS.values() for each in own if each.kind is kind)
    values = np.array([], dtype="f8" if kind is Kind.NUMBER else "i8")
    assert len(decoded(values, column)) == 0


def test_zero_is_a_value_and_not_an_absence(store):
    save(
        store,
        "a",
        calls("""
            source_id | site   | started_at          | wait_s | talk_s
            0         | cahors | 1970-01-01 01:00:00 | 0      |
        """),
    )
    with store.reading() as connection:
        found = load_facts(connection, Dataset.CALLS)
    assert found["wait_s"].tolist() == [0.0]
    assert found["talk_s"].isna().tolist() == [True]
    assert found["started_at"].tolist() == [pd.Timestamp(0, tz="UTC")]
    assert NO_CODE not in found["site"].cat.codes.tolist()


def test_hundreds_of_codes_and_odd_texts_come_back(store):
    odd = [f"file n° {number} « é ; \" ' , 🙂 »" for number in range(400)]
    rows = pd.concat(
        [calls("source_id | site | started_at\n x | cahors | 2025-03-03 09:00:00")] * len(odd),
        ignore_index=True,
    )
    named = rows.assign(source_id=texts(*map(str, range(len(odd)))), queue=texts(*odd))
    save(store, "a", named)
    save(store, "b", named.assign(queue=texts(*reversed(odd))))
    with store.reading() as connection:
        found = load_facts(connection, Dataset.CALLS)
        before = load_facts(connection, Dataset.CALLS, as_of_import=1)
    assert found.sort_values("line")["queue"].tolist() == odd[::-1]
    assert before["queue"].tolist() == odd


@pytest.mark.parametrize("dataset", list(Dataset))
def test_every_dataset_goes_in_and_comes_back(store, dataset):
    from tests.store.files import AT, NOTHING, stamp

    example = {
        Kind.INSTANT: pd.Timestamp("2025-03-03 09:00", tz="UTC"),
        Kind.NUMBER: 1.5,
        Kind.FLAG: False,
        Kind.CODE: "code",
        Kind.TEXT: "text",
        Kind.KEY: "key",
        Kind.PSEUDONYM: "someone",
    }
    dtypes = {Kind.INSTANT: "datetime64[us, UTC]", Kind.NUMBER: "float64", Kind.FLAG: "boolean"}
    frame = pd.DataFrame(
        {
            each.name: pd.Series(
                [each.choices[0] if each.choices else example[each.kind], None],
                dtype=dtypes.get(each.kind, "str"),
            )
            for each in FACTS[dataset]
        }
    )
    with store.importing(stamp("a", dataset), AT) as run:
        run.add(frame, NOTHING, 0)
        assert run.finish(2, {}).new == 2
    with store.reading() as connection:
        found = load_facts(connection, dataset)
    # Without instant, a fact belongs to no month: it comes first here and never in a span.
    full, empty = found.iloc[1], found.iloc[0]
    for each in FACTS[dataset]:
        assert pd.isna(empty[each.name])
        if each.kind in (Kind.KEY, Kind.PSEUDONYM):
            assert full[each.name] != example[each.kind]
        else:
            known = each.choices[0] if each.choices else example[each.kind]
            assert full[each.name] == known


@pytest.mark.parametrize("waits", [["10", "0.125", "3600"], ["10", "0.1234567", "1e300"]])
def test_a_choice_of_columns_reads_the_same_values(store, waits):
    """Also numbers of more than three decimals, and columns without any value."""
    rows = calls("""
        source_id | site   | started_at          | outcome  | queue | wait_s
        a1        | cahors | 2025-03-03 09:00:00 | answered | q one | 10
        a2        | cahors | 2025-03-03 09:01:00 |          |       |
        a3        | figeac | 2025-03-03 09:00:00 | answered | q one | 20
        a4        | cahors | 2025-03-03 08:59:59 | answered | q two | 30
    """)
    rows.loc[rows["wait_s"].notna(), "wait_s"] = [float(each) for each in waits]
    save(store, "a", rows)
    some = ["site", "started_at", "outcome", "queue", "wait_s", "talk_s"]
    with store.reading() as connection:
        every = load_facts(connection, Dataset.CALLS)
        chosen = load_facts(connection, Dataset.CALLS, columns=some)
        nobody = load_facts(connection, Dataset.MAILS, columns=["received_at"])
    pd.testing.assert_frame_equal(chosen, every[["fact_id", "import_id", *some]])
    assert nobody.empty
