"""Samples: drawn from the cases of a figure, checked case by case, told of the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from etl.assessments.proportions import Method, upper_bound
from etl.audit.draw import DrawError, discordant, draw
from etl.domain.assessments import EVERYWHERE, Outcome
from etl.domain.periods import Period, parse_period
from etl.domain.registers import Entry, Register, Signature
from etl.domain.samples import (
    CaseCheck,
    CheckResult,
    Sample,
    SampleCase,
    SampleTally,
    Stratum,
)
from etl.frames.columns import DATED_BY
from etl.pipeline.cases import cases
from etl.pipeline.registers import checked, checked_site, text_of
from etl.pipeline.warehouse import Warehouse
from etl.store.registers import add_entry, load_history, load_latest, revise

COUNTED = (Outcome.MET.value, Outcome.MISSED.value)
BITS = 2**64 - 1


@dataclass(frozen=True)
class Draw:
    """What is asked: the counted cases of an indicator over a period, at a site or all."""

    indicator: str
    period: Period
    seed: str
    size: int
    site: str = EVERYWHERE
    strata: tuple[Stratum, ...] = tuple(Stratum)


def population(warehouse: Warehouse, asked: Draw, as_of: datetime) -> list[SampleCase]:
    """Return the counted cases behind a figure, in no particular order."""
    site = checked_site(warehouse, asked.site)
    sites = tuple(warehouse.declarations.sites) if site == EVERYWHERE else (site,)
    found = cases(warehouse, asked.indicator, sites, asked.period, as_of)
    if found.empty:
        return []
    found = found[found["outcome"].isin(COUNTED)]
    dated = DATED_BY[warehouse.declarations.indicator(asked.indicator).dataset]
    told = zip(
        found["source_id"].astype("int64"),
        found["site"].astype("str"),
        _months(warehouse, found, dated),
        found["outcome"].astype("str"),
        found["file_name"].astype("str"),
        found["line"].astype("int64"),
        strict=True,
    )
    return [
        SampleCase(f"{key & BITS:016x}", own, month, outcome, name, line)
        for key, own, month, outcome, name, line in told
    ]


def _months(warehouse: Warehouse, found: pd.DataFrame, dated: str) -> pd.Series:
    """Return the local month of each case, as each site's clock tells it."""
    months = pd.Series("", index=found.index, dtype="str")
    for site, own in found.groupby("site", observed=True):
        local = warehouse.calendar(str(site)).months(own[dated])
        months.loc[own.index] = local.dt.strftime("%Y-%m")
    return months


def draw_sample(warehouse: Warehouse, asked: Draw, signed: Signature) -> Entry[Sample]:
    """Draw a sample and keep it; ``DrawError`` where there is nothing to draw from."""
    signed = checked(signed)
    everyone = population(warehouse, asked, signed.at)
    if not everyone:
        raise DrawError("Aucun cas compté : rien à tirer sur cette période.")
    sample = Sample(
        indicator=asked.indicator,
        site=checked_site(warehouse, asked.site),
        period=asked.period.code,
        seed=asked.seed,
        size=asked.size,
        strata=asked.strata,
        population=len(everyone),
        as_of=signed.at,
        cases=draw(everyone, asked.seed, asked.size, asked.strata),
    )
    with warehouse.store.writing() as connection:
        return add_entry(connection, Register.SAMPLE, sample, signed)


def is_drawn_again(warehouse: Warehouse, sample: Sample) -> bool:
    """Tell whether the same seed draws the same cases from the facts as they are now."""
    asked = Draw(
        indicator=sample.indicator,
        period=parse_period(sample.period),
        seed=sample.seed,
        size=sample.size,
        site=sample.site,
        strata=sample.strata,
    )
    everyone = population(warehouse, asked, sample.as_of)
    again = draw(everyone, asked.seed, asked.size, asked.strata)
    return [each.key for each in again] == [each.key for each in sample.cases]


def check_case(
    warehouse: Warehouse,
    sample: Entry[Sample],
    key: str,
    result: CheckResult,
    remark: str,
    signed: Signature,
) -> Entry[CaseCheck]:
    """Keep what an auditor found in a case; a second opinion is a revision of the first."""
    signed = checked(signed)
    if key not in {each.key for each in sample.content.cases}:
        raise DrawError("Ce cas n'est pas dans l'échantillon.")
    check = CaseCheck(sample.number, key, result, sample.content.site, text_of(remark))
    with warehouse.store.writing() as connection:
        known = load_latest(connection, Register.CHECK, CaseCheck)
        own = [each for each in known if (each.content.sample, each.content.key) == (
            sample.number, key)]  # fmt: skip
        if own:
            return revise(connection, Register.CHECK, own[0], check, signed)
        return add_entry(connection, Register.CHECK, check, signed)


def sample_entries(warehouse: Warehouse) -> list[Entry[Sample]]:
    with warehouse.store.reading() as connection:
        return load_latest(connection, Register.SAMPLE, Sample)


def sample_entry(warehouse: Warehouse, number: int) -> Entry[Sample]:
    with warehouse.store.reading() as connection:
        return load_history(connection, Register.SAMPLE, number, Sample)[-1]


def checks_of(warehouse: Warehouse, number: int) -> dict[str, Entry[CaseCheck]]:
    """Return what was found in the cases of a sample, by key."""
    with warehouse.store.reading() as connection:
        known = load_latest(connection, Register.CHECK, CaseCheck)
    return {each.content.key: each for each in known if each.content.sample == number}


def tally(sample: Sample, checks: Iterable[CaseCheck]) -> SampleTally:
    """Return what the checks say of the whole.

    The bound is Clopper and Pearson's, exact and one-sided at 95 %: places in proportion
    give each case the same chance, and a sample in strata is at least as precise as one
    without. It counts what is not found as discordant, and the population as endless.
    """
    done: Sequence[CaseCheck] = list(checks)
    wrong = discordant(done)
    highest = None
    if done:
        bound = upper_bound([wrong], [len(done)], method=Method.CLOPPER_PEARSON)
        highest = float(bound[0])
    return SampleTally(len(sample.cases), len(done), wrong, highest)
