"""Working ahead changes nothing but the time it takes."""

import threading

import pytest

from etl.pipeline.ahead import ahead


def test_every_item_comes_in_its_order():
    assert list(ahead(iter([]))) == []
    assert list(ahead(iter([None, 0, "", 3]))) == [None, 0, "", 3]


def test_an_error_comes_after_the_items_before_it():
    def items():
        yield 1
        raise KeyError("two")

    found = ahead(items())
    assert next(found) == 1
    with pytest.raises(KeyError, match="two"):
        next(found)


def test_never_more_than_one_item_is_waiting():
    made = []

    def items():
        for number in range(10):
            made.append(number)
            yield number

    for used in ahead(items()):
        assert len(made) <= used + 2
    assert len(made) == 10


def test_who_stops_early_leaves_no_thread_behind():
    before = threading.active_count()
    found = ahead(iter(range(10)))
    assert next(found) == 0
    found.close()
    assert threading.active_count() == before
