"""A prefecture on SQLite alone: what is judged here says nothing to the engine of its own.

Both engines answer the same in ``tests/store`` and in the rooms above.
"""

import pytest

from tests import blank


@pytest.fixture
def url(tmp_path):
    return blank.sqlite_url(tmp_path / "data/quality.db")
