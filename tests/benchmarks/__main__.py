"""``make bench``: every benchmark, one after the other; ratios in one run, no assertion."""

from tests.benchmarks import bench_assess, bench_calendars, bench_ingest, bench_store

if __name__ == "__main__":
    for each in (bench_ingest, bench_assess, bench_store, bench_calendars):
        print(f"— {each.__doc__.splitlines()[0]}")
        each.main()
