"""Drawings of figures in SVG, by hand: the same one in the report, on the web, in the letter.

Text is real text, in the font of the document; numbers have two decimals at most, so that the
same figures are the same bytes. No colour speaks alone: each verdict has its own shape.
"""

import math
from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from etl import formats
from etl.domain.assessments import Verdict
from etl.domain.dossier import Figure, Point
from etl.domain.periods import PeriodKind
from etl.exports import shown
from etl.exports.text import told

INK, GREY, RULE, BLUE, BAND = "#161616", "#5a5a5a", "#dddddd", "#000091", "#e3e3fd"
OWN_FONT = "'Source Sans 3', Arial, sans-serif"
WIDTH, HEIGHT = 640, 138
LEFT, RIGHT, TOP, BOTTOM = 48, 86, 16, 30
_STEPS = (1, 2, 2.5, 5, 10)
_LABELS_AT_MOST = 13
FEWEST_POINTS = 2
# Between two names at the end of lines; under a stretch without values.
APART, WORD_WIDTH = 14, 60


def history(figure: Figure, font: str = OWN_FONT, attributes: str = "") -> str:
    """Return the curve of a figure: target, intervals, gaps where nothing was measured."""
    return _Curve(figure, font).svg(attributes)


def is_drawn(figure: Figure) -> bool:
    """Tell whether there is enough to draw."""
    return sum(each.value is not None for each in figure.history) >= FEWEST_POINTS


def alternative(figure: Figure) -> str:
    """Return what a drawing shows, for who does not see it."""
    known = [each for each in figure.history if each.value is not None]
    told_values = [_named(each, figure) for each in (known[0], known[-1])]
    goal = f" Objectif{formats.NO_BREAK}: {figure.goal}." if figure.goal else ""
    gaps = len(figure.history) - len(known)
    missing = f" {gaps} {'période' if gaps == 1 else 'périodes'} sans mesure." if gaps else ""
    return told(
        f"Courbe de « {figure.title} », {len(figure.history)} périodes, de {told_values[0]} "
        f"à {told_values[1]}.{goal}{missing}"
    )


def _named(point: Point, figure: Figure) -> str:
    text = formats.beside(point.value, point.target, shown.unit(figure.unit))
    return f"{text} ({shown.period(point.period)})"


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def ticks(low: float, high: float, wanted: int = 3) -> list[float]:
    """Return round numbers that span an interval.

    >>> ticks(0, 0.93)
    [0.0, 0.5, 1.0]
    """
    span = (high - low) or 1.0
    size = 10.0 ** math.floor(math.log10(span / wanted))
    step = next(each * size for each in _STEPS if each * size * wanted >= span * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(each * step, 10) for each in range(first, max(last, first + 1) + 1)]


