"""A store on each engine, empty for every test; the PostgreSQL server is a real one."""

from collections.abc import Iterator

import pytest

from etl.store.engine import Store, open_store

SECRET = bytes(range(32))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url, SECRET, patience_s=20)
    yield opened
    opened.dispose()
