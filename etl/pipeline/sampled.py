"""The samples of an edition's period: how they were drawn, what was found, and where."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from etl.domain.assessments import EVERYWHERE
from etl.domain.dossier import Cell, Section, Table
from etl.domain.editions import FrozenContent
from etl.domain.periods import parse_period
from etl.domain.registers import Entry
from etl.domain.samples import CaseCheck, CheckResult, Sample
from etl.exports import shown
from etl.formats import ABSENT, upper_percent
from etl.pipeline.draws import tally
from etl.pipeline.held import Held
from etl.pipeline.proof_words import OUTCOMES, RESULTS, STRATA

HOW = (
    "Tirage reproductible par quiconque a la graine : le rang d'un cas est l'empreinte SHA-256 "
    "de « graine|clé » ; les places sont partagées entre les strates en proportion de leurs "
    "cas. Un cas introuvable compte comme discordant ; la borne est celle de Clopper et "
    "Pearson, à 95 %."
)
FROZEN = "« Figé » : le tirage précède l'arrêté et fait partie de l'édition scellée."


def sampled(content: FrozenContent, held: Held, as_of: str) -> Section:
    """Return the draws that share a day with the period, and what was found in each case."""
    own = [each for each in held.samples if _shares_a_day(content, each.content)]
    found: dict[int, dict[str, CaseCheck]] = {each.number: {} for each in own}
    for check in held.checks:
        found.get(check.content.sample, {})[check.content.key] = check.content
    titles = {each.code: each.title for each in content.sites} | {EVERYWHERE: "Tous les sites"}
    frozen = {each.number for each in content.samples}
    return Section(
        "echantillons",
        "Échantillons contrôlés",
        (HOW, FROZEN, as_of),
        (
            _draws(own, titles),
            _results(own, found, frozen),
            _cases(own, found, titles),
        ),
    )


def _shares_a_day(content: FrozenContent, sample: Sample) -> bool:
    own, period = parse_period(sample.period), content.period
    return own.start < period.end and period.start < own.end


def _draws(samples: Iterable[Entry[Sample]], titles: Mapping[str, str]) -> Table:
    rows = tuple(
        (
            each.number, own.indicator, titles.get(own.site, own.site),
            shown.period(parse_period(own.period)), own.seed,
            ", ".join(STRATA[one] for one in own.strata) or "aucune", own.population,
            len(own.cases), each.at, each.author,
        )
        for each in samples
        for own in (each.content,)
    )  # fmt: skip
    headings = ("N°", "Indicateur", "Site", "Période", "Graine", "Strates", "Population",
                "Tirés", "Tiré le", "Par")  # fmt: skip
    return Table("tirages", "Échantillons tirés", headings, rows,
                 empty="Aucun échantillon n'a été tiré sur la période.", wide=(4,))  # fmt: skip


def _results(
    samples: Iterable[Entry[Sample]],
    found: Mapping[int, Mapping[str, CaseCheck]],
    frozen: set[int],
) -> Table:
    rows = tuple(
        _result(each, tuple(found[each.number].values()), each.number in frozen)
        for each in samples
    )
    headings = ("N°", "Tirés", "Vérifiés", "Concordants", "Discordants", "Introuvables",
                "Au plus discordants", "Figé")  # fmt: skip
    return Table("verifications", "Résultat des vérifications", headings, rows,
                 empty="Aucune.")  # fmt: skip


def _result(
    entry: Entry[Sample], checks: Sequence[CaseCheck], is_frozen: bool
) -> tuple[Cell, ...]:
    count, told = Counter(each.result for each in checks), tally(entry.content, checks)
    highest = ABSENT if told.highest is None else upper_percent(told.highest)
    return (
        entry.number, told.drawn, told.checked, *(count[each] for each in CheckResult), highest,
        "oui" if is_frozen else "non",
    )  # fmt: skip


def _cases(
    samples: Iterable[Entry[Sample]],
    found: Mapping[int, Mapping[str, CaseCheck]],
    titles: Mapping[str, str],
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for each in samples:
        for own in each.content.cases:
            check = found[each.number].get(own.key)
            rows.append(
                (
                    each.number, own.key, titles.get(own.site, own.site), own.month,
                    OUTCOMES.get(own.outcome, own.outcome), own.file_name, own.line,
                    RESULTS[check.result] if check else "à vérifier",
                    check.remark if check else "",
                )
            )  # fmt: skip
    headings = ("N°", "Clé du cas", "Site", "Mois", "Jugé", "Fichier", "Ligne", "Trouvé",
                "Remarque")  # fmt: skip
    return Table("cas_tires", "Cas tirés", headings, tuple(rows), empty="Aucun.",
                 wide=(5, 8))  # fmt: skip
