"""What pages really show, beside the same figures computed by hand from the files."""

import re
from datetime import date, datetime

import pytest

from tests.agreement.contacts_by_hand import FIGURES
from tests.agreement.hand_verdicts import (
    COUNTS,
    Figure,
    declared,
    gravest,
    missing,
    target_of,
    verdict,
    wilson,
)
from tests.agreement.overview_by_hand import Month
from tests.pages.conftest import said
from tests.pages.warehouses import ROOT

JUNE, SEEN = date(2026, 6, 1), datetime(2026, 7, 20, 10)
DECLARED = declared(ROOT / "data" / "engagements")
SITES = ("cahors", "figeac", "gourdon")
SHEETS = [(10, "10a"), (17, "17a"), (7, "7b")]
COMPARISONS = {"at_least": "≥", "at_most": "≤", "below": "<", "above": ">"}
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
          "octobre", "novembre", "décembre")  # fmt: skip


@pytest.fixture(scope="module")
def of_june(demonstration, by_hand):
    """Return every figure of June 2026, all sites together."""
    month = Month(demonstration.files, JUNE, SEEN)
    found = {code: figure(month) for code, figure in FIGURES.items()}
    for code in ("10a", "17a", "7b"):
        met, counted = (
            sum(each) for each in zip(*(by_hand[code, s, JUNE] for s in SITES), strict=True)
        )
        found[code] = Figure(met / counted, counted, met)
    return found


@pytest.fixture(scope="module")
def verdicts(of_june):
    return {code: verdict(DECLARED[code][1], figure) for code, figure in of_june.items()}


def number_in(text: str) -> float | None:
    """Return the first number of a French text.

    >>> number_in("≥ 1 234,5 % des cas")
    1234.5
    """
    plain = text.replace("\u202f", " ").replace("\xa0", " ")
    found = re.search(r"-?\d+(?: \d{3})*(?:,\d+)?", plain)
    return float(found.group().replace(" ", "").replace(",", ".")) if found else None


def words_of(html, name):
    """Return the texts of the elements of a class, tags left out."""
    found = re.findall(rf'class="{name}[^"]*"[^>]*>(.*?)</(?:p|span)>', html, re.DOTALL)
    return [re.sub("<[^>]+>", "", each) for each in found]


def shown_value(figure, unit):
    """Return a value in the unit that is shown, where a share is a percentage."""
    return figure.value * 100 if unit == "%" else figure.value


def test_every_card_and_the_tally_of_the_overview_show_what_the_files_say(
    demo_folder, show, of_june, verdicts, subtests
):
    at = show(demo_folder, periode="2026-06")
    cards = [each.value for each in at.markdown if 'class="corps' in each.value]
    titles = {own["title"]: code for code, (_, own) in DECLARED.items()}
    seen = set()
    for card in cards:
        code = titles[words_of(card, "indicateur")[0].replace("&#x27;", "'")]
        number, own = DECLARED[code]
        seen.add(number)
        with subtests.test(engagement=number, indicator=code):
            assert_card(card, own, of_june[code], engagement_verdict(number, verdicts))
    assert len(seen) == 24
    tally = next(each.value for each in at.markdown if 'class="bilan"' in each.value)
    shown = sorted(int(each) for each in words_of(tally, "nombre"))
    expected = [engagement_verdict(number, verdicts) for number in seen]
    counts = sorted(expected.count(each) for each in set(expected))
    assert [each for each in shown if each] == counts


def engagement_verdict(number, verdicts):
    """Return the gravest verdict of the mandatory indicators of an engagement."""
    found = [
        verdicts[code]
        for code, (own_number, own) in DECLARED.items()
        if own_number == number and own["mandatory"]
    ]
    return gravest(found)


def assert_card(card, own, figure, expected):
    assert words_of(card, "puce")[0] == expected
    value, support = words_of(card, "valeur")[0], words_of(card, "appui")[0]
    if figure.value is None:
        assert number_in(value) is None and number_in(support) is None
        return
    assert_value(value, shown_value(figure, own["unit"]))
    target, comparison = target_of(own)
    goal, *rest = support.split(" · ")
    assert f"objectif {COMPARISONS[comparison]}" in goal.replace("&gt;", ">").replace(
        "&lt;", "<"
    )
    assert number_in(goal) == pytest.approx(target * (100 if own["unit"] == "%" else 1))
    if verdict(own, figure) == "À confirmer":
        assert number_in(rest[0]) == missing(own, figure)
    elif own["statistic"] not in COUNTS:
        assert number_in(rest[0]) == figure.counted


def assert_value(text, value):
    """A value is shown with a decimal at most, cut and never rounded up to its target."""
    assert number_in(text) == pytest.approx(value, abs=0.1)


def bounds_in(text):
    """Return the two numbers of « [90,9 % ; 95,7 %] »."""
    return [number_in(each) for each in re.split("[;–à]", text)]


@pytest.mark.parametrize(("number", "code"), SHEETS)
def test_every_month_of_a_fiche_is_that_of_the_files(
    demo_folder, show, by_hand, number, code, subtests
):
    own = DECLARED[code][1]
    address = {"numero": str(number), "indicateur": code, "site": "cahors"}
    at = show(demo_folder, "engagement", **address, periode="2026-06")
    table = next(each.value for each in at.table if "Effectif" in each.value.columns)
    assert len(table) == 24
    for row in table.to_dict("records"):
        month, year = row["Période"].replace("\xa0", " ").split(" ")[:2]
        met, counted = by_hand[code, "cahors", date(int(year), MONTHS.index(month) + 1, 1)]
        with subtests.test(month=row["Période"]):
            assert_value(row["Résultat"], 100 * met / counted)
            assert number_in(row["Effectif"]) == counted
            assert number_in(row["Objectif"]) == 100 * target_of(own)[0]
            expected = [100 * each for each in wilson(met, counted)]
            assert bounds_in(row["Intervalle"]) == pytest.approx(expected, abs=0.1)
            assert verdict(own, Figure(met / counted, counted, met)) in row["Verdict"]


@pytest.mark.parametrize(("number", "code"), SHEETS)
def test_the_facts_of_a_fiche_are_those_of_the_files(demo_folder, show, by_hand, number, code):
    address = {"numero": str(number), "indicateur": code, "site": "gourdon"}
    at = show(demo_folder, "engagement", **address, periode="2026-05")
    facts = next(each.value for each in at.markdown if 'class="faits"' in each.value)
    pairs = re.findall(r"<dt>(.*?)</dt><dd>([^<]*)", facts)
    # The name of a fact may be followed by the help on its word.
    told = {re.sub(r"\s", " ", name.partition("<")[0]).strip(): text for name, text in pairs}
    met, counted = by_hand[code, "gourdon", date(2026, 5, 1)]
    assert_value(told["Résultat"], 100 * met / counted)
    assert number_in(told["Effectif"]) == counted
    assert number_in(told["Objectif"]) == 100 * target_of(DECLARED[code][1])[0]
    expected = [100 * each for each in wilson(met, counted)]
    assert bounds_in(told["Intervalle à 95 %"]) == pytest.approx(expected, abs=0.1)
    assert verdict(DECLARED[code][1], Figure(met / counted, counted, met)) in said(at)
