"""Work ahead: a second thread makes the next item while this one uses the last."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the items in their order, never more than one ahead of who uses them.

    An error of ``items`` is raised here; whoever stops early waits for the item under way.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as helper:
        coming = helper.submit(_next, items)
        while found := coming.result():
            coming = helper.submit(_next, items)
            yield found[0]


def _next(items: Iterator[Item]) -> tuple[Item] | None:
    for item in items:
        return (item,)
    return None
