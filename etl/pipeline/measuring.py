"""From monthly tallies to the measure of every span, all indicators of a statistic at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from etl.domain.assessments import EVERYWHERE
from etl.domain.engagements import Statistic
from etl.indicators.measures import measure
from etl.indicators.tallies import COUNTS, SPARED, SUMS, merge
from etl.pipeline.spans import Axes, Ints, Truths

NUMBERS = ["counted", "met", "missed", "pending", "excluded", "unknown", *SPARED]
FIGURES = ["value", "low", "high", *NUMBERS, "import_ids"]


@dataclass(frozen=True)
class Keys:
    """One number for each (indicator, site, service, period), and back.

    ``services`` begins with ``EVERYWHERE``: all of them together.
    """

    axes: Axes
    services: Sequence[str]

    def of(self, indicator: Ints, site: Ints, service: Ints, period: Ints) -> Ints:
        wide = (indicator * len(self.axes.sites) + site) * len(self.services) + service
        return wide * len(self.axes.periods) + period

    def places(self, keys: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        wide, period = np.divmod(keys, len(self.axes.periods))
        wide, service = np.divmod(wide, len(self.services))
        indicator, site = np.divmod(wide, len(self.axes.sites))
        return indicator, site, service, period

    def laid_out(self, measured: Ints) -> Ints:
        """Return every key: each site as a whole, and the services that were ever measured."""
        axes, periods = self.axes, len(self.axes.periods)
        whole = np.arange(len(axes.pairs) * len(axes.sites)) * len(self.services)
        every = np.union1d(whole, measured // periods)
        found: Ints = (every[:, None] * periods + np.arange(periods)).ravel()
        return found


def keys_of(axes: Axes, tallies: pd.DataFrame) -> Keys:
    names = tallies["service"].unique()
    return Keys(axes, [EVERYWHERE, *sorted(each for each in names if each != "")])


def measured(tallies: pd.DataFrame, keys: Keys, days: Ints) -> pd.DataFrame:
    """Return the figures of each span that has tallies, indexed by its key.

    ``days`` is the length of each span: indicators by periods.
    """
    axes = keys.axes
    codes = pd.Index([indicator.code for _, indicator in axes.pairs])
    own = tallies[[*COUNTS, *SPARED, *SUMS, "distribution", "month", "import_ids"]].assign(
        place=codes.get_indexer(tallies["indicator"]),
        site=pd.Index(axes.sites[:-1]).get_indexer(tallies["site"]),
        # A fact without a service counts in its site, and in no service.
        service=pd.Index(keys.services).get_indexer(tallies["service"]),
    )
    own = own[(own["place"] >= 0) & (own["site"] >= 0)]
    statistics = np.array([indicator.statistic for _, indicator in axes.pairs], dtype=object)
    found = [pd.DataFrame(columns=FIGURES, index=pd.Index([], dtype="int64"))]
    for statistic in Statistic:
        chosen = own[(statistics == statistic)[own["place"]]]
        over = _over(chosen, keys)
        if len(over):
            found.append(_figures(over, statistic, keys, days))
    return pd.concat(found[1:] or found)


def _over(tallies: pd.DataFrame, keys: Keys) -> pd.DataFrame:
    """Repeat each tally for every span, site and service that it belongs to."""
    place, site, service = (
        tallies[name].to_numpy("int64") for name in ("place", "site", "service")
    )
    row, period = np.nonzero(_inside(tallies, keys.axes, place, site))
    place, site, service = place[row], site[row], service[row]
    by_service = np.array([each.by_service for _, each in keys.axes.pairs], dtype=bool)
    told = by_service[place] & (service > 0)
    together, everywhere = np.zeros_like(service), np.full_like(site, len(keys.axes.sites) - 1)
    parts = [
        (row[which], keys.of(place[which], sites[which], services[which], period[which]))
        for services, which in ((together, np.ones(len(row), bool)), (service, told))
        for sites in (site, everywhere)
    ]
    rows, key = (np.concatenate(each) for each in zip(*parts, strict=True))
    return tallies.iloc[rows].assign(key=key)


def _inside(tallies: pd.DataFrame, axes: Axes, place: Ints, site: Ints) -> Truths:
    """Tell of each tally in which spans its month lies, where the indicator applies."""
    month = tallies["month"].to_numpy("datetime64[us]")[:, None]
    found: Truths = (month >= axes.begins[place]) & (month < axes.ends)
    return found & axes.applies[place, site]


def _figures(over: pd.DataFrame, statistic: Statistic, keys: Keys, days: Ints) -> pd.DataFrame:
    merged = merge(over, ["key"], statistic)
    indicator, _, _, period = keys.places(merged["key"].to_numpy("int64"))
    length = pd.Series(days[indicator, period], index=merged.index)
    found = measure(merged, statistic, length).set_index("key")
    behind = imports_behind(over["key"].to_numpy("int64"), over["import_ids"])
    return found.assign(import_ids=behind.reindex(found.index))[FIGURES]


def imports_behind(keys: Ints, lists: pd.Series) -> pd.Series:
    """Return the union of the lists of imports (JSON) of each key, as JSON again."""
    code, texts = pd.factorize(lists)
    own, code = np.divmod(np.unique(keys * len(texts) + code), len(texts))
    numbers = [np.array(json.loads(text), dtype="int64") for text in texts]
    lengths = np.array([len(each) for each in numbers])
    behind = np.concatenate([numbers[each] for each in code]) if len(code) else code
    size = int(behind.max(initial=0)) + 1
    own, behind = np.divmod(np.unique(np.repeat(own, lengths[code]) * size + behind), size)
    groups, first = np.unique(own, return_index=True)
    bounds = [*first.tolist(), len(own)]
    found = [json.dumps(behind[begin:end].tolist()) for begin, end in pairwise(bounds)]
    return pd.Series(found, index=groups, dtype="object")
