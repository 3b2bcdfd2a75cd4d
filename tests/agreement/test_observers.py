"""Two observers of one test: percent agreement, Cohen's kappa and Gwet's AC1, by hand.

By hand: plain Python, pair by pair, as the author's package irrCAC writes it. The demonstration
is read again from its workbooks.
"""

import math
import random

import pandas as pd
import pytest
from scipy.stats import t

from etl.assessments.agreement import ENOUGH_PAIRS, agreements
from etl.pipeline.campaigns import campaigns, item_titles, observations, ratings
from etl.pipeline.double_ratings import double_ratings
from tests.agreement.plain_files import sheet_rows

GRIDS = {"call": ("appels", "appel"), "mail": ("courriels", "courriel")}


def by_hand(pairs):
    """Return agreement, kappa, AC1 and the half-width of its interval, None: no value."""
    size = len(pairs)
    agreed = sum(one == two for one, two in pairs) / size
    yes = (sum(one for one, _ in pairs) / size, sum(two for _, two in pairs) / size)
    expected = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    kappa = (agreed - expected) / (1 - expected) if expected < 1 else None
    share = {True: sum(yes) / 2, False: 1 - sum(yes) / 2}
    chance = sum(each * (1 - each) for each in share.values())
    ac1 = (agreed - chance) / (1 - chance)
    total = 0.0
    for one, two in pairs:
        own = ((one == two) - chance) / (1 - chance)
        of_pair = (1 - share[one] + 1 - share[two]) / 2
        own -= 2 * (1 - ac1) * (of_pair - chance) / (1 - chance)
        total += (own - ac1) ** 2
    half = t.ppf(0.975, size - 1) * math.sqrt(total / (size * (size - 1)))
    return agreed, kappa, ac1, half


def wilson(part, whole):
    z, share = 1.959963984540054, part / whole
    centre = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    spread = math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    spread *= z / (1 + z * z / whole)
    return centre - spread, centre + spread


def told(pairs):
    frame = pd.DataFrame(pairs, columns=["first", "second"]).assign(item="x")
    return agreements(frame, "item").iloc[0]


def table(both, first_only, second_only, neither):
    return (
        [(True, True)] * both
        + [(True, False)] * first_only
        + [(False, True)] * second_only
        + [(False, False)] * neither
    )


def same(found, expected):
    assert math.isnan(found) if expected is None else found == pytest.approx(expected)


def as_by_hand(found, pairs):
    agreed, kappa, ac1, half = by_hand(pairs)
    low, high = wilson(sum(one == two for one, two in pairs), len(pairs))
    same(found["share"], agreed)
    same(found["low"], max(low, 0.0))
    same(found["high"], min(high, 1.0))
    same(found["kappa"], kappa)
    same(found["ac1"], ac1)
    same(found["ac1_low"], max(ac1 - half, -1.0) if half else None)
    same(found["ac1_high"], min(ac1 + half, 1.0) if half else None)


def test_the_published_paradox_high_agreement_and_a_kappa_below_zero():
    """Gwet, 2002: 118 and 0 alike, 5 and 2 apart; kappa -0,023, AC1 0,941."""
    found = told(table(118, 5, 2, 0))
    assert found["share"] == pytest.approx(0.944)
    assert found["kappa"] == pytest.approx(-0.0234, abs=5e-5)
    assert found["ac1"] == pytest.approx(0.9408, abs=5e-5)


def test_the_published_kappa_of_two_readers():
    """Fleiss, Levin and Paik: a balanced table, where kappa and AC1 say the same."""
    found = told(table(40, 9, 6, 45))
    assert found["kappa"] == pytest.approx(0.70, abs=0.005)
    assert found["ac1"] == pytest.approx(found["kappa"], abs=0.005)


@pytest.mark.parametrize("seed", range(12))
def test_any_pairs_as_by_hand(seed):
    chosen = random.Random(seed)
    share = chosen.choice([0.5, 0.9, 0.97])
    pairs = []
    for _ in range(chosen.randint(ENOUGH_PAIRS, 60)):
        one = chosen.random() < share
        pairs.append((one, one if chosen.random() < 0.85 else not one))
    as_by_hand(told(pairs), pairs)


@pytest.mark.parametrize(("size", "is_measured"), [(9, False), (10, True)])
def test_under_ten_pairs_nothing_is_said(size, is_measured):
    found = told(table(size - 1, 1, 0, 0))
    assert (found["counted"], found["agreed"]) == (size, size - 1)
    for name in ("share", "low", "high", "ac1"):
        assert pd.notna(found[name]) is is_measured


def test_one_mark_throughout_has_no_kappa_and_no_interval_without_width():
    found = told(table(12, 0, 0, 0))
    assert (found["share"], found["ac1"]) == (1, 1)
    assert found[["kappa", "ac1_low", "ac1_high"]].isna().all()
    assert found["low"] == pytest.approx(wilson(12, 12)[0]) and found["high"] == 1


# --- the demonstration, from its files


def rated_twice(folder, channel, sites):
    """Return the pairs of marks of each point, and how many tests were rated twice."""
    several, one = GRIDS[channel]
    first, second = {}, {}
    for path in sorted(folder.glob(f"grille_{several}_mysteres_*.xlsx")):
        for row in sheet_rows(path):
            test = (row["Campagne"], row[f"N° {one} mystère"])
            if row["Site"] in sites:
                (second if row["Seconde cotation"] == "Oui" else first)[test] = row
    pairs = {}
    for test, row in second.items():
        assert row["Enquêteur"] != first[test]["Enquêteur"]
        for item in list(row)[8:]:
            marks = first[test][item], row[item]
            if "NA" not in marks:
                own = pairs.setdefault(item, [])
                own.append((marks[0] == "Oui", marks[1] == "Oui"))
    return pairs, len(second)


@pytest.mark.parametrize("channel", ["call", "mail"])
@pytest.mark.parametrize("sites", [("Cahors", "Figeac", "Gourdon"), ("Cahors",)])
def test_the_agreement_of_the_demonstration(channel, sites, demonstration):
    codes = [each.lower() for each in sites]
    known = ratings(demonstration.warehouse, codes)
    found = double_ratings(known[known["channel"] == channel])
    measured = agreements(found.pairs, "item")
    titles = item_titles(demonstration.warehouse)
    pairs, tests = rated_twice(demonstration.files, channel, sites)
    assert (found.tests, found.apart) == (tests, 0)
    assert {titles[each] for each in measured["item"]} == set(pairs)
    for row in measured.to_dict("records"):
        own = pairs[titles[row["item"]]]
        assert row["counted"] == len(own)
        if len(own) >= ENOUGH_PAIRS:
            as_by_hand(row, own)
        else:
            assert math.isnan(row["share"])


def test_a_second_rating_is_no_test_of_a_campaign(demonstration):
    known = campaigns(observations(demonstration.warehouse, ["cahors", "figeac", "gourdon"]))
    assert known["tests"].tolist() == [40, 40, 20, 20, 20, 20, 20, 20]
