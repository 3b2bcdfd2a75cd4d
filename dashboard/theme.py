"""Colours and shapes of verdicts: one of each, so that none speaks by colour alone."""

from collections.abc import Mapping
from pathlib import Path

from etl.config import STATE
from etl.domain.assessments import Verdict

# The framework's own colours where the State's are chosen (``dashboard/state.css`` has ours).
STATE_OPTIONS: Mapping[str, str] = {
    "theme.light.primaryColor": "#000091",
    "theme.light.linkColor": "#000091",
    "theme.light.backgroundColor": "#FFFFFF",
    "theme.light.secondaryBackgroundColor": "#FFFFFF",
    "theme.light.textColor": "#161616",
    "theme.light.borderColor": "#DDDDDD",
    "theme.light.greenColor": "#18753C",
    "theme.light.redColor": "#CE0500",
    "theme.light.orangeColor": "#B34000",
    "theme.light.grayColor": "#666666",
    "theme.light.sidebar.backgroundColor": "#F6F6F6",
    "theme.dark.primaryColor": "#8585F6",
    "theme.dark.linkColor": "#8585F6",
    "theme.dark.backgroundColor": "#161616",
    "theme.dark.secondaryBackgroundColor": "#1E1E1E",
    "theme.dark.textColor": "#FFFFFF",
    "theme.dark.borderColor": "#353535",
    "theme.dark.greenColor": "#27A658",
    "theme.dark.redColor": "#FF5655",
    "theme.dark.orangeColor": "#FC5D00",
    "theme.dark.grayColor": "#929292",
    "theme.dark.sidebar.backgroundColor": "#1E1E1E",
}
# Each holds at least 3:1 on the light and on the dark ground.
LINE = "#5B78B8"
TARGET = "#7B8190"
GRID = "rgba(123, 129, 144, 0.22)"
# What happened: the line and the number of an event.
EVENT = "#7A5AA6"
# Written on coloured cells, which are the same on both grounds.
INK, PAPER = "#1D2433", "#FFFFFF"
# Ordinary variation: the line's colour at 10 %.
BAND = "rgba(91, 120, 184, 0.10)"
# Rings around the points of a control chart that stand out: shape and colour.
SIGNALS: Mapping[str, tuple[str, str]] = {
    "special_cause_improvement": ("circle-open", "#5B78B8"),
    "special_cause_concern": ("diamond-open", "#B7791F"),
    "special_cause_neutral_high": ("circle-open", "#7B8190"),
    "special_cause_neutral_low": ("circle-open", "#7B8190"),
    "excluded": ("x-open", "#7B8190"),
}
# The same shapes as on a funnel, in Streamlit's Markdown; the words stand beside them.
PLACES: Mapping[str, str] = {
    "below_998": ":orange[◆]",
    "above_998": ":orange[◆]",
    "below_95": ":gray[▲]",
    "above_95": ":gray[▲]",
    "inside": ":blue[●]",
    "": ":gray[–]",
}
# Drawn in a square of 16, in the ink of what needs attention.
FLAG = (
    '<path d="M3 1v14" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/>'
    '<path d="M3.9 2h9.4l-2.6 3.3 2.6 3.3H3.9z" fill="currentColor"/>'
)

COLOURS: Mapping[str, str] = {
    Verdict.MET: "#2E8B57",
    Verdict.MISSED: "#D0453A",
    Verdict.INCONCLUSIVE: "#B7791F",
    Verdict.NOT_MEASURED: "#7B8190",
    Verdict.NOT_APPLICABLE: "#7B8190",
    Verdict.FOLLOWED: "#5B78B8",
}
SYMBOLS: Mapping[str, str] = {
    Verdict.MET: "circle",
    Verdict.MISSED: "square",
    Verdict.INCONCLUSIVE: "triangle-up",
    Verdict.NOT_MEASURED: "circle-open-dot",
    Verdict.NOT_APPLICABLE: "line-ew-open",
    Verdict.FOLLOWED: "diamond",
}
# The same shapes as characters, in Streamlit's Markdown; the word stands beside them.
MARKS: Mapping[Verdict, str] = {
    Verdict.MET: ":green[●]",
    Verdict.MISSED: ":red[■]",
    Verdict.INCONCLUSIVE: ":orange[▲]",
    Verdict.NOT_MEASURED: ":gray[◌]",
    Verdict.NOT_APPLICABLE: ":gray[–]",
    Verdict.FOLLOWED: ":blue[◆]",
}
# Drawn in a square of 16; they take the colour of the text around them.
ICONS: Mapping[Verdict, str] = {
    Verdict.MET: (
        '<circle cx="8" cy="8" r="7.5" fill="currentColor"/>'
        '<path d="M4.6 8.3l2.3 2.3 4.5-4.9" fill="none" class="creux" stroke-width="1.8"/>'
    ),
    Verdict.MISSED: (
        '<rect x=".8" y=".8" width="14.4" height="14.4" rx="2.6" fill="currentColor"/>'
        '<path d="M5 5l6 6M11 5l-6 6" fill="none" class="creux" stroke-width="1.8"/>'
    ),
    Verdict.INCONCLUSIVE: (
        '<path d="M8 .9l7.6 13.9H.4z" fill="currentColor"/>'
        '<path d="M8 5.6v4.6M8 11.7v1.5" fill="none" class="creux" stroke-width="1.7"/>'
    ),
    Verdict.NOT_MEASURED: (
        '<circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-dasharray="2.6 1.95"/>'
    ),
    Verdict.NOT_APPLICABLE: (
        '<path d="M2.5 8h11" fill="none" stroke="currentColor" stroke-width="2.2"/>'
    ),
    Verdict.FOLLOWED: '<path d="M8 1.5L14.5 8 8 14.5 1.5 8z" fill="currentColor"/>',
}


def style_sheets(chosen: str) -> tuple[Path, ...]:
    """Return the style sheets in their order: the last may replace colours of the first."""
    here = Path(__file__).parent
    return (here / "style.css", *((here / "state.css",) if chosen == STATE else ()))


def icon(verdict: Verdict) -> str:
    """Return the shape of a verdict as inline SVG, hidden from screen readers."""
    return _drawn(ICONS[verdict])


def flag() -> str:
    """Return the flag that stands beside a verdict, hidden from screen readers."""
    return _drawn(FLAG)


def _drawn(shape: str) -> str:
    return (
        f'<svg class="forme" viewBox="0 0 16 16" width="16" height="16" '
        f'aria-hidden="true" focusable="false">{shape}</svg>'
    )
