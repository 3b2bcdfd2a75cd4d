"""Closures that were imported (a calendar file) join those that the sites' files declare."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from etl.domain.datasets import Dataset
from etl.domain.sites import CLOSURE, Closure, Site
from etl.store.engine import Store
from etl.store.facts import load_facts

_NO_REASON = "Fermeture"


def sites_with_closures(
    store: Store, declared: Mapping[str, Site], as_of_import: int | None = None
) -> dict[str, Site]:
    """Return the sites as of now: their declared closures, and the imported ones.

    With ``as_of_import``: as of that import.
    Calendars are part of an indicator's fingerprint: a closure that an import brings, that a
    later file cancels or that an undone import takes away has everything judged again.
    """
    with store.reading() as connection:
        events = load_facts(connection, Dataset.EVENTS, as_of_import=as_of_import)
    told = events[events["kind"].astype("str") == CLOSURE]
    found: defaultdict[str, list[Closure]] = defaultdict(list)
    for row in told.to_dict("records"):
        for code in declared if row["everywhere"] is True else [str(row["site"])]:
            if code in declared:
                found[code].append(_closure(row, declared[code]))
    return {code: _with(site, found[code]) for code, site in declared.items()}


def _with(site: Site, imported: list[Closure]) -> Site:
    own = [each for each in site.closures if each.import_id is None]
    ordered = sorted(imported, key=lambda each: (each.first, each.last, each.reason))
    return replace(site, closures=(*own, *ordered))


def _closure(row: dict[Hashable, object], site: Site) -> Closure:
    """Return a closure of whole local days; the instant of its end is excluded."""
    zone = ZoneInfo(site.timezone)
    first = pd.Timestamp(str(row["started_at"])).tz_convert(zone).date()
    end = pd.Timestamp(str(row["done_at"])).tz_convert(zone).date()
    reason = row["subject"]
    number = int(str(row["import_id"]))
    return Closure(
        first=first,
        last=max(first, end - timedelta(days=1)),
        reason=_NO_REASON if pd.isna(reason) else str(reason),
        decided_by=f"Calendrier importé (import n° {number})",
        import_id=number,
    )
