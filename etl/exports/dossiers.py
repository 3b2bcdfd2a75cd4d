"""From a frozen edition to the dossier that every document of it is made of."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from etl.domain.assessments import EVERYWHERE, GRAVITY, Verdict
from etl.domain.datasets import OF_PEOPLE, Dataset
from etl.domain.dossier import Dossier, Figure, Identity, Point, Promise, Section, Table
from etl.domain.editions import Edition, FrozenContent, FrozenEdition
from etl.domain.engagements import Comparison, Origin, Statistic, Unit
from etl.domain.frozen import (
    FrozenEngagement,
    FrozenIndicator,
    FrozenMeasure,
    FrozenPoint,
    FrozenTarget,
    FrozenVerdict,
)
from etl.domain.names import UNITS
from etl.domain.periods import parse_period
from etl.errors import DocumentError
from etl.exports import shown
from etl.exports.proofs import (
    applicability,
    calendars,
    changes,
    declared,
    formulas,
    imports,
    method,
    sources,
)
from etl.formats import NO_BREAK, number

SHARES = (Statistic.SHARE, Statistic.SHARE_MISSED)
# A share of so many cases, rounded to one decimal and without its n, is that of many counts.
UNTELLING = 30
_PLURAL = 2


def dossier_of(frozen: FrozenEdition, site: str = EVERYWHERE, version: str = "") -> Dossier:
    """Return what documents say of an edition, at one site or at all of them together.

    Nothing is computed: every figure is the frozen one. Raise ``DocumentError`` where the
    edition is not validated, or knows nothing of the site.
    """
    own, content = frozen.edition, frozen.content
    if own.validated is None:
        raise DocumentError(f"l'édition n° {own.number} n'est pas validée")
    promises = tuple(_promises(content, site))
    if not promises:
        raise DocumentError(f"l'édition n° {own.number} ne dit rien du site « {site} »")
    return Dossier(
        identity=_identity(own, content, site, version),
        promises=promises,
        sections=tuple(_sections(content)),
        modules={each.module: each.module_title for each in content.engagements},
    )


def _identity(own: Edition, content: FrozenContent, site: str, version: str) -> Identity:
    titles = {each.code: each.title for each in content.sites}
    zones = {each.code: each.timezone for each in content.sites}
    assert own.validated is not None
    return Identity(
        number=own.number,
        period=own.period,
        site=titles.get(site) or f"{content.charter_publisher}, tous les sites",
        charter=content.charter_title,
        publisher=content.charter_publisher,
        closed_at=own.closed.at,
        closed_by=_signed(own.closed.by, own.closed.is_declared),
        validated_at=own.validated.at,
        validated_by=_signed(own.validated.by, own.validated.is_declared),
        fingerprint=own.sha256,
        previous=own.previous.strip("0"),
        data_as_of=own.as_of,
        timezone=zones.get(site) or next(iter(zones.values()), "Europe/Paris"),
        application=version,
        replaced_by=own.replaced_by,
    )


def _signed(by: str, is_declared: bool) -> str:
    return f"{by} (nom déclaré)" if is_declared else by


def _promises(content: FrozenContent, site: str) -> Iterable[Promise]:
    known = {each.code: each for each in content.indicators}
    for engagement in content.engagements:
        measures = content.measures_of(engagement.number, site)
        verdict = next((each for each in engagement.verdicts if each.site == site), None)
        if verdict is not None and measures:
            figures = tuple(_figure(each, known[each.indicator], content) for each in measures)
            yield _promise(engagement, verdict, figures, content)


def _promise(
    own: FrozenEngagement,
    verdict: FrozenVerdict,
    figures: tuple[Figure, ...],
    content: FrozenContent,
) -> Promise:
    return Promise(
        number=own.number,
        title=own.title,
        short_title=own.short_title,
        heading=own.heading,
        module=own.module,
        verdict=verdict.verdict,
        figures=figures,
        lead=_lead(figures, verdict.verdict),
        blocking=verdict.blocking,
        reason=verdict.reason,
        tables=_by_site(own, content) if verdict.site == EVERYWHERE else (),
    )


def _lead(figures: Sequence[Figure], verdict: Verdict) -> str:
    """Return the figure that decides: the first mandatory one of the engagement's verdict."""
    rank = {each: place for place, each in enumerate(GRAVITY)}
    return min(
        figures,
        key=lambda each: (
            not each.mandatory,
            each.verdict is not verdict,
            rank.get(each.verdict, len(rank)),
        ),
    ).code


