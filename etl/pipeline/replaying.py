"""« Rejouer le chiffre »: a figure as it stood, beside today's, and what moved it."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from etl.definitions.declarations import Declarations
from etl.domain.assessments import EVERYWHERE, Verdict
from etl.domain.datasets import Dataset
from etl.domain.engagements import Engagement, Indicator
from etl.domain.frozen import FrozenMeasure
from etl.domain.replays import Cause, Figure, Part, Replay, Stand
from etl.errors import UsageError
from etl.formats import day
from etl.pipeline import editions
from etl.pipeline.closures import sites_with_closures
from etl.pipeline.fact_changes import CORRECTED, LATE, THEN, UNDONE
from etl.pipeline.refiguring import Calculator, Evidence, Question, State, columns_of, exact_of
from etl.pipeline.warehouse import Warehouse, load_definitions
from etl.store.declared import DeclaredSet, set_named, set_of, set_on, texts_of
from etl.store.imports import list_imports

FACT_STEPS = {Cause.UNDONE: UNDONE, Cause.CORRECTED: CORRECTED, Cause.LATE: LATE}


def replay_on(warehouse: Warehouse, question: Question, at: datetime, now: datetime) -> Replay:
    """Return a figure as it stood at an instant, with what has moved it until ``now``."""
    with warehouse.store.reading() as connection:
        declared = set_on(connection, at)
        imports = list_imports(connection)
    known = imports.loc[imports["imported_at"] <= at, "id"]
    if known.empty:
        raise UsageError(f"Rien n'avait encore été importé le {day(at.date())}.")
    then = _stand(at, int(known.max()), declared)
    return _replay(warehouse, question, then, now, None)


def replay_edition(
    warehouse: Warehouse, code: str, site: str, number: int, now: datetime
) -> Replay:
    """Return a figure as an edition published it, with what has moved it until ``now``."""
    own = editions.frozen(warehouse, number)
    measure = own.content.measure(code, site)
    if measure is None:
        raise UsageError(f"L'édition n° {number} ne mesure pas {code} sur ce site.")
    with warehouse.store.reading() as connection:
        declared = set_named(connection, own.edition.declarations)
    then = _stand(own.edition.as_of, own.edition.last_import, declared)
    then = replace(then, edition=number)
    question = Question(code, site, own.edition.period)
    return _replay(warehouse, question, then, now, measure)


def _stand(at: datetime, last_import: int, declared: DeclaredSet | None) -> Stand:
    if declared is None:
        return Stand(at, last_import, "", None, is_sure=False)
    return Stand(
        at, last_import, declared.sha256, declared.at.date(), is_sure=declared.at <= at
    )


def _replay(
    warehouse: Warehouse,
    question: Question,
    then: Stand,
    now: datetime,
    published: FrozenMeasure | None,
) -> Replay:
    warehouse = warehouse.current()
    with warehouse.store.reading() as connection:
        imports = list_imports(connection)
    last = int(imports["id"].max())
    old, new = _declarations(warehouse, then), warehouse.declarations
    indicator = _indicator(old, question.code)
    today = new.indicator(question.code)
    calculator = Calculator(
        warehouse, question, _evidence(warehouse, (indicator, today), imports, then)
    )
    first = State(old, then.at, imports_on(imports, then.last_import), then.last_import, THEN)
    parts = tuple(_parts(calculator, first, (imports, last), new, now))
    before = parts[0].before if parts else calculator.figure(first)
    if published is not None:
        told = _published(published, indicator)
        parts = (Part(Cause.SOFTWARE, told, before), *parts)
        before = told
    return Replay(
        indicator=question.code,
        title=today.title,
        unit=today.unit,
        site=question.site,
        period=question.period,
        then=then,
        now=Stand(now, last, set_of(new.texts)[0]),
        before=before,
        after=parts[-1].after,
        parts=parts,
    )


def imports_on(imports: pd.DataFrame, last: int) -> pd.DataFrame:
    """Return the journal of imports as it stood after one of them."""
    known = imports[imports["id"] <= last]
    undone = known["undone_by"]
    return known.assign(undone_by=undone.where(undone <= last))


def _declarations(warehouse: Warehouse, then: Stand) -> Declarations:
    """Return the declarations of a set, with the closures that were imported by then."""
    current = warehouse.declarations
    if then.declarations in ("", set_of(current.texts)[0]):
        own = current
    else:
        with warehouse.store.reading() as connection:
            declared = set_named(connection, then.declarations)
            texts = texts_of(connection, declared) if declared else {}
        own = _read(texts)
    sites = sites_with_closures(warehouse.store, own.sites, then.last_import)
    return own.with_sites(sites)


def _read(texts: dict[str, str]) -> Declarations:
    """Return declarations from the texts of their files."""
    with tempfile.TemporaryDirectory(prefix="vigie-declarations-") as folder:
        for path, text in texts.items():
            place = Path(folder, path)
            place.parent.mkdir(exist_ok=True)
            place.write_text(text, "utf-8")
        return load_definitions(Path(folder))


def _indicator(declared: Declarations, code: str) -> Indicator:
    for each in declared.indicators:
        if each.code == code:
            return each
    raise UsageError(f"L'indicateur « {code} » n'était pas encore déclaré à cette date.")


def _evidence(
    warehouse: Warehouse,
    indicators: tuple[Indicator, Indicator],
    imports: pd.DataFrame,
    then: Stand,
) -> dict[Dataset, Evidence]:
    late = imports["undone_by"] > then.last_import
    undone = frozenset(imports.loc[late & (imports["id"] <= then.last_import), "id"].tolist())
    last = int(imports["id"].max())
    found = {}
    for dataset in {each.dataset for each in indicators}:
        own = [each for each in indicators if each.dataset is dataset]
        columns = ["source_id", *columns_of(own)]
        found[dataset] = Evidence(warehouse, dataset, columns, then.last_import, last, undone)
    return found


def _parts(
    calculator: Calculator,
    state: State,
    known: tuple[pd.DataFrame, int],
    new: Declarations,
    now: datetime,
) -> Iterator[Part]:
    """Yield what each cause moves, put in one after the other."""
    figure = calculator.figure(state)
    for cause, changed in _states(state, known, new, now, calculator.question.code):
        after = figure if _is_same(calculator, state, changed) else calculator.figure(changed)
        facts, imports = _moved(calculator, state, FACT_STEPS.get(cause))
        yield Part(cause, figure, after, facts, imports)
        figure, state = after, changed


def _states(
    state: State,
    known: tuple[pd.DataFrame, int],
    new: Declarations,
    now: datetime,
    code: str,
) -> Iterator[tuple[Cause, State]]:
    """Yield the states from then to now, in the fixed order of causes."""
    imports, last = known
    undone = state.imports.assign(
        undone_by=state.imports["id"].map(imports.set_index("id")["undone_by"])
    )
    yield Cause.UNDONE, (state := replace(state, imports=undone, step=UNDONE))
    yield Cause.CORRECTED, (state := replace(state, imports=imports, step=CORRECTED))
    yield Cause.LATE, (state := replace(state, step=LATE))
    yield Cause.PAUSES, (state := replace(state, pauses=last))
    yield Cause.TIME, (state := replace(state, at=now))
    declared = state.declarations.with_sites(new.sites)
    yield Cause.CALENDAR, (state := replace(state, declarations=declared))
    declared = _with_formula(declared, new, code)
    yield Cause.FORMULA, (state := replace(state, declarations=declared))
    aimed = replace(declared.indicator(code), targets=new.indicator(code).targets)
    declared = _with(declared, aimed)
    yield Cause.TARGET, (state := replace(state, declarations=declared))
    yield Cause.DEFINITION, replace(state, declarations=new)


def _with_formula(declared: Declarations, new: Declarations, code: str) -> Declarations:
    """Return declarations whose formulas, and the one that the indicator names, are new."""
    indicator, named = declared.indicator(code), new.indicator(code).parameters.get("formula")
    parameters = {k: v for k, v in indicator.parameters.items() if k != "formula"}
    if named is not None:
        parameters["formula"] = named
    own = _with(declared, replace(indicator, parameters=parameters))
    return replace(own, formulas=new.formulas)


def _with(declared: Declarations, indicator: Indicator) -> Declarations:
    """Return declarations with another indicator in the place of that of its code."""

    def changed(engagement: Engagement) -> Engagement:
        own = tuple(
            indicator if each.code == indicator.code else each for each in engagement.indicators
        )
        return replace(engagement, indicators=own)

    return replace(declared, engagements=tuple(map(changed, declared.engagements)))


def _is_same(calculator: Calculator, before: State, after: State) -> bool:
    """Tell whether nothing that a figure is computed from differs, which spares a judging."""
    code = calculator.question.code
    mine, theirs = before.declarations, after.declarations
    return (
        before.at == after.at
        and before.step == after.step
        and before.pauses == after.pauses
        and before.imports is after.imports
        and mine.sites == theirs.sites
        and mine.formulas == theirs.formulas
        and mine.engagement_of(code) == theirs.engagement_of(code)
        and mine.sources == theirs.sources
    )


def _moved(
    calculator: Calculator, state: State, step: int | None
) -> tuple[int, tuple[int, ...]]:
    """Return how many contacts enter or leave at a step, and the imports that moved them."""
    if step is None:
        return 0, ()
    site, sites = calculator.question.site, state.declarations.sites
    frames = [calculator.facts(state, each) for each in sites if site in (EVERYWHERE, each)]
    contacts, numbers = 0, set[int]()
    for facts in frames:
        coming, going = facts["enters"] == step, facts["leaves"] == step
        moved = facts[coming | going]
        named = moved["source_id"].notna()
        contacts += moved.loc[named, "source_id"].nunique() + int((~named).sum())
        by_undo = step == UNDONE
        told = moved["superseded_by" if by_undo else "import_id"][going if by_undo else coming]
        numbers.update(int(each) for each in told.dropna().unique())
    return contacts, tuple(sorted(numbers))


def _published(measure: FrozenMeasure, indicator: Indicator) -> Figure:
    row = {"met": measure.met, "missed": measure.missed}
    value, target = measure.value, measure.target
    return Figure(
        value=value,
        exact=None if value is None else exact_of(indicator.statistic, row, value),
        low=measure.low,
        high=measure.high,
        counted=int(measure.counted),
        met=measure.met,
        missed=measure.missed,
        pending=measure.pending,
        verdict=Verdict(measure.verdict),
        target=target.value if target else None,
        comparison=target.comparison if target else "",
    )
