"""Colours and shapes: no verdict by colour alone, every mark visible on both grounds."""

import re
import tomllib
from pathlib import Path

import pytest

from dashboard import theme, wording
from etl.assessments.variation import Variation
from etl.domain.assessments import Verdict

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
STYLE = (ROOT / "dashboard" / "style.css").read_text("utf-8")
GROUNDS = [CONFIG["theme"][each]["backgroundColor"] for each in ("light", "dark")]
TEXT, GRAPHIC = 4.5, 3.0


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def token(name: str) -> tuple[str, str]:
    """Return the light and the dark value of a token of the stylesheet."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", STYLE)
    assert found, name
    return found[1], found[2]


@pytest.mark.parametrize("table", [theme.COLOURS, theme.SYMBOLS, theme.ICONS, theme.MARKS])
def test_every_verdict_has_its_mark(table):
    assert set(table) == set(Verdict)


def test_every_verdict_has_its_own_shape_and_word():
    for own in (theme.SYMBOLS, theme.ICONS, theme.MARKS, wording.VERDICTS):
        assert len(set(own.values())) == len(Verdict)


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("ground", GROUNDS)
def test_marks_of_charts_hold_three_to_one(verdict, ground):
    assert contrast(theme.COLOURS[verdict], ground) >= GRAPHIC
    assert contrast(theme.LINE, ground) >= GRAPHIC


@pytest.mark.parametrize("verdict", [each for each in Verdict if each != "not_applicable"])
def test_the_ink_of_a_chip_is_readable_on_its_tint(verdict):
    for ink, tint in zip(token(f"{verdict}-encre"), token(f"{verdict}-fond"), strict=True):
        assert contrast(ink, tint) >= TEXT


def test_soft_ink_is_readable_on_ground_and_card():
    for name in ("sol", "carte", "second"):
        for ink, ground in zip(token("doux"), token(name), strict=True):
            assert contrast(ink, ground) >= TEXT


def test_rings_of_signals_hold_three_to_one_and_the_worrying_one_has_its_own_shape():
    for _, colour in theme.SIGNALS.values():
        assert all(contrast(colour, ground) >= GRAPHIC for ground in GROUNDS)
    shapes = {name: shape for name, (shape, _) in theme.SIGNALS.items()}
    concern = shapes.pop("special_cause_concern")
    assert concern not in shapes.values()


def test_every_special_variation_has_its_ring():
    special = {each.value for each in Variation if each is not Variation.COMMON}
    # A month that an event leaves out of limits has a mark of its own.
    assert set(theme.SIGNALS) == special | {"excluded"}


def test_the_flag_is_readable_on_ground_and_card_without_a_tint():
    for name in ("sol", "carte"):
        for ink, ground in zip(token("inconclusive-encre"), token(name), strict=True):
            assert contrast(ink, ground) >= TEXT
    assert theme.FLAG in theme.flag()
    assert 'aria-hidden="true"' in theme.flag()
