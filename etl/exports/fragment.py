"""The results for the website: a fragment of accessible HTML, without style nor script."""

from html import escape

from etl.domain.assessments import Verdict
from etl.domain.dossier import Dossier, Figure, Point, Promise
from etl.domain.publications import Publications, Row
from etl.exports import drawings, shown
from etl.exports.poster import label, promised
from etl.exports.text import told
from etl.formats import ABSENT, NO_BREAK, beside, instant

# Before every id: a page of the site may hold other fragments.
PREFIX = "vq"


def fragment(dossier: Dossier, publications: Publications, level: int = 2) -> bytes:
    """Return the section of a published dossier; its heading has that level."""
    own, wall = dossier.identity, publications.wall
    total = shown.applicable(dossier)
    kept = shown.counts(dossier)[Verdict.MET]
    name = f"{PREFIX}-{own.slug}"
    said = (
        f"{shown.over(own.period).capitalize()}, {kept} promesses sur {total} "
        f"{'sont tenues' if kept > 1 else 'est tenue'} ({_others(dossier)})."
    )
    parts = [
        f'<section lang="fr" aria-labelledby="{name}">',
        f'<h{level} id="{name}">{_e(f"{wall.title} – {shown.period(own.period)}")}</h{level}>',
        f"<p>{_e(said)}</p>",
        *_promises(dossier, publications),
    ]
    for row in publications.transparency.rows:
        figure = dossier.figure(row.indicator)
        if figure is not None and figure.value is not None:
            parts += _figure(row, figure, dossier, level + 1)
    at = own.validated_at or own.closed_at
    parts += [
        f"<p>{_e(f'Édition n° {own.number}, validée le ')}"
        f'<time datetime="{at.isoformat()}">{_e(instant(at, own.timezone))}</time>.</p>',
        "</section>\n",
    ]
    return "\n".join(parts).encode()


def _e(text: str) -> str:
    return escape(told(text))


def _others(dossier: Dossier) -> str:
    parts = [
        f"{count}{NO_BREAK}{shown.WALL[verdict][count > 1]}"
        for verdict, count in shown.counts(dossier).items()
        if count and verdict is not Verdict.MET
    ]
    return ", ".join(parts) or "toutes"


def _promises(dossier: Dossier, publications: Publications) -> list[str]:
    rows = [_promise(each, publications) for each in dossier.promises]
    caption = f"Nos promesses {shown.over(dossier.identity.period)}"
    heads = "".join(f'<th scope="col">{each}</th>' for each in _HEADINGS)
    return [
        "<table>",
        f"<caption>{_e(caption)}</caption>",
        f"<thead><tr>{heads}</tr></thead>",
        "<tbody>",
        *rows,
        "</tbody>",
        "</table>",
    ]


_HEADINGS = ("Promesse", "Ce que nous mesurons", "Résultat", "Promis", "État")


def _promise(own: Promise, publications: Publications) -> str:
    figure = own.leading
    state = shown.WALL[own.verdict][0]
    is_told = own.verdict not in (Verdict.NOT_MEASURED, Verdict.NOT_APPLICABLE)
    cells = (
        label(figure, publications.wall),
        shown.value(figure) if is_told else ABSENT,
        promised(figure).removeprefix(f"promis{NO_BREAK}: ") or ABSENT,
        state,
    )
    data = "".join(f"<td>{_e(each)}</td>" for each in cells)
    return f'<tr><th scope="row">{_e(own.short_title)}</th>{data}</tr>'


def _figure(row: Row, figure: Figure, dossier: Dossier, level: int) -> list[str]:
    own = dossier.identity
    verdict = shown.VERDICTS[figure.verdict].lower()
    goal = f" ({promised(figure)})" if promised(figure) else ""
    said = f"{row.label}, {shown.over(own.period)} : {shown.value(figure)}{goal}, {verdict}."
    parts = [f"<h{level}>{_e(row.label)}</h{level}>", f"<p>{_e(said)}</p>"]
    if not drawings.is_drawn(figure):
        return parts
    name = f"{PREFIX}-{own.slug}-{figure.code}"
    attributes = (
        f' width="100%" role="img" aria-labelledby="{name}-t {name}-d" focusable="false"'
    )
    inside = (
        f'<title id="{name}-t">{_e(row.label)}</title>'
        f'<desc id="{name}-d">{_e(drawings.alternative(figure))}</desc>'
    )
    svg = drawings.history(figure, "inherit", attributes)
    head, rest = svg.split(">", 1)
    caption = f"{row.label}, mois par mois"
    return [
        *parts,
        "<figure>",
        f"{head}>{inside}{rest}",
        f"<figcaption>{_e(caption)}</figcaption>",
        "</figure>",
        "<table>",
        f"<caption>{_e(f'{caption}, en chiffres')}</caption>",
        '<thead><tr><th scope="col">Mois</th><th scope="col">Résultat</th></tr></thead>',
        "<tbody>",
        *(_month(each, figure) for each in figure.history),
        "</tbody>",
        "</table>",
    ]


def _month(point: Point, figure: Figure) -> str:
    start = point.period.start
    text = beside(point.value, point.target, shown.unit(figure.unit))
    if point.value is None:
        text = shown.NOT_PUBLISHED if point.hidden else "non mesuré"
    return (
        f'<tr><th scope="row"><time datetime="{start:%Y-%m}">{_e(shown.period(point.period))}'
        f"</time></th><td>{_e(text)}</td></tr>"
    )
