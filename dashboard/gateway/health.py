"""Does the store answer, and how does it stand: for those who watch the server."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from dashboard.gateway import warehouse as opened
from etl.calendars.clock import now
from etl.domain.assessments import Verdict
from etl.errors import UserError
from etl.pipeline.observing import Observed, observe


def is_ready() -> bool:
    """Tell whether the store answers; a server that was away and is back is found again."""
    try:
        opened.version()
    except UserError:
        return False
    return True


def metrics_token() -> str:
    return opened.settings().metrics_token


def log_format() -> str:
    return opened.settings().log_format


class StoreMetrics:
    """The state of the store, read when it is asked for; counts only."""

    def collect(self) -> Iterator[Metric]:
        try:
            seen = observe(opened.warehouse(), now())
        except UserError:
            yield GaugeMetricFamily("vigie_store_up", "Whether the store answers", value=0)
            return
        yield GaugeMetricFamily("vigie_store_up", "Whether the store answers", value=1)
        yield from _counts(seen)
        yield from _sources(seen)
        yield from _verdicts(seen)


def _counts(seen: Observed) -> Iterator[Metric]:
    yield CounterMetricFamily("vigie_imports", "Files that count", value=seen.imports)
    yield CounterMetricFamily("vigie_records", "Rows read", value=seen.records)
    yield CounterMetricFamily("vigie_rejected", "Rows refused", value=seen.rejected)
    yield GaugeMetricFamily("vigie_quarantine", "Rows in quarantine", value=seen.waiting_rows)
    yield GaugeMetricFamily("vigie_unassessed", "Days not assessed", value=seen.waiting_days)
    if seen.last_import_at:
        last = seen.last_import_at.timestamp()
        yield GaugeMetricFamily("vigie_last_import_seconds", "Last import (Unix)", value=last)


def _sources(seen: Observed) -> Iterator[Metric]:
    last = GaugeMetricFamily("vigie_source_last_seconds", "Last fact (Unix)", labels=["source"])
    silent = GaugeMetricFamily("vigie_source_silent", "Silent too long", labels=["source"])
    for each in seen.sources:
        last.add_metric([each.name], each.last_at.timestamp())
        silent.add_metric([each.name], float(each.is_silent))
    yield from (last, silent)


def _verdicts(seen: Observed) -> Iterator[Metric]:
    found = list(seen.verdicts.values())
    counts = GaugeMetricFamily("vigie_verdicts", "Engagements, last month", labels=["verdict"])
    for each in Verdict:
        counts.add_metric([each.value], found.count(each))
    yield counts
