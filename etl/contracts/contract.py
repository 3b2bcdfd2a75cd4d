"""What rows must satisfy: a record is accepted whole or not at all, with every reason told."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd

from etl.contracts.noticing import notice
from etl.contracts.screening import screened
from etl.domain.datasets import Dataset
from etl.domain.remarks import Remark
from etl.frames.batches import BROKEN, Batch
from etl.frames.columns import FACTS, FactColumn, Kind, of_kind

MASK = "•••"
LONGEST_VALUE = 80
LONGEST_CODE = 200
# A function is expected there; what is refused may be somebody's name.
NAMED = ("author",)
FIRST_INSTANT = pd.Timestamp("2000-01-01", tz="UTC")
LAST_INSTANT = pd.Timestamp("2100-01-01", tz="UTC")
REJECTION_COLUMNS = ("line", "column", "code", "value")


@dataclass(frozen=True)
class Requirement:
    """One thing that must hold of the rows; it holds where it cannot be told.

    ``column`` is the one that the rejection names.
    """

    code: str
    column: str
    holds: Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Contract:
    dataset: Dataset
    required: tuple[str, ...]
    requirements: tuple[Requirement, ...] = ()


@dataclass(frozen=True)
class Checked:
    """The rows to keep, the reasons of the others, and how many records these are.

    ``len(accepted) + rejected`` is the number of rows of the batch; ``rejections`` has one
    row a reason, so it may be longer than ``rejected``. ``remarks``: what deserves a look in
    the accepted ones.
    """

    accepted: pd.DataFrame
    rejections: pd.DataFrame
    rejected: int
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Fault:
    """Where one requirement does not hold; rows are told by position, lines may repeat."""

    column: str
    code: str
    where: np.ndarray


def check(
    batch: Batch, contract: Contract, sites: Collection[str], at: datetime | None = None
) -> Checked:
    """Return what of the batch satisfies the contract, and why the rest does not.

    ``at``: the instant of the import, after which nothing can have happened yet.
    """
    found = _sorted_out(batch, contract, sites)
    return replace(found, remarks=notice(batch, found.accepted, at))


def _sorted_out(batch: Batch, contract: Contract, sites: Collection[str]) -> Checked:
    rows = _screened(batch)
    broken = _broken(batch)
    faults = [each for each in _faults(batch, contract, sites) if each.where.any()]
    if broken.any():
        faults = [_Fault(each.column, each.code, each.where & ~broken) for each in faults]
        faults = [each for each in faults if each.where.any()]
        faults.append(_Fault("", "broken_line", broken))
    if not faults:
        return Checked(rows, _no_rejections(), 0)
    refused = np.logical_or.reduce([each.where for each in faults])
    reasons = pd.concat([_reasons(batch, each) for each in faults], ignore_index=True)
    reasons = reasons.sort_values("line", kind="stable", ignore_index=True)
    return Checked(rows[~refused], reasons, int(refused.sum()))


def _screened(batch: Batch) -> pd.DataFrame:
    """Return the rows, what people wrote in them without what names a person."""
    written = {
        name: screened(batch.rows[name])
        for name in of_kind(batch.dataset, Kind.TEXT)
        if batch.rows[name].notna().any()
    }
    return batch.rows.assign(**written) if written else batch.rows


def _faults(batch: Batch, contract: Contract, sites: Collection[str]) -> Iterator[_Fault]:
    rows = batch.rows
    for column in FACTS[contract.dataset]:
        yield from _absences(batch, column, column.name in contract.required)
        yield from _outside(rows, column)
    yield _Fault(
        "site", "unknown_site", _each_word(rows["site"], lambda word: word not in sites)
    )
    for each in contract.requirements:
        holds = each.holds(rows).fillna(True).to_numpy(dtype=bool)
        yield _Fault(each.column, each.code, ~holds)


def _absences(batch: Batch, column: FactColumn, required: bool) -> Iterator[_Fault]:
    """Tell what could not be read from what is not there."""
    absent = batch.rows[column.name].isna().to_numpy()
    if not absent.any():
        return
    written = absent & _written(batch, column.name, absent)
    if required:
        yield _Fault(column.name, "missing", absent & ~written)
    if not written.any():
        return
    if column.kind is Kind.INSTANT:
        impossible = written & _impossible(batch.raw[column.name])
        yield _Fault(column.name, "impossible_time", impossible)
        written = written & ~impossible
    code = "unknown_word" if column.kind is Kind.CHOICE else "unreadable"
    yield _Fault(column.name, code, written)


def _outside(rows: pd.DataFrame, column: FactColumn) -> Iterator[_Fault]:
    """Tell values that the kind of the column does not allow."""
    values = rows[column.name]
    if column.kind is Kind.INSTANT:
        beyond = (values < FIRST_INSTANT) | (values >= LAST_INSTANT)
        yield _Fault(column.name, "out_of_range", beyond.to_numpy(dtype=bool))
    if column.kind is Kind.CHOICE:
        strange = _each_word(values, lambda word: word not in column.choices)
        yield _Fault(column.name, "unknown_word", strange)
    if column.kind is Kind.CODE:
        too_long = _each_word(values, lambda word: len(word) > LONGEST_CODE)
        yield _Fault(column.name, "too_long", too_long)


def _each_word(values: pd.Series, is_wrong: Callable[[str], bool]) -> np.ndarray:
    """Tell where a word is wrong; words are few, each is looked at once."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes, words = values.cat.codes.to_numpy(), values.cat.categories
    else:
        codes, words = pd.factorize(values)
    wrong = np.array([*(is_wrong(str(word)) for word in words), False])
    return wrong[codes] if wrong.any() else np.zeros(len(values), dtype=bool)


