"""Shares are displayed rounded *down*: the column « floor » of the vectors is ours.

Half-up and half-even are other conventions: under both 8996/10000 reads 90,0 %, a target
of 90 % that it does not reach. Rounded down, what reads 90 % is at least 90 %.
"""

from fractions import Fraction

from etl import formats
from tests.agreement.test_verdict import is_verdict
from tests.agreement.topics import topic, untold


def is_rounding(vector):
    return "half_up" in vector


@topic("verdict", is_rounding)
def test_a_share_is_displayed_rounded_down(vector):
    share = vector["k"] / vector["n"]
    shown = formats.percent(share, vector["decimals"])
    figure = shown.removesuffix(f"{formats.NARROW}%").replace(",", ".")
    assert Fraction(figure) == Fraction(vector["floor"])


@topic("verdict", is_rounding)
def test_a_display_never_says_more_than_the_figure(vector):
    exact = Fraction(vector["k"], vector["n"]) * 100
    shown = formats.percent(vector["k"] / vector["n"], vector["decimals"])
    figure = Fraction(shown.removesuffix(f"{formats.NARROW}%").replace(",", "."))
    assert figure <= exact < figure + Fraction(1, 10 ** vector["decimals"])


@topic("verdict", is_rounding)
def test_the_typography_of_a_percentage_agrees(vector):
    """A comma, and the narrow no-break space: an ordinary one in the vectors' text."""
    unit = vector["displayed_fr"][-2:]
    shown = formats.percent(vector["k"] / vector["n"], vector["decimals"])
    assert shown[-2:] == formats.NARROW + "%"
    assert unit[-1] == "%" and unit[0].isspace()


def test_no_vector_is_left_aside():
    assert untold("verdict", is_rounding, is_verdict) == []