class _Curve:
    """The places of one curve, and its parts."""

    def __init__(self, figure: Figure, font: str) -> None:
        self.figure, self.font, self.points = figure, font, figure.history
        known = [
            each
            for point in self.points
            for each in (point.value, point.low, point.high, point.target)
            if each is not None
        ]
        top = max(known, default=1.0)
        low = min([0.0, *known]) if figure.unit != "%" else min(known, default=0.0)
        high = 1.0 if figure.unit == "%" and top <= 1 else top
        if figure.unit == "%":
            low = max(low - (high - low) * 0.1, -1.0 if low < 0 else 0.0)
        self.ticks = ticks(low, high)
        self.low, self.high = self.ticks[0], self.ticks[-1]
        self.step = (WIDTH - LEFT - RIGHT) / max(1, len(self.points) - 1)

    def x(self, place: int) -> float:
        return LEFT + place * self.step

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def svg(self, attributes: str) -> str:
        parts = [*self._grid(), *self._months(), *self._bands(), *self._goal()]
        parts += [*self._gaps(), *self._lines(), *self._marks(), *self._names()]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f"{attributes}>{''.join(parts)}</svg>"
        )

    def _text(
        self, x: float, y: float, text: str, anchor: str = "start", style: str = ""
    ) -> str:
        look = style or f'font-size="11" fill="{GREY}"'
        return (
            f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}" '
            f'font-family="{self.font}" {look}>{escape(told(text))}</text>'
        )

    def _grid(self) -> list[str]:
        right = WIDTH - RIGHT
        lines = []
        for each in self.ticks:
            y = number(self.y(each))
            lines.append(
                f'<line x1="{LEFT}" y1="{y}" x2="{right}" y2="{y}" stroke="{RULE}"/>'
                + self._text(LEFT - 6, self.y(each) + 4, self._scale(each), "end")
            )
        return lines

    def _scale(self, value: float) -> str:
        if self.figure.unit == "%":
            return formats.percent(round(value, 6))
        return formats.number(value, 0 if float(value).is_integer() else 1)

    def _months(self) -> list[str]:
        every = math.ceil(len(self.points) / _LABELS_AT_MOST)
        last = len(self.points) - 1
        return [
            self._text(self.x(place), HEIGHT - BOTTOM + 16, _short(point), "middle")
            for place, point in enumerate(self.points)
            if (last - place) % every == 0
        ]

    def _bands(self) -> list[str]:
        """Return the intervals, one shape for each stretch that has some."""
        shapes = []
        for stretch in self._stretches():
            ends = [(place, p.low, p.high) for place, p in stretch]
            known = [
                (place, low, high)
                for place, low, high in ends
                if low is not None and high is not None
            ]
            if len(known) < FEWEST_POINTS:
                continue
            upper = [
                f"{number(self.x(place))},{number(self.y(high))}" for place, _, high in known
            ]
            lower = [
                f"{number(self.x(place))},{number(self.y(low))}" for place, low, _ in known
            ]
            outline = " ".join([*upper, *reversed(lower)])
            shapes.append(f'<polygon points="{outline}" fill="{BAND}"/>')
        return shapes

    def _goal(self) -> list[str]:
        """Return the target as a line of steps."""
        half, parts = self.step / 2, []
        for goal, group in groupby(enumerate(self.points), key=lambda each: each[1].target):
            places = [place for place, _ in group]
            if goal is None:
                continue
            first = max(float(LEFT), self.x(places[0]) - half)
            last = min(float(WIDTH - RIGHT), self.x(places[-1]) + half)
            y = number(self.y(goal))
            parts.append(
                f'<line x1="{number(first)}" y1="{y}" x2="{number(last)}" y2="{y}" '
                f'stroke="{INK}" stroke-width="1.3" stroke-dasharray="6 4"/>'
            )
        return parts

    def _names(self) -> list[str]:
        """Return the last value and the target, named at the end of their lines, apart."""
        value = self.points[-1].value
        goal = next((p.target for p in reversed(self.points) if p.target is not None), None)
        at_value = None if value is None else self.y(value)
        at_goal = None if goal is None else self.y(goal)
        if at_value is not None and at_goal is not None:
            lack = max(0.0, APART - abs(at_value - at_goal)) / 2
            way = 1 if at_value <= at_goal else -1
            at_value, at_goal = at_value - way * lack, at_goal + way * lack
        names, x, unit = [], WIDTH - RIGHT + 9, shown.unit(self.figure.unit)
        if at_value is not None:
            text = formats.beside(value, self.points[-1].target, unit)
            style = f'font-size="13" font-weight="700" fill="{INK}"'
            names.append(self._text(x, at_value + 4.5, text, style=style))
        if at_goal is not None:
            text = f"objectif {formats.measure(goal, unit)}"
            style = f'font-size="10.5" fill="{INK}"'
            names.append(self._text(x, at_goal + 3.5, text, style=style))
        return names

    def _gaps(self) -> list[str]:
        """Return « non mesuré » where a long stretch of periods has no value."""
        at = HEIGHT - BOTTOM - 6
        return [
            self._text((self.x(first) + self.x(last)) / 2, at, "non mesuré", "middle")
            for first, last in self._silences()
            if (last - first + 1) * self.step >= WORD_WIDTH
        ]

    def _silences(self) -> list[tuple[int, int]]:
        grouped = groupby(enumerate(self.points), key=lambda each: each[1].value is None)
        found = [[place for place, _ in group] for is_gap, group in grouped if is_gap]
        return [(each[0], each[-1]) for each in found]

    def _stretches(self) -> list[list[tuple[int, Point]]]:
        grouped = groupby(enumerate(self.points), key=lambda each: each[1].value is not None)
        return [list(group) for is_known, group in grouped if is_known]

    def _lines(self) -> list[str]:
        return [
            f'<polyline points="{self._path(stretch)}" fill="none" stroke="{BLUE}" '
            'stroke-width="2" stroke-linejoin="round"/>'
            for stretch in self._stretches()
            if len(stretch) >= FEWEST_POINTS
        ]

    def _path(self, stretch: Sequence[tuple[int, Point]]) -> str:
        return " ".join(
            f"{number(self.x(place))},{number(self.y(point.value or 0.0))}"
            for place, point in stretch
        )

    def _marks(self) -> list[str]:
        return [
            small_mark(point.verdict, self.x(place), self.y(point.value))
            for place, point in enumerate(self.points)
            if point.value is not None
        ]


def small_mark(verdict: Verdict, x: float, y: float, size: float = 4.2) -> str:
    """Return the shape of a verdict: disc, square, triangle, ring; a plain dot where none."""
    at = (number(x), number(y))
    fill = f'fill="{shown.COLOURS[verdict]}" stroke="#ffffff" stroke-width="1"'
    if verdict is Verdict.MET:
        return f'<circle cx="{at[0]}" cy="{at[1]}" r="{number(size)}" {fill}/>'
    if verdict is Verdict.MISSED:
        side = number(size * 1.8)
        return (
            f'<rect x="{number(x - size * 0.9)}" y="{number(y - size * 0.9)}" width="{side}" '
            f'height="{side}" {fill}/>'
        )
    if verdict is Verdict.INCONCLUSIVE:
        corners = ((0, -1.15), (1.15, 0.85), (-1.15, 0.85))
        points = " ".join(f"{number(x + a * size)},{number(y + b * size)}" for a, b in corners)
        return f'<polygon points="{points}" {fill}/>'
    return f'<circle cx="{at[0]}" cy="{at[1]}" r="{number(size * 0.7)}" fill="{BLUE}"/>'


def _short(point: Point) -> str:
    """Return a period as a label: ``03/26``, ``T2 26``, ``2026``."""
    start = point.period.start
    if point.period.kind is PeriodKind.MONTH:
        return f"{start:%m/%y}"
    if point.period.kind is PeriodKind.QUARTER:
        return f"T{(start.month + 2) // 3} {start:%y}"
    return str(start.year)
