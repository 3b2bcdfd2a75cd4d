"""Turns columns of facts into numbers: hashes, codes, microseconds."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import pandas as pd
from pandas.util import hash_array

from etl.domain.datasets import Dataset
from etl.frames.columns import FACTS, FactColumn, Kind
from etl.store.codes import NO_CODE, Vocabulary


@dataclass(frozen=True)
class Filled:
    """Values of one column, and which of them are absent (``None``: none is)."""

    values: np.ndarray
    absent: np.ndarray | None = None

    def boxed(self) -> np.ndarray:
        """Return Python values, ``None`` where absent."""
        boxed = self.values.astype(object)
        if self.absent is not None:
            boxed[self.absent] = None
        return boxed

    def constant(self) -> str | None:
        """Return what SQL calls the only value of a column of whole numbers, if it is one."""
        if self.absent is not None and self.absent.all():
            return "NULL"
        if self.values.dtype.kind != "i" or (self.absent is not None and self.absent.any()):
            return None
        first = self.values[0]
        return str(int(first)) if (self.values == first).all() else None


def namespace_key(name: str) -> str:
    """Return the hashing key of a source: equal identifiers of two sources never meet."""
    return blake2b(name.encode(), digest_size=8).hexdigest()


def secret_hash_key(secret: bytes) -> str:
    """Return the hashing key of pseudonyms: sixteen characters of seven secret bits."""
    digest = blake2b(secret, digest_size=16, person=b"pseudonyms").digest()
    return bytes(byte & 0x7F for byte in digest).decode("ascii")


def fingerprint(secret: bytes) -> str:
    """Return what recognises a secret without giving it."""
    return blake2b(secret, digest_size=16, person=b"fingerprint").hexdigest()


def hashed(values: pd.Series, key: str, repeated: bool = False) -> Filled:
    """Return keyed 64-bit hashes (SipHash); an absent or empty text has none.

    ``repeated``: texts that come back are hashed once.
    """
    if repeated:
        codes, words = pd.factorize(values)
        each = hashed(pd.Series([*words, None], dtype="str"), key)
        absent = each.absent if each.absent is None else each.absent[codes]
        return Filled(each.values[codes], absent)
    texts = values.astype("str")
    absent = (texts.isna() | (texts == "")).to_numpy()
    numbers = np.zeros(len(texts), dtype="int64")
    present = texts[~absent].to_numpy(dtype=object)
    numbers[~absent] = hash_array(present, hash_key=key, categorize=False).view("int64")
    return Filled(numbers, absent)


@dataclass(frozen=True)
class Encoder:
    """How the facts of one import become numbers.

    ``about_key``: what a fact of another source is named by, is hashed as that source does.
    """

    dataset: Dataset
    vocabulary: Vocabulary
    source_key: str
    secret_key: str | None
    about_key: str | None = None

    def encode(self, facts: pd.DataFrame) -> dict[str, Filled]:
        """Return the columns of the dataset and the line, as numbers."""
        expected = [column.name for column in FACTS[self.dataset]]
        if list(facts.columns) != expected:
            wrong = sorted(set(facts.columns) ^ set(expected)) or "their order"
            raise ValueError(f"columns of {self.dataset}: {wrong}")
        encoded = {
            column.name: self._column(facts[column.name], column)
            for column in FACTS[self.dataset]
        }
        return encoded | {"line": Filled(facts.index.to_numpy(dtype="int64"))}

    def _column(self, values: pd.Series, column: FactColumn) -> Filled:
        match column.kind:
            case Kind.CHOICE | Kind.CODE | Kind.TEXT:
                numbers = self.vocabulary.encode(values)
                return Filled(numbers, numbers == NO_CODE)
            case Kind.KEY if column.name == "about":
                return hashed(values, self.about_key or self.source_key)
            case Kind.KEY:
                return hashed(values, self.source_key)
            case Kind.PSEUDONYM if self.secret_key is None:
                return Filled(np.zeros(len(values), "int64"), np.ones(len(values), bool))
            case Kind.PSEUDONYM:
                return hashed(values, str(self.secret_key), repeated=True)
            case Kind.INSTANT:
                return _microseconds(values)
            case Kind.FLAG:
                flags = values.astype("boolean")
                return Filled(flags.fillna(False).to_numpy("int64"), flags.isna().to_numpy())
            case _:
                numbers = values.to_numpy("float64", na_value=np.nan)
                return Filled(numbers, np.isnan(numbers))


def _microseconds(values: pd.Series) -> Filled:
    instants = values.astype("datetime64[us, UTC]")
    numbers = instants.dt.tz_localize(None).to_numpy("datetime64[us]").view("int64")
    return Filled(numbers, instants.isna().to_numpy())


# Rows are read as arrays, without nulls: these stand for "absent". No code and no instant is
# ever -2^62, and a hash is once in 10^19.
ABSENT_INTEGER = -(2**62)
ABSENT_NUMBER = -float(np.finfo("float64").max)


def decoded(values: np.ndarray, column: FactColumn) -> pd.Series:
    """Return a column of instants, numbers, flags or hashes from the numbers kept."""
    if column.kind is Kind.NUMBER:
        return pd.Series(np.where(values == ABSENT_NUMBER, np.nan, values))
    absent = values == ABSENT_INTEGER
    match column.kind:
        case Kind.INSTANT:
            instants = np.where(absent, np.datetime64("NaT"), values.view("datetime64[us]"))
            return pd.Series(instants).dt.tz_localize("UTC")
        case Kind.FLAG:
            return pd.Series(pd.arrays.BooleanArray(values == 1, absent))
        case _:
            return pd.Series(pd.arrays.IntegerArray(values, absent))
