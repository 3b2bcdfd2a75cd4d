"""What a visitor may ask of each function of the gateway: every site, every kind of facts."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import product
from random import Random

from dashboard import access, gateway
from dashboard.gateway.comparing import Level
from dashboard.gateway.staffing import goal
from dashboard.wording import mails as mail_words
from etl.domain.datasets import Dataset
from etl.domain.formulas import FormulaKind
from etl.domain.people import Visitor
from etl.domain.periods import PeriodKind, parse_period
from etl.pipeline.campaigns import Draw

SITES = ("*", "cahors", "figeac", "ailleurs")
MONTH = parse_period("2025-03")
AT = datetime(2025, 3, 20, 8, tzinfo=UTC)

Values = Mapping[str, tuple[object, ...]]


def values(owner: Visitor) -> Values:
    """Return values for the parameters, by their names; findings are those of every site.

    Of the findings, the first of each kind of facts at each site that was measured.
    """
    with access.acting_as(owner):
        every = [
            found
            for site in SITES[:3]
            for own in gateway.engagements()
            for found in gateway.findings_of(own.number, site, MONTH)
            if not found.is_silent
        ]
        sources = tuple(each.name for each in gateway.declared_sources())
        kinds = {(each.site, each.indicator.dataset): each for each in reversed(every)}
        findings = tuple(kinds.values())
        codes = tuple({each.indicator.code: None for each in findings})
        asked = tuple(
            gateway.Asked(each.indicator.code, each.site, MONTH, each.as_of)
            for each in findings
        )
        of_cahors = [gateway.case_page(each, "tous", 1).ids for each in asked]
    return {
        "site": SITES,
        "period": (MONTH,),
        "code": codes,
        "number": tuple({gateway.engagement_number(each): None for each in codes}),
        "finding": findings,
        "findings": tuple(tuple(e for e in every if e.site == site) for site in SITES[:3]),
        "asked": asked,
        "outcome": ("tous",),
        "page": (1,),
        "fact_id": tuple({each: None for ids in of_cahors for each in ids[:1]}),
        "at": (AT,),
        "group": tuple(mail_words.GROUPS),
        "day": (AT.date(),),
        "start": (date(2025, 1, 1),),
        "end": (date(2026, 1, 1),),
        "level": tuple(Level),
        "import_id": (None, 1, *range(38, 56, 2)),
        "import_ids": (tuple(range(1, 100)),),
        "words": ("",),
        "theme": ("",),
        "desk": ("accueil", "standard"),
        "dimension": ("channel", "reason", "queue", "desk"),
        "channel": ("mail", "call"),
        "source": sources,
        "name": sources,
        "goal": (goal(80, 20, 0),),
        "agents": (None,),
        "edition": (1,),
        # A site as it is declared was given by the gateway.
        "Site": (),
        "Dataset": tuple(Dataset),
        "PeriodKind": tuple(PeriodKind),
        "FormulaKind": tuple(FormulaKind),
        "Draw": tuple(
            Draw(each, "accueil", date(2026, 1, 5), date(2026, 1, 30), 4, ("x",), 7)
            for each in SITES
        ),
    }


# A function is asked so many times at most: the suite must stay short.
MOST_CALLS = 12
# What writes is signed: see « test_a_write_is_refused_to_who_may_not ».
SIGNED = {"author", "reason"}
# What a person can write in an address; anything else was given by the gateway before.
WRITTEN = (str, int, float, bool, date, datetime, int | None, str | None)


def is_askable(function: Callable[..., object], known: Values) -> bool:
    """Tell whether a function reads, and all its parameters have known values.

    Raise ``LookupError`` for one that an address could hold and that this file does not know.
    """
    required = _required(function)
    if SIGNED & required.keys():
        return False
    unknown = {name: kind for name, kind in required.items() if not _values(name, kind, known)}
    if unknown and all(kind in WRITTEN for kind in unknown.values()):
        raise LookupError(f"{function.__qualname__}: {', '.join(unknown)}")
    return not unknown


def calls(function: Callable[..., object], known: Values) -> Iterator[dict[str, object]]:
    """Yield the arguments of every call, or of as many drawn among them, always the same."""
    required = _required(function)
    options = [_values(name, kind, known) for name, kind in required.items()]
    every = list(product(*options))
    drawn = Random(function.__qualname__).sample(every, min(len(every), MOST_CALLS))
    for chosen in drawn:
        yield dict(zip(required, chosen, strict=True))


def _required(function: Callable[..., object]) -> dict[str, object]:
    parameters = inspect.signature(function).parameters.values()
    return {each.name: each.annotation for each in parameters if each.default is each.empty}


def _values(name: str, kind: object, known: Values) -> tuple[object, ...]:
    """Return the values of a parameter, by the name of its type or by its own."""
    return known.get(getattr(kind, "__name__", ""), known.get(name, ()))
