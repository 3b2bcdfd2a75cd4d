"""What the server counts of itself: how long pages take, and how many fail."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
# Bounds in seconds: the house asks for pages under half a second.
PAGES = Histogram(
    "vigie_page_seconds",
    "Time to draw a page, by page",
    ["page"],
    registry=REGISTRY,
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
)
FAILURES = Counter("vigie_page_failures", "Pages that failed", registry=REGISTRY)


@contextmanager
def timed(page: str) -> Iterator[None]:
    """Count the time that a page takes, whether it is drawn to its end or not."""
    started = time.perf_counter()
    try:
        yield
    finally:
        PAGES.labels(page).observe(time.perf_counter() - started)
