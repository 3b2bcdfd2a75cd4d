"""The dashboard run in this process, on one warehouse or another."""

import gc
import inspect
from html import unescape

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import access
from etl.domain.people import Visitor
from etl.domain.perimeter import EVERYTHING
from tests.pages import warehouses
from tests.pipeline import folders

PAGES = {
    "overview": None,
    "engagement": "dashboard/pages/engagement.py",
    "compare": "dashboard/pages/compare.py",
    "telephone": "dashboard/pages/telephone.py",
    "mails": "dashboard/pages/mails.py",
    "reception": "dashboard/pages/reception.py",
    "mystery": "dashboard/pages/mystery.py",
    "satisfaction": "dashboard/pages/satisfaction.py",
    "emergency": "dashboard/pages/emergency.py",
    "describing": "dashboard/pages/describing.py",
    "events": "dashboard/pages/events.py",
    "imports": "dashboard/pages/imports.py",
    "expected_files": "dashboard/pages/expected_files.py",
    "actions": "dashboard/pages/actions.py",
    "audit": "dashboard/pages/audit.py",
    "evidence": "dashboard/pages/evidence.py",
    "documents": "dashboard/pages/documents.py",
    "editions": "dashboard/pages/editions.py",
    "acts": "dashboard/pages/acts.py",
    "method": "dashboard/pages/method.py",
    "people": "dashboard/pages/people.py",
    "news": "dashboard/pages/news.py",
    "accessibility": "dashboard/pages/accessibility.py",
}
# The pages that need data: the others say the same whatever there is.
OF_DATA = (
    "overview",
    "engagement",
    "telephone",
    "mails",
    "reception",
    "compare",
    "mystery",
    "satisfaction",
    "emergency",
    "events",
    "imports",
    "editions",
)
# A busy machine is not a fault of a page.
PATIENCE_S = 300
MAIN = str(warehouses.ROOT / "streamlit_app.py")
# Streamlit looks at the metadata of every installed package: 360 ms a test.
DISCOVERY = (
    "streamlit.components.v2.component_manager."
    "BidiComponentManager.discover_and_register_components"
)


@pytest.fixture(scope="session", autouse=True)
def libraries_out_of_the_way():
    """Streamlit collects garbage after each run: what is loaded once need not be walked."""
    import plotly.graph_objects  # noqa: F401

    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


# What one test may leave to the next: a store that is read only, and who looks at it.
QUIET = frozenset({"show", "visiting", "subtests", "request"})
READ_ONLY = frozenset(
    {"full_folder", "empty_folder", "one_contact_folder", "all_missing_folder", "demo_folder"}
)


@pytest.fixture(scope="session")
def last_read() -> list[str | None]:
    """Remember the store whose answers the caches hold, ``None`` when nobody can tell."""
    return [None]


@pytest.fixture(autouse=True)
def own_caches(request, monkeypatch, last_read):
    """Keep what one test cached from the next, unless both only read the same store.

    The server keeps its caches between visitors too: they know the version of the store.
    """
    monkeypatch.setattr(DISCOVERY, lambda self, **options: None)
    store = store_read(request.node)
    if store is None or store != last_read[0]:
        st.cache_data.clear()
        st.cache_resource.clear()
    last_read[0] = store


def store_read(item: pytest.Item) -> str | None:
    """Return the one store that a test reads, ``None`` when it may change what is cached."""
    if not isinstance(item, pytest.Function):
        return None
    own = set(inspect.signature(item.function).parameters)
    if not own <= READ_ONLY | QUIET | parameters_of(item):
        return None
    stores = own & READ_ONLY
    return stores.pop() if len(stores) == 1 else None


def parameters_of(item: pytest.Item) -> set[str]:
    return set(item.callspec.params) if hasattr(item, "callspec") else set()


@pytest.fixture(scope="session")
def empty_folder(own_copy):
    return own_copy("empty", warehouses.build_empty)


@pytest.fixture(scope="session")
def one_contact_folder(own_copy):
    return own_copy("one_contact", warehouses.build_one_contact)


@pytest.fixture(scope="session")
def full_folder(own_copy):
    return own_copy("full", warehouses.build_full)


@pytest.fixture(scope="session")
def registered(empty_folder):
    """Return the pages as Streamlit knows them once the list of pages has run."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in warehouses.variables(empty_folder).items():
            patch.setenv(name, value)
        found = AppTest.from_file(MAIN, default_timeout=PATIENCE_S).run()._registered_pages
    st.cache_data.clear()
    st.cache_resource.clear()
    return found


@pytest.fixture
def show(registered, monkeypatch):
    """Return what opens a page on a warehouse by its address, as a link does."""

    def run(folder, page="overview", user=None, **parameters):
        for name, value in warehouses.variables(folder).items():
            monkeypatch.setenv(name, value)
        at = AppTest.from_file(MAIN, default_timeout=PATIENCE_S)
        if user:
            at.user = user
        for name, value in parameters.items():
            at.query_params[name] = value
        if PAGES[page]:
            # Without it the overview would have to run before each page.
            at._registered_pages = registered
            at.switch_page(PAGES[page])
        return at.run()

    return run


@pytest.fixture
def visiting(monkeypatch):
    """Return what makes of every visitor somebody of a role and of a perimeter."""

    def visits(role, perimeter=EVERYTHING, name="martine@lot.gouv.fr"):
        who = Visitor(name, role, perimeter)
        monkeypatch.setattr(access._Desk, "register", staticmethod(lambda claims: who))

    return visits


@pytest.fixture
def demo_folder(demonstration, monkeypatch):
    """Return the folder of two years of an invented prefecture, and read it from here too."""
    folder = demonstration.files.parent
    for name, value in warehouses.variables(folder).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("QUALITY_SECRET_KEY", folders.SECRET)
    return folder


def said(at) -> str:
    """Return all the text of a page, French spaces made plain."""
    texts = [str(each.value) for kind in ("title", "header", "markdown", "caption", "code",
             "error", "warning") for each in at.get(kind)]  # fmt: skip
    texts += [each.value.to_string() for each in at.table]
    return unescape("\n".join(texts)).replace("\u202f", " ").replace("\u00a0", " ")
