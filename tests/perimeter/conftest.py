"""Two worlds, and what shows one of them to a visitor."""

import pytest
import streamlit as st

from tests.pages import warehouses
from tests.perimeter import worlds


@pytest.fixture(scope="session")
def open_world(own_copy):
    full = own_copy("full", warehouses.build_full)
    return own_copy("world_open", lambda folder: worlds.build_open(folder, full))


@pytest.fixture(scope="session")
def secret_world(own_copy, open_world):
    return own_copy("world_secret", lambda folder: worlds.build_secret(folder, open_world))


def forget():
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def own_caches():
    forget()
