"""``make bench``: every benchmark; ``python -m tests.benchmarks peers mailbox``: those named.

Ratios in one run, no assertion. Some take tens of minutes (``peers``, ``scale``).
"""

import sys

from tests.benchmarks import (
    bench_assess,
    bench_calendars,
    bench_ingest,
    bench_mailbox,
    bench_pages,
    bench_peers,
    bench_scale,
    bench_store,
    bench_visitors,
)

BENCHMARKS = {
    "ingest": bench_ingest,
    "peers": bench_peers,
    "scale": bench_scale,
    "mailbox": bench_mailbox,
    "assess": bench_assess,
    "store": bench_store,
    "calendars": bench_calendars,
    "pages": bench_pages,
    "visitors": bench_visitors,
}

if __name__ == "__main__":
    chosen, sys.argv[1:] = sys.argv[1:] or list(BENCHMARKS), []
    for name in chosen:
        print(f"— {BENCHMARKS[name].__doc__.splitlines()[0]}", flush=True)
        BENCHMARKS[name].main()
