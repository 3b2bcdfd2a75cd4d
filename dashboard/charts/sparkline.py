"""A line as small as a word: the last values of an indicator, its target, its last point."""

from collections.abc import Callable, Sequence

WIDTH, HEIGHT, MARGIN = 96, 30, 4
Place = Callable[[int, float], tuple[float, float]]


def sparkline(values: Sequence[float | None], target: float | None) -> str:
    """Return inline SVG, hidden from screen readers: the words beside it say the same.

    Empty with fewer than two values; a value that is missing breaks the line.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    bounds = [*known, *([target] if target is not None else [])]
    low, high = min(bounds), max(bounds)
    spread = (high - low) or 1.0
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)

    def place(index: int, value: float) -> tuple[float, float]:
        up = (value - low) / spread if high > low else 0.5
        return MARGIN + index * step, HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN)

    points = [None if each is None else place(at, each) for at, each in enumerate(values)]
    return (
        f'<svg class="trace" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'aria-hidden="true" focusable="false">{_goal(target, place)}'
        f'<path class="ligne" d="{_path(points)}"/>{_last(points)}</svg>'
    )


def _goal(target: float | None, place: Place) -> str:
    if target is None:
        return ""
    height = place(0, target)[1]
    return f'<path class="but" d="M{MARGIN} {height:.1f}H{WIDTH - MARGIN}"/>'


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    parts, pen_is_up = [], True
    for point in points:
        if point is not None:
            parts.append(f"{'M' if pen_is_up else 'L'}{point[0]:.1f} {point[1]:.1f}")
        pen_is_up = point is None
    return "".join(parts)


def _last(points: Sequence[tuple[float, float] | None]) -> str:
    if points[-1] is None:
        return ""
    across, down = points[-1]
    return f'<circle class="bout" cx="{across:.1f}" cy="{down:.1f}" r="2.8"/>'