def _figure(own: FrozenMeasure, known: FrozenIndicator, content: FrozenContent) -> Figure:
    target, dataset = own.target, Dataset(known.dataset)
    return Figure(
        code=own.indicator,
        title=known.title,
        unit=known.unit,
        statistic=Statistic(known.statistic),
        verdict=own.verdict,
        mandatory=known.mandatory,
        value=own.value,
        low=own.low,
        high=own.high,
        counted=int(own.counted),
        met=own.met,
        missed=own.missed,
        pending=own.pending,
        excluded=own.excluded,
        unknown=own.unknown,
        target=target.value if target else None,
        comparison=Comparison(target.comparison) if target else Comparison.AT_LEAST,
        goal=own.goal,
        origin=Origin(target.origin) if target else None,
        source=target.source if target else "",
        decided_by=target.decided_by if target else "",
        limit=_limit(target),
        formula=known.formula,
        window=_window(own, known, content),
        sentence=own.sentence,
        reason=own.reason,
        definition=own.definition,
        of_people=dataset in OF_PEOPLE,
        trust=own.trust or "",
        import_ids=own.imports,
        history=tuple(_point(each) for each in own.history),
        counts_hidden="value" in own.hidden,
    )


def _point(own: FrozenPoint) -> Point:
    return Point(
        period=parse_period(own.period),
        value=own.value,
        low=own.low,
        high=own.high,
        target=own.target,
        verdict=own.verdict,
        counted=int(own.counted),
        hidden=own.hidden,
    )


def _limit(target: FrozenTarget | None) -> str:
    """Return the limit of one case in words, and where it comes from."""
    if target is None:
        return ""
    if target.limit is None:
        return target.limit_source
    one, several = UNITS[Unit(target.limit_unit)]
    places = 0 if float(target.limit).is_integer() else 1
    word = several if target.limit >= _PLURAL else one
    told = f"{number(target.limit, places)}{NO_BREAK}{word}"
    return f"{told} ({target.limit_source})" if target.limit_source else told


def _window(own: FrozenMeasure, known: FrozenIndicator, content: FrozenContent) -> str:
    """Return the span that is measured where it is longer than the period."""
    is_longer = known.window_months > content.period.kind.months
    return f"{known.window_months} derniers mois" if is_longer else ""


def _by_site(own: FrozenEngagement, content: FrozenContent) -> tuple[Table, ...]:
    """Return the same figures site by site, where there are several."""
    if len(content.sites) < _PLURAL:
        return ()
    known = {each.code: each for each in content.indicators}
    titles = {each.code: each.title for each in content.sites}
    rows = tuple(
        (
            titles[each.site], each.indicator, shown.value(figure), shown.interval(figure),
            shown.effective(figure), shown.VERDICTS[each.verdict],
        )
        for each in content.measures
        if each.engagement == own.number
        and each.site in titles
        and each.verdict is not Verdict.NOT_APPLICABLE
        for figure in (_figure(each, known[each.indicator], content),)
    )  # fmt: skip
    headings = ("Site", "Indicateur", "Valeur", "Intervalle à 95 %", "n", "Verdict")
    return (
        Table(f"sites_{own.number}", f"Engagement {own.number}, site par site", headings, rows),
    )


def _sections(content: FrozenContent) -> Iterable[Section]:
    if content.replaces is not None:
        yield changes(content)
    yield applicability(content)
    yield method(content)
    yield formulas(content)
    yield calendars(content)
    yield sources(content)
    yield imports(content)
    yield declared(content)


def published(dossier: Dossier) -> Dossier:
    """Return a dossier as it may leave the house: small counts of people are hidden.

    What an edition hides of a figure (its n, its interval) stays hidden. Without them a share
    of thirty cases or more is published, rounded to one decimal: it is that of many counts.
    So no other figure of the same cases may tell that n.
    """
    figures = [one for each in dossier.promises for one in each.figures]
    secret = frozenset(one.counted for one in figures if one.counts_hidden)
    return replace(
        dossier,
        promises=tuple(
            replace(
                each, figures=tuple(_published(one, secret) for one in each.figures), tables=()
            )
            for each in dossier.promises
        ),
        sections=(),
    )


def _published(own: Figure, secret: Container[int]) -> Figure:
    history = tuple(
        replace(each, value=None, low=None, high=None)
        if each.hidden and _tells(each.counted, own)
        else replace(each, low=None, high=None)
        for each in own.history
    )
    is_hidden = own.counts_hidden and _tells(own.counted, own)
    return replace(
        own,
        history=history,
        is_public=True,
        hidden=is_hidden,
        counts_hidden=own.counts_hidden or own.counted in secret,
    )


def _tells(counted: int, own: Figure) -> bool:
    """Tell whether a value without its n could still tell a small count."""
    return own.statistic not in SHARES or counted < UNTELLING
