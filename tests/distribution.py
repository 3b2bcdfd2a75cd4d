"""Which process runs which tests: what is built once is shared, and long parts begin first.

Since pytest 9.2 the groups of ``--dist loadgroup`` of pytest-xdist 3.8 no longer hold: a mark
has no effect, and two processes built, or awaited, what one should have had for itself.
"""

from collections.abc import Sequence

import pytest
from xdist.scheduler import LoadScopeScheduling

# One Chromium and its servers; the demonstration, and the pages that show it.
GROUPS = (
    ("browser", ("tests/browser/",)),
    ("pages", ("tests/agreement/test_demonstration.py", "tests/pages/")),
)
# The rest by file, those with long tests before the many short ones.
LONG = ("tests/pipeline/", "tests/perimeter/", "tests/store/", "tests/documents/")


def group_of(nodeid: str) -> str:
    """Return the name of the group of a test: its file, when it shares nothing beyond it."""
    file = nodeid.partition("::")[0]
    return next((name for name, places in GROUPS if file.startswith(places)), file)


def rank(nodeid: str) -> int:
    """Return the place of a test in the run: the lower, the sooner."""
    own = group_of(nodeid)
    names = [name for name, _ in GROUPS]
    if own in names:
        return names.index(own)
    return len(names) + (not nodeid.startswith(LONG))


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    return sorted(items, key=lambda item: rank(item.nodeid))


class BySharing(LoadScopeScheduling):
    """Give each group to one process, in the order of the run."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
