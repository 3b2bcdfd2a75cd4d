"""A small prefecture on each engine."""

import pytest

from tests.pipeline import folders
from tests.pipeline.prefecture import Prefecture

ENGAGEMENTS = ("e08", "e10", "e17", "e49")


@pytest.fixture
def declared(tmp_path):
    """Return a folder of declarations that the test may change."""
    place = tmp_path / "declared"
    place.mkdir()
    return folders.declarations(place, ENGAGEMENTS)


@pytest.fixture
def opened(url, declared, tmp_path):
    """Return what opens the prefecture, again if need be, as its declarations now say."""
    warehouses = []
    place = tmp_path / "exports"
    place.mkdir()

    def opener():
        warehouses.append(folders.warehouse(tmp_path, declared, url))
        return Prefecture(warehouses[-1], place)

    yield opener
    for each in warehouses:
        each.store.dispose()


@pytest.fixture
def prefecture(opened):
    return opened()
