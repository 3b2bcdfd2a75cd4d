"""``python -m etl formula``: what a telephone figure counts, and what others would say."""

from etl import formats
from etl.assessments.counting import account_of, share_sentence, version_sentence
from etl.calendars.clock import now
from etl.domain.engagements import Statistic
from etl.domain.periods import Period, parse_period
from etl.errors import UsageError
from etl.formats import NO_BREAK
from etl.pipeline import Warehouse
from etl.pipeline.cases import months_of
from etl.pipeline.telephone import call_variants


def formula_lines(warehouse: Warehouse, code: str, period: str, site: str) -> list[str]:
    """Return numerator and denominator with their numbers, the version, and every formula."""
    declared = warehouse.declarations
    indicator = declared.indicator(code)
    formula = declared.formula_of(indicator)
    if formula is None:
        raise UsageError(f"L'indicateur {code} n'a pas de formule déclarée.")
    if site and site not in declared.sites:
        known = ", ".join(sorted(declared.sites))
        raise UsageError(f"Site inconnu : « {site} ». Sites déclarés : {known}.")
    span = _period(period)
    months = [month.start for month in months_of(indicator, span)]
    account = account_of(indicator, formula, months)
    sites = (site,) if site else tuple(declared.sites)
    found = call_variants(warehouse, code, sites, span, now())
    own = found[found["own"]].iloc[0]
    part, whole = int(own["numerator"]), int(own["denominator"])
    if indicator.statistic is Statistic.SHARE_MISSED and own["kind"] == "answer_rate":
        part = whole - part
    rows = zip(
        found["title"], found["value"], found["numerator"], found["denominator"], strict=True
    )
    return [
        indicator.title,
        share_sentence(account, part, whole),
        version_sentence(account),
        f"Les mêmes appels avec chaque formule{NO_BREAK}:",
        *(
            f"  {formats.percent(value):>8}  {formats.number(top)} / {formats.number(down)}"
            f"  {title}"
            for title, value, top, down in rows
        ),
    ]


def _period(text: str) -> Period:
    try:
        return parse_period(text)
    except ValueError as error:
        raise UsageError(
            f"Période illisible : « {text} ». Attendu : 2026-05, 2026-T2 ou 2026."
        ) from error
