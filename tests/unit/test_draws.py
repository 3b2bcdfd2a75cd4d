"""A draw that anybody can do again: by the seed alone, whatever the order of rows."""

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from etl.audit.draw import LARGEST_SAMPLE, DrawError, allocation, discordant, draw, rank
from etl.domain.samples import CaseCheck, CheckResult, SampleCase, Stratum
from etl.pipeline.draws import tally
from etl.wording.auditing import upper_percent
from tests.tables import table

EVERY = tuple(Stratum)


def case(number, outcome="met", site="cahors", month="2026-05"):
    return SampleCase(f"{number:016x}", site, month, outcome, "mars.csv", number + 1)


PEOPLE = [case(each, "missed" if each % 10 == 0 else "met") for each in range(200)]


def keys(found):
    return [each.key for each in found]


def test_the_method_as_it_is_written_gives_the_same_cases():
    found = draw(PEOPLE, "2026", 20, [Stratum.OUTCOME])
    by_hand = []
    for outcome, places in (("met", 18), ("missed", 2)):
        own = [each.key for each in PEOPLE if each.outcome == outcome]
        own.sort(key=lambda key: hashlib.sha256(f"2026|{key}".encode()).hexdigest())
        by_hand += own[:places]
    assert keys(found) == by_hand
    assert {each.stratum for each in found} == {"met", "missed"}


def test_a_known_seed_draws_known_cases_for_ever():
    assert rank("2026", "00000000000000ff").startswith("4ea455d76208")
    assert (
        keys(draw(PEOPLE, "audit", 3, []))
        == sorted(keys(PEOPLE), key=lambda key: rank("audit", key))[:3]
    )


@given(st.permutations(range(30)), st.integers(1, 30))
def test_the_order_of_the_rows_changes_nothing(order, size):
    shuffled = [PEOPLE[each] for each in order]
    assert draw(shuffled, "a", size, EVERY) == draw(PEOPLE[:30], "a", size, EVERY)


def test_another_seed_draws_others_and_no_case_comes_twice():
    one, other = (keys(draw(PEOPLE, seed, 40, EVERY)) for seed in ("a", "b"))
    assert one != other
    assert len(set(one)) == 40


def test_a_sample_as_large_as_its_population_is_all_of_it():
    assert sorted(keys(draw(PEOPLE[:7], "a", 100, EVERY))) == sorted(keys(PEOPLE[:7]))


def test_places_are_in_proportion_by_the_largest_remainder():
    rows = table("""
        a  | b  | c  | places | drawn
        70 | 20 | 10 | 10     | 7/2/1
        70 | 20 | 10 | 5      | 4/1/0
        50 | 50 | 0  | 3      | 2/1/0
        1  | 1  | 1  | 2      | 1/1/0
        9  | 1  | 0  | 10     | 9/1/0
    """)
    for row in rows.to_dict("records"):
        sizes = {name: int(row[name]) for name in "abc" if row[name]}
        found = allocation(sizes, int(row["places"]))
        assert "/".join(str(found.get(name, 0)) for name in "abc") == row["drawn"]


@given(st.lists(st.integers(1, 500), min_size=1, max_size=12), st.integers(1, 200))
def test_places_add_up_and_none_is_more_than_its_stratum(sizes, places):
    named = {f"s{place}": size for place, size in enumerate(sizes)}
    places = min(places, sum(sizes))
    found = allocation(named, places)
    assert sum(found.values()) == places
    assert all(found[name] <= size for name, size in named.items())
    exact = {name: size * places / sum(sizes) for name, size in named.items()}
    assert all(abs(found[name] - exact[name]) < 1 for name in named)


def test_a_case_has_the_same_chance_in_a_small_stratum_as_in_a_large_one():
    drawn = [
        each.outcome
        for seed in random.Random(7).sample(range(10_000), 60)
        for each in draw(PEOPLE, str(seed), 50, [Stratum.OUTCOME])
    ]
    assert drawn.count("missed") / 20 == drawn.count("met") / 180


@pytest.mark.parametrize("seed", ["", "a|b", "a\nb", "a" * 65])
def test_a_seed_is_a_short_word(seed):
    with pytest.raises(DrawError, match="Graine"):
        draw(PEOPLE, seed, 3, [])


@pytest.mark.parametrize("size", [0, -1, LARGEST_SAMPLE + 1])
def test_a_size_has_limits(size):
    with pytest.raises(DrawError, match="Taille"):
        draw(PEOPLE, "a", size, [])


def check(result):
    return CaseCheck(1, "0" * 16, CheckResult(result), "*")


@pytest.mark.parametrize(
    ("agreeing", "wrong", "highest"),
    # Clopper and Pearson, one-sided: 1 - 0.05^(1/n) without failure.
    [(30, 0, 0.0950339), (59, 0, 0.0495078), (29, 1, None), (45, 5, None), (0, 1, 1.0)],
)
def test_the_checks_say_of_the_whole_what_the_exact_bound_says(agreeing, wrong, highest):
    sample = type("Drawn", (), {"cases": tuple(range(60))})()
    checks = [check("agrees")] * agreeing + [check("not_found")] * wrong
    found = tally(sample, checks)
    assert (found.checked, found.discordant) == (agreeing + wrong, wrong)
    if highest is None:
        # Were it the true share, so few discordant cases would come once in twenty.
        chance = stats.binom.cdf(wrong, agreeing + wrong, found.highest)
        assert chance == pytest.approx(0.05)
    else:
        assert found.highest == pytest.approx(highest, abs=1e-6)


def test_nothing_checked_says_nothing_and_what_is_not_found_is_discordant():
    sample = type("Drawn", (), {"cases": ()})()
    assert tally(sample, []).highest is None
    assert discordant([check("agrees"), check("differs"), check("not_found")]) == 2


def test_an_upper_bound_is_rounded_up():
    assert upper_percent(0.09503).replace("\u202f", "") == "9,6%"
    assert upper_percent(0.095).replace("\u202f", "") == "9,5%"
