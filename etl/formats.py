"""French numbers, dates and percentages: the one place where a value becomes text."""

import math
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from zoneinfo import ZoneInfo

NARROW = "\u202f"  # espace fine insécable, before % ; ! ? and inside « »
NO_BREAK = "\u00a0"
ABSENT = "—"
# Abbreviations of the declarations that take the mark of the plural, and where it begins.
SINGULAR = {"j. ouvrés": "j. ouvré", "jours": "jour"}
FIRST_PLURAL = 2
# Units of the declarations that are shown otherwise.
SHOWN_UNITS = {"nb": "", "nb/semaine": "par semaine"}
# As many decimals as it takes to tell a value from its target.
_DECIMALS = range(1, 7)

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def _grouped(text: str) -> str:
    whole, _, rest = text.partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = [digits[max(0, end - 3) : end] for end in range(len(digits), 0, -3)]
    return sign + NARROW.join(reversed(groups)) + (f",{rest}" if rest else "")


def number(value: float | None, decimals: int = 0) -> str:
    """Return the number rounded *down*, so that 89,96 never shows as 90,0.

    >>> number(89.96, 1), number(1234567), number(-0.05, 1), number(None)
    ('89,9', '1\\u202f234\\u202f567', '−0,1', '—')
    """
    if value is None or math.isnan(value):
        return ABSENT
    step = Decimal(1).scaleb(-decimals)
    return _grouped(str(Decimal(repr(float(value))).quantize(step, ROUND_FLOOR)))


def percent(fraction: float | None, decimals: int = 1) -> str:
    """Return a fraction as a percentage rounded down; a whole one has no decimal.

    >>> percent(0.8996), percent(0.9), percent(1.0)
    ('89,9\\u202f%', '90\\u202f%', '100\\u202f%')
    """
    if fraction is None or math.isnan(fraction):
        return ABSENT
    exact = Decimal(repr(float(fraction))) * 100
    places = 0 if exact == exact.to_integral_value() else decimals
    return number(float(exact), places) + NARROW + "%"


def upper_percent(share: float) -> str:
    """Return an upper bound rounded *up*: it never promises more than it proves.

    >>> upper_percent(0.09502), upper_percent(1.0)
    ('9,6\\u202f%', '100\\u202f%')
    """
    return percent(-(-share * 1000 // 1) / 1000)


def measure(value: float | None, unit: str) -> str:
    """Return a value with its unit; ``%`` expects a fraction, other units the value itself."""
    if value is None or math.isnan(value):
        return ABSENT
    if unit == "%":
        return percent(value)
    places = 0 if float(value).is_integer() else 1
    space = NARROW if unit.startswith("/") else NO_BREAK
    return f"{number(value, places)}{space}{unit_of(value, unit)}".rstrip()


def unit_of(value: float, unit: str) -> str:
    """Return a unit that agrees with its number: below two it is singular.

    >>> unit_of(1, "j. ouvrés"), unit_of(1.9, "jours"), unit_of(2, "jours"), unit_of(1, "s")
    ('j. ouvré', 'jour', 'jours', 's')
    """
    return SINGULAR.get(unit, unit) if abs(value) < FIRST_PLURAL else unit


def beside(value: float | None, target: float | None, unit: str) -> str:
    """Return a value with enough decimals not to show the target that it is not.

    >>> beside(0.1004, 0.10, "%"), beside(0.10, 0.10, "%")
    ('10,04\\u202f%', '10\\u202f%')
    """
    text = measure(value, unit)
    if value is None or target is None or value != value or value == target:
        return text
    scale = 100 if unit == "%" else 1
    exact, goal = (Decimal(repr(float(each))) * scale for each in (value, target))
    cuts = ((each, exact.quantize(Decimal(1).scaleb(-each), ROUND_FLOOR)) for each in _DECIMALS)
    places = next((each for each, cut in cuts if cut != goal), _DECIMALS[-1])
    # ``measure`` has one decimal at most: the longer number takes its place.
    short, long = number(float(exact), 1), number(float(exact), places)
    return text.replace(short, long, 1)


def _is_absent(value: object) -> bool:
    """Tell ``None`` and the missing values of frames, which differ from themselves."""
    return value is None or value != value


def day(value: date | None) -> str:
    return ABSENT if _is_absent(value) else f"{value:%d/%m/%Y}"


def long_day(value: date) -> str:
    """Return a day in words.

    >>> long_day(date(2025, 3, 1))
    '1er mars 2025'
    """
    first = "1er" if value.day == 1 else str(value.day)
    return f"{first} {MONTHS[value.month - 1]} {value.year}"


def instant(value: datetime | None, timezone: str = "Europe/Paris") -> str:
    """Return an instant as the clock of the site shows it."""
    if value is None or _is_absent(value):
        return ABSENT
    return f"{value.astimezone(ZoneInfo(timezone)):%d/%m/%Y %H:%M}"


def month(value: date) -> str:
    return f"{MONTHS[value.month - 1]} {value.year}"


def quarter(value: date) -> str:
    ordinal = "1er" if value.month < 4 else f"{(value.month + 2) // 3}e"
    return f"{ordinal} trimestre {value.year}"


def duration(seconds: float | None) -> str:
    """Return a duration in words of two units at most.

    >>> duration(75), duration(7265)
    ('1\\xa0min\\xa015\\xa0s', '2\\xa0h\\xa001')
    """
    if seconds is None or math.isnan(seconds):
        return ABSENT
    span = timedelta(seconds=int(seconds))
    hours, rest = divmod(int(span.total_seconds()), 3600)
    minutes, secs = divmod(rest, 60)
    if hours:
        return f"{hours}{NO_BREAK}h{NO_BREAK}{minutes:02d}"
    if minutes:
        return f"{minutes}{NO_BREAK}min{NO_BREAK}{secs:02d}{NO_BREAK}s"
    return f"{secs}{NO_BREAK}s"
