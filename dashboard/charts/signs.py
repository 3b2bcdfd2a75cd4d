"""Signs of a control chart: one for its variation, one for its target; never colour alone."""

from collections.abc import Mapping

from etl.domain.engagements import Direction

SIZE = 24
COMMON = "common_cause"
# The frame of a sign: a ring, or a diamond where it calls for attention.
_RING = '<circle class="cadre" cx="12" cy="12" r="10.6"/>'
_DIAMOND = '<path class="cadre" d="M12 .9L23.1 12 12 23.1.9 12z"/>'
_SQUARE = '<rect class="cadre" x="1.4" y="1.4" width="21.2" height="21.2" rx="4.5"/>'
_UP = '<path class="trait" d="M7.6 15.4l3.1-2.6 2 1.4 3.6-5.4M12.6 8.2l3.9-.3.3 3.9"/>'
_DOWN = '<path class="trait" d="M7.6 8.6l3.1 2.6 2-1.4 3.6 5.4M12.6 15.8l3.9.3.3-3.9"/>'
_STEADY = '<path class="trait" d="M5.4 13.2l2.7-2.8 2.7 3.4 2.6-3.6 2.6 3.4 2.6-2.8"/>'
_VARIATIONS: Mapping[str, str] = {
    COMMON: _RING,
    "special_cause_improvement": _RING,
    "special_cause_concern": _DIAMOND,
    "special_cause_neutral_high": _RING,
    "special_cause_neutral_low": _RING,
}
_TARGET_ABOVE = '<path class="but" d="M5 7.6h14"/>'
_TARGET_BELOW = '<path class="but" d="M5 16.4h14"/>'
_TARGET_AMID = '<path class="but" d="M5 12h14"/>'
_HIGH_POINTS = '<path class="trait" d="M5.6 11.2l3.2-3 3.2 2.4 3.2-3.2 3.2 2"/>'
_LOW_POINTS = '<path class="trait" d="M5.6 16l3.2-3 3.2 2.4 3.2-3.2 3.2 2"/>'
_CROSSING = '<path class="trait" d="M5.6 14.8l3.2-6 3.2 6.6 3.2-7 3.2 6"/>'


def variation_sign(variation: str, rises: bool) -> str:
    """Return the sign of a variation: steady, up or down, in a diamond where it worsens."""
    moved = _UP if rises else _DOWN
    return _drawn(
        variation, _VARIATIONS[variation] + (_STEADY if variation == COMMON else moved)
    )


def assurance_sign(assurance: str, better: Direction) -> str:
    """Return the sign of an assurance: on which side of the target ordinary months lie."""
    if assurance == "inconsistent":
        drawn = _TARGET_AMID + _CROSSING
    elif (assurance == "consistent_pass") == (better is Direction.HIGHER):
        drawn = _TARGET_BELOW + _HIGH_POINTS
    else:
        drawn = _TARGET_ABOVE + _LOW_POINTS
    return _drawn(assurance, _SQUARE + drawn)


def _drawn(name: str, shape: str) -> str:
    return (
        f'<svg class="signe {name}" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" '
        f'height="{SIZE}" aria-hidden="true" focusable="false">{shape}</svg>'
    )
