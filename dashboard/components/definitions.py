"""Definitions of the indicators: what is counted, against which target, from where."""

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from dashboard import filters, gateway, wording
from dashboard.components import html
from dashboard.wording import method as words
from dashboard.wording import phrases
from dashboard.wording.cases import word
from dashboard.wording.codes import tidy
from etl import formats
from etl.domain.engagements import Engagement, Indicator, Target

INDICATOR = "indicateur"
Definitions = Mapping[str, tuple[Engagement, Indicator]]


def show_definitions(sought: str) -> None:
    """Show the definitions that hold the words sought, one engagement after another."""
    known = gateway.definitions()
    chosen = _choose(known)
    wanted = [
        code
        for code, (own, each) in known.items()
        if (not chosen or code == chosen) and _holds(own, each, sought)
    ]
    if not wanted:
        st.info(words.NOTHING, icon=":material/search_off:")
    for number in dict.fromkeys(known[code][0].number for code in wanted):
        own = gateway.engagement(number)
        indicators = [known[code][1] for code in wanted if known[code][0].number == number]
        opened = bool(chosen) or (bool(sought) and len(wanted) < 4)
        with st.expander(f"{number} · {own.short_title}", expanded=opened):
            html.show(html.promise(own.title, own.source))
            html.show("".join(_definition(each) for each in indicators))


def _choose(known: Definitions) -> str:
    codes = ["", *known]
    filters.follow(INDICATOR, codes, "")
    st.selectbox(
        words.INDICATOR,
        codes,
        key=INDICATOR,
        format_func=lambda code: _title(known, code),
        on_change=filters.note,
        args=(INDICATOR,),
        width=520,
    )
    return str(st.session_state[INDICATOR])


def _title(known: Definitions, code: str) -> str:
    if not code:
        return words.ALL_INDICATORS
    return f"{tidy(code)} · {known[code][1].title}"


def _holds(own: Engagement, each: Indicator, sought: str) -> bool:
    texts = (each.code, tidy(each.code), each.title, each.formula, own.short_title)
    return not sought or sought in " ".join(texts).casefold()


def _definition(each: Indicator) -> str:
    title = f"{tidy(each.code)} · {each.title}"
    return html.subheading(title) + html.details(_facts(each))


def _facts(each: Indicator) -> list[tuple[str, str]]:
    titles = gateway.site_titles()
    sites = ", ".join(titles.get(code, code) for code in each.sites)
    months = wording.counted(each.window_months, ("mois", "mois"))
    return [
        ("Formule", each.formula),
        ("Ce qui est compté", f"{words.DATASETS[each.dataset]}{_where(each)}"),
        ("Calcul", f"{wording.STATISTICS[each.statistic]}, règle {each.rule}"),
        ("Sens", words.DIRECTIONS[each.better]),
        ("Rôle", phrases.role(each.mandatory)),
        ("Mesuré sur", f"{words.POPULATIONS[each.population]}, au moins {months}"),
        ("Effectif suffisant", formats.number(each.enough)),
        ("Sites", sites or wording.ALL_SITES.lower()),
        *[_target(target, each) for target in _newest_first(each.targets)],
        *[pair for target in _newest_first(each.targets) for pair in _limits(target)],
        ("Pourquoi", each.why_it_matters),
        ("Preuves", ", ".join(each.evidence)),
    ]


def _where(each: Indicator) -> str:
    parts = [", ".join(map(word, values)) for values in each.where.values()]
    return f" ({f'{phrases.SEMICOLON} '.join(parts)})" if parts else ""


def _newest_first(targets: Sequence[Target]) -> list[Target]:
    return sorted(targets, key=lambda each: each.since, reverse=True)


def _target(target: Target, each: Indicator) -> tuple[str, str]:
    goal = wording.target_text(target.value, target.comparison, each.unit)
    parts = [goal, wording.ORIGINS[target.origin], target.source, target.decided_by]
    told = dict.fromkeys(part for part in parts if part)
    return f"Objectif depuis le {formats.long_day(target.since)}", " · ".join(told)


def _limits(target: Target) -> Iterator[tuple[str, str]]:
    """Yield what one contact must keep, and who says so."""
    limits = [wording.limit_text(target.limit)] if target.limit else []
    limits += [
        f"{phrases.limited(kind)}{phrases.COLON} {wording.limit_text(limit)}"
        for kind, limit in target.limits.items()
    ]
    if limits:
        origin = wording.ORIGINS[target.limit_origin] if target.limit_origin else ""
        told = [*limits, origin, target.limit_source]
        since = formats.long_day(target.since)
        yield f"Délai depuis le {since}", " · ".join(part for part in told if part)
