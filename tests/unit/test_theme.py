"""Colours and shapes: no verdict by colour alone, every mark visible on both grounds."""

import re
import tomllib
from pathlib import Path

import pytest

from dashboard import theme, wording
from etl.assessments.variation import Variation
from etl.config import STATE, Settings, load_settings
from etl.domain.assessments import Verdict
from etl.errors import ConfigurationError

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
NEUTRAL, OF_STATE = (
    (ROOT / "dashboard" / each).read_text("utf-8") for each in ("style.css", "state.css")
)
STYLES = pytest.mark.parametrize("style", [NEUTRAL, OF_STATE], ids=["neutral", "state"])
GROUNDS = [
    *(CONFIG["theme"][each]["backgroundColor"] for each in ("light", "dark")),
    *(theme.STATE_OPTIONS[f"theme.{each}.backgroundColor"] for each in ("light", "dark")),
]
# Marks of verdicts: shapes in cards, ends of curves, segments of the ribbon.
MARKED = [each for each in Verdict if each != "not_applicable"]
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


def token(name: str, style: str) -> tuple[str, str]:
    """Return the light and the dark value of a token of a stylesheet."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", style)
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


def pairs(one: str, other: str, style: str) -> list[float]:
    """Return the contrast of two tokens, light then dark."""
    return [
        contrast(*each) for each in zip(token(one, style), token(other, style), strict=True)
    ]


@STYLES
@pytest.mark.parametrize("verdict", MARKED)
def test_the_ink_of_a_chip_is_readable_on_its_tint(verdict, style):
    assert min(pairs(f"{verdict}-encre", f"{verdict}-fond", style)) >= TEXT


@STYLES
@pytest.mark.parametrize("verdict", Verdict)
def test_the_word_and_the_mark_of_a_verdict_are_visible_on_ground_and_card(verdict, style):
    for ground in ("sol", "carte"):
        assert min(pairs(f"{verdict}-encre", ground, style)) >= TEXT
        assert min(pairs(str(verdict), ground, style)) >= GRAPHIC


@STYLES
@pytest.mark.parametrize("ink", ["doux", "encre", "accent"])
def test_inks_are_readable_on_ground_and_card(ink, style):
    for ground in ("sol", "carte", "second"):
        assert min(pairs(ink, ground, style)) >= TEXT


@STYLES
def test_what_is_written_on_a_missed_promise_is_readable(style):
    for ink in ("encre", "missed-encre"):
        assert min(pairs(ink, "missed-fond", style)) >= TEXT


def test_both_styles_have_the_same_tokens_and_the_state_brings_colours_only():
    names = [set(re.findall(r"--([\w-]+): light-dark", each)) for each in (NEUTRAL, OF_STATE)]
    assert names[0] == names[1]
    assert not re.search(r"url\(|font|Marianne\.|logo\.", OF_STATE.partition("*/")[2])


def test_the_options_of_the_framework_are_the_tokens_of_the_sheet():
    same = {"primaryColor": "accent", "backgroundColor": "sol", "textColor": "encre"}
    for name, value in (same | {"borderColor": "filet", "redColor": "missed"}).items():
        own = [theme.STATE_OPTIONS[f"theme.{each}.{name}"] for each in ("light", "dark")]
        assert own == list(token(value, OF_STATE))


def test_the_state_s_colours_are_chosen_never_given():
    assert [each.name for each in theme.style_sheets(Settings().theme)] == ["style.css"]
    chosen = load_settings(Path("none.toml"), {"QUALITY_THEME": STATE}).theme
    assert [each.name for each in theme.style_sheets(chosen)] == ["style.css", "state.css"]
    with pytest.raises(ConfigurationError, match="etat"):
        load_settings(Path("none.toml"), {"QUALITY_THEME": "rose"})


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


@STYLES
def test_the_flag_is_readable_on_ground_and_card_without_a_tint(style):
    for name in ("sol", "carte"):
        assert min(pairs("inconclusive-encre", name, style)) >= TEXT
    assert theme.FLAG in theme.flag()
    assert 'aria-hidden="true"' in theme.flag()
