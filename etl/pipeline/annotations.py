"""What happened at the sites, as the register of events tells it."""

import re
from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import pandas as pd

from etl.contracts.contract import Contract, Requirement
from etl.contracts.datasets import CONTRACTS
from etl.domain.annotations import Annotation, AnnotationKind, LimitChange
from etl.domain.assessments import EVERYWHERE
from etl.domain.datasets import Dataset
from etl.pipeline.warehouse import Warehouse
from etl.store.facts import load_facts

_BETWEEN_CODES = re.compile(r"[\s,;]+")


def annotations(warehouse: Warehouse) -> tuple[Annotation, ...]:
    """Return the current annotations of every site, oldest first; days are the sites' own.

    What a register and a page both tell (same place, first day, kind and title) is one event,
    as it was told last.
    """
    with warehouse.store.reading() as connection:
        events = load_facts(connection, Dataset.EVENTS)
    known = [each.value for each in AnnotationKind]
    told = events[events["kind"].astype("str").isin(known)]
    told = told[told["site"].isin(list(warehouse.declarations.sites))]
    zones = {code: each.timezone for code, each in warehouse.declarations.sites.items()}
    told = told.sort_values("import_id", kind="stable")
    found = [_annotation(row, zones) for row in told.to_dict("records")]
    last = {_same(each): each for each in found}
    return tuple(sorted(last.values(), key=lambda each: (each.first, each.site, each.title)))


def _same(each: Annotation) -> tuple[object, ...]:
    """Return what makes two tellings one event."""
    place = EVERYWHERE if each.everywhere else each.site
    return place, each.first, each.kind, each.title.casefold()


def contracts(codes: Collection[str]) -> Mapping[Dataset, Contract]:
    """Return the contracts, where an event names none but the indicators of ``codes``.

    A misspelt code would leave the limits of its indicator as they were without a word.
    """
    known = frozenset(codes)

    def named(rows: pd.DataFrame) -> pd.Series:
        told = rows["indicators"].astype("str")
        right = {each: known.issuperset(_codes(each)) for each in told.dropna().unique()}
        return told.map(right).astype("boolean")

    own = CONTRACTS[Dataset.EVENTS]
    asked = Requirement("unknown_indicator", "indicators", named)
    return {**CONTRACTS, Dataset.EVENTS: replace(own, requirements=(*own.requirements, asked))}


def _codes(text: str) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN_CODES.split(text)))


def _annotation(row: dict[Hashable, object], zones: dict[str, str]) -> Annotation:
    site = str(row["site"])
    zone = ZoneInfo(zones[site])
    first = pd.Timestamp(str(row["started_at"])).tz_convert(zone).date()
    ended = row["done_at"]
    limits = _text(row["limits"])
    return Annotation(
        first=first,
        last=None if pd.isna(ended) else pd.Timestamp(str(ended)).tz_convert(zone).date(),
        site=site,
        title=_text(row["subject"]),
        kind=AnnotationKind(str(row["kind"])),
        author=_text(row["author"]),
        everywhere=not pd.isna(row["everywhere"]) and bool(row["everywhere"]),
        evidence=_text(row["evidence"]),
        limits=LimitChange(limits) if limits else None,
        indicators=_codes(_text(row["indicators"])),
        import_id=int(str(row["import_id"])),
    )


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)