def _broken(batch: Batch) -> np.ndarray:
    if BROKEN not in batch.raw:
        return np.zeros(len(batch.rows), dtype=bool)
    return np.asarray(batch.raw[BROKEN].notna().to_numpy(), dtype=bool)


def _written(batch: Batch, name: str, absent: np.ndarray) -> np.ndarray:
    """Say where the file has some text, looking only where it matters."""
    written = np.zeros(len(batch.rows), dtype=bool)
    if name in batch.raw:
        texts = batch.raw[name].to_numpy(dtype=object, na_value=None)[absent]
        written[absent] = [bool(text and str(text).strip()) for text in texts]
    return written


def _impossible(text: pd.Series) -> np.ndarray:
    """Say which texts look like the hour that is skipped in spring.

    A date in March at two o'clock and some minutes that nothing else explains.
    """
    iso = text.str.contains(r"-03-[0-9]{2}[ T]02:[0-9]{2}", regex=True)
    french = text.str.contains(r"[/.-]0?3[/.-][0-9]{2,4}[ T-]+0?2[:h][0-9]{2}", regex=True)
    slashes = text.str.contains(r"^[0-9]{4}/03/[0-9]{2} 02:[0-9]{2}", regex=True)
    found = iso.fillna(False) | french.fillna(False) | slashes.fillna(False)
    return np.asarray(found.to_numpy(dtype=bool))


def _reasons(batch: Batch, fault: _Fault) -> pd.DataFrame:
    lines = batch.rows.index[fault.where]
    return pd.DataFrame(
        {
            "line": lines,
            "column": fault.column,
            "code": fault.code,
            "value": _shown(batch, fault),
        }
    )


def _shown(batch: Batch, fault: _Fault) -> list[str]:
    """Return the text of the file as it may be kept: personal columns are masked."""
    personal = of_kind(batch.dataset, Kind.PSEUDONYM)
    count = int(fault.where.sum())
    if fault.code == "missing":
        return [""] * count
    if fault.column in (*personal, *NAMED) or (fault.code == "broken_line" and personal):
        return [MASK] * count
    name = fault.column or BROKEN
    from_file = batch.raw[name] if name in batch.raw else batch.rows[name]
    texts = from_file.astype("str").fillna("").to_numpy(dtype=object)
    return [text[:LONGEST_VALUE] for text in texts[fault.where]]


def _no_rejections() -> pd.DataFrame:
    kinds = {"line": "int64", "column": "str", "code": "str", "value": "str"}
    return pd.DataFrame({name: pd.Series(dtype=kinds[name]) for name in REJECTION_COLUMNS})
