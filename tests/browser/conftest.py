"""One Chromium and one server a warehouse, for all the tests of this folder."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser import serving
from tests.pages import warehouses

# A busy machine is not a fault of a page.
expect.set_options(timeout=serving.PATIENCE_S * 1000)
REQUIRED = "QUALITY_REQUIRE_CHROMIUM"


@pytest.fixture(scope="session")
def chromium():
    if serving.chromium_path() is None:
        if os.environ.get(REQUIRED):
            pytest.fail("no Chromium, although it is required here")
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with serving.browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def full_folder(own_copy):
    return own_copy("full", warehouses.build_full)


@pytest.fixture(scope="session")
def full(full_folder):
    with serving.server(warehouses.variables(full_folder)) as address:
        yield address


@pytest.fixture(scope="session")
def empty(own_copy):
    folder = own_copy("empty", warehouses.build_empty)
    with serving.server(warehouses.variables(folder)) as address:
        yield address


@pytest.fixture
def own_server(own_copy):
    """Serve a store that one test may write in."""
    folder = own_copy("full", warehouses.build_full)
    with serving.server(warehouses.variables(folder)) as address:
        yield address


@pytest.fixture
def visit(chromium):
    """Return what opens a page in an English browser and waits until it stands."""
    contexts = []

    def opened(address, size=serving.WIDE, scheme="light", first=False):
        context = serving.newcomer(chromium, address, size, scheme)
        contexts.append(context)
        if first:
            context.clear_cookies()
        page = context.new_page()
        page.goto(address)
        serving.settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()
