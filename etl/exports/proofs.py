"""The parts of a dossier that prove its figures: method, calendars, sources, files."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from etl.domain.dossier import Cell, Section, Table
from etl.domain.editions import FIRST_FORMAT, FrozenContent
from etl.domain.engagements import Origin
from etl.domain.frozen import (
    FrozenApplicability,
    FrozenCalendar,
    FrozenFormula,
    FrozenImport,
    FrozenSource,
)
from etl.exports import shown
from etl.formats import WEEKDAYS, day, number

METHOD = (
    "Chaque cas est jugé : tenu, non tenu, en cours, mesure absente ou hors champ. Ce qui est "
    "en cours ne compte ni pour ni contre ; ce qui est échu sans réponse compte contre.",
    "La valeur observée est comparée à l'objectif sans être arrondie ; elle est affichée "
    "arrondie vers le bas : 89,96 % ne s'affiche jamais 90 %.",
    "Quand l'effectif suffit, la valeur décide. En dessous, l'intervalle à 95 % doit être tout "
    "entier du même côté de l'objectif ; sinon, à confirmer. Au-delà de 20 % de mesures "
    "absentes, à confirmer aussi.",
    "Le verdict d'un engagement est le plus grave de ses indicateurs obligatoires : non "
    "conforme, non mesuré, à confirmer, conforme.",
    "Un trimestre, une année, l'ensemble des sites additionnent les décomptes de leurs mois et "
    "de leurs sites : jamais de moyenne de pourcentages.",
    "Proportions : intervalle de Wilson. Quantiles : statistiques d'ordre. Un comptage complet "
    "n'a pas d'intervalle.",
    "Jours ouvrés : le jour de réception est le jour zéro ; le délai expire à minuit, heure "
    "locale, de son dernier jour. Les jours fériés, et les fermetures qui le disent, ne "
    "comptent pas.",
    "Ce que ce dossier ne prouve pas : qu'une source a tout dit. La note de confiance de "
    "chaque source (A à D) dit ce qu'on en sait.",
)
KINDS: Mapping[str, str] = {
    "file": "fichier", "replay": "reprise de rejets", "undo": "annulation", "refusal": "refus",
}  # fmt: skip
CRITERIA: Mapping[str, str] = {
    "freshness": "fraîcheur", "gaps": "trous", "volume": "volumes inhabituels",
    "rejects": "rejets",
}  # fmt: skip
UNITS: Mapping[str, tuple[str, str]] = {
    "day": ("jour", "jours"), "week": ("semaine", "semaines"), "month": ("mois", "mois"),
}  # fmt: skip
SWITCHES: Mapping[str, str] = {
    "threshold_s": "seuil (s)", "short_abandon_s": "abandon court en dessous de (s)",
    "short_abandons": "abandons courts", "abandons": "abandons", "overflow": "débordements",
    "unanswered": "sans réponse", "cut_by_closing": "coupés par la fermeture",
    "closed_calls_in_hours": "messages de fermeture aux heures d'ouverture",
    "closed_hours_calls": "appels hors des heures", "voice_server": "serveur vocal",
    "counted": "comptés", "excluded": "exclus", "served": "servis",
    "beyond_threshold": "comptés au-delà du seuil",
    "served_within_threshold": "servis dans le seuil",
}  # fmt: skip
FIELDS: Mapping[str, str] = {
    "verdict": "verdict", "value": "valeur", "counted": "effectif", "met": "tenus",
    "missed": "non tenus", "target": "objectif",
}  # fmt: skip


def method(content: FrozenContent) -> Section:
    """Return how figures are made, in words, and what they do not prove."""
    return Section("methode", "Méthode", METHOD)


def applicability(content: FrozenContent) -> Section:
    """Return what applied where on the last day of the period, why, and who decided."""
    titles = {each.code: each.title for each in content.sites}
    names = {each.number: each.short_title for each in content.engagements}
    last = content.period.end - timedelta(days=1)
    by_promise: dict[int, list[FrozenApplicability]] = {}
    for each in content.applicability:
        by_promise.setdefault(each.engagement, []).append(each)
    rows = tuple(
        (number, names[number], *cells)
        for number, own in by_promise.items()
        for cells in _applied(own, titles)
    )
    headings = ("N°", "Engagement", "Site", "S'applique", "Depuis le", "Motif", "Décidé par",
                "Source")  # fmt: skip
    told = f"État au {day(last)}, figé avec l'édition. Sans décision, un engagement s'applique."
    older = "Cette édition a été arrêtée avant que la déclaration ne soit figée avec elle."
    return Section(
        "applicabilite",
        "Déclaration d'applicabilité",
        (older if content.format == FIRST_FORMAT else told,),
        (
            Table("applicabilite", "Déclaration d'applicabilité", headings, rows,
                  empty="Aucune ligne.", wide=(1, 5)),
        ),
    )  # fmt: skip


def _applied(
    own: Sequence[FrozenApplicability], titles: Mapping[str, str]
) -> Iterator[tuple[Cell, ...]]:
    """Yield one row for the sites that are told the same."""
    told: dict[str, tuple[Cell, ...]] = {
        each.site: (
            "oui" if each.applies else "non", each.since, each.reason, each.decided_by,
            f"registre n° {each.recorded}" if each.recorded
            else "déclaration" if each.since else "charte",
        )
        for each in own
    }  # fmt: skip
    alike: dict[tuple[Cell, ...], list[str]] = {}
    for site, cells in told.items():
        alike.setdefault(cells, []).append(titles.get(site, site))
    for cells, names in alike.items():
        yield ("Tous les sites" if len(names) == len(told) else ", ".join(names), *cells)


def formulas(content: FrozenContent) -> Section:
    """Return the formulas that an indicator of the edition names."""
    named = {each.formula_code for each in content.indicators}
    rows = tuple(
        (
            each.title,
            each.since,
            shown.ORIGINS[Origin(each.origin)],
            each.decided_by,
            _set(each),
        )
        for each in content.formulas
        if each.code in named
    )
    headings = ("Formule", "Depuis le", "Origine", "Décidée par", "Réglages")
    table = Table("formules", "Formules téléphoniques en vigueur", headings, rows, wide=(4,))
    return Section("formules", "Formules de la téléphonie", (), (table,))


def _set(own: FrozenFormula) -> str:
    return ", ".join(
        f"{SWITCHES.get(name, name)} : {SWITCHES.get(value, value)}"
        for name, value in own.switches
    )


def calendars(content: FrozenContent) -> Section:
    """Return by what days were counted: hours of desks, closures, holidays worked."""
    titles = {each.code: each.title for each in content.sites}
    hours = tuple(row for each in content.calendars for row in _hours(each, titles[each.site]))
    closures = tuple(
        (
            titles[each.site], own.first, own.last, own.reason, own.decided_by,
            "oui" if own.stops_deadlines else "non",
        )
        for each in content.calendars
        for own in each.closures
    )  # fmt: skip
    worked = tuple(
        (titles[each.site], own) for each in content.calendars for own in each.worked_holidays
    )
    return Section(
        "calendriers",
        "Calendriers",
        ("Les jours fériés sont ceux de la loi, calculés pour la zone de chaque site.",),
        (
            Table("horaires", "Heures d'ouverture", ("Site", "Guichet", "Depuis le", "Heures"),
                  hours, wide=(3,)),
            Table("fermetures", "Fermetures",
                  ("Site", "Du", "Au", "Motif", "Décidée par", "Suspend les délais"), closures,
                  wide=(3, 4)),
            Table("feries_travailles", "Jours fériés travaillés", ("Site", "Jour"), worked,
                  empty="Aucun."),
        ),
    )  # fmt: skip


def _hours(own: FrozenCalendar, site: str) -> list[tuple[Cell, ...]]:
    """Return one row for each desk and version of its hours; days alike are told together."""
    weeks: dict[tuple[str, date], dict[int, list[str]]] = {}
    for each in own.hours:
        week = weeks.setdefault((each.desk, each.since), {})
        week.setdefault(each.weekday, []).append(f"{each.opens}–{each.closes}")
    return [(site, desk, since, _week(week)) for (desk, since), week in weeks.items()]


def _week(week: Mapping[int, list[str]]) -> str:
    days: dict[str, list[str]] = {}
    for weekday, slots in sorted(week.items()):
        days.setdefault(" et ".join(slots), []).append(WEEKDAYS[weekday - 1])
    return " ; ".join(f"{', '.join(names)} : {slots}" for slots, names in days.items())


def sources(content: FrozenContent) -> Section:
    """Return what each source is worth, and why; those never heard are left out."""
    rows = tuple(
        (each.title, each.grade, _reasons(each)) for each in content.sources if each.grade
    )
    table = Table(
        "sources", "Confiance des sources", ("Source", "Note", "Pourquoi"), rows, wide=(2,)
    )
    note = "De A, rien à signaler, à D, à ne pas croire seule : la pire ligne décide."
    return Section("sources", "Sources et confiance", (note,), (table,))


def _reasons(own: FrozenSource) -> str:
    return ", ".join(
        f"{CRITERIA[each.criterion]} {each.grade} ({number(each.found)} sur "
        f"{number(each.among)}{_unit(each.unit, each.among)})"
        for each in own.lines
    )


def _unit(code: str, count: float) -> str:
    return f" {UNITS[code][count > 1]}" if code in UNITS else ""


def imports(content: FrozenContent) -> Section:
    """Return the imports behind the figures, as they stood; the others are only counted."""
    headings = ("N°", "Fichier", "Source", "Importé le", "Lignes", "Rejets", "État", "SHA-256")
    rows = tuple(_import(each) for each in content.imports if each.is_behind)
    table = Table("imports", "Imports derrière les chiffres", headings, rows, wide=(1,))
    told = (
        f"{len(rows)} imports sont derrière les chiffres de cette édition, sur "
        f"{len(content.imports)} connus. Tous, avec leur empreinte entière, sont dans les "
        "données de l'édition."
    )
    return Section("imports", "Fichiers importés", (told,), (table,))


def _import(own: FrozenImport) -> tuple[Cell, ...]:
    state = KINDS.get(own.kind, own.kind)
    if own.undone_by is not None:
        state = f"annulé par l'import n° {own.undone_by}"
    return (own.number, own.file, own.source, own.imported_at, own.records, own.rejected, state,
            shown.short_hash(own.sha256))  # fmt: skip


def declared(content: FrozenContent) -> Section:
    """Return the files of declarations in force, by their hashes: their texts are annexed."""
    rows = tuple((each.path, each.sha256) for each in content.declarations)
    table = Table("declarations", "Déclarations en vigueur", ("Fichier", "SHA-256"), rows)
    told = "Engagements, objectifs, sites, sources et formules ; leurs textes sont en annexe."
    return Section("declarations", "Déclarations", (told,), (table,))


def changes(content: FrozenContent) -> Section:
    """Return what a rectification changes, and why it was made."""
    titles = {each.code: each.title for each in content.sites} | {"*": content.site_title}
    rows = tuple(
        (each.indicator or "déclarations", titles.get(each.site, ""),
         FIELDS.get(each.field, each.field), each.before, each.after)
        for each in content.changes
    )  # fmt: skip
    headings = ("Indicateur", "Site", "Ce qui change", "Avant", "Après")
    table = Table("rectification", "Ce que cette édition rectifie", headings, rows)
    told = f"Cette édition remplace l'édition n° {content.replaces}. Motif : {content.reason}"
    return Section("rectification", "Édition rectificative", (told,), (table,))
