"""« Rejouer le chiffre »: as it was published, to the last digit, and every gap explained."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from etl.domain.assessments import Verdict
from etl.domain.editions import Act
from etl.domain.periods import parse_period
from etl.domain.replays import Cause, Figure, Replay
from etl.errors import UsageError
from etl.pipeline import assess, editions, ingest_paths, load_definitions, undo
from etl.pipeline.refiguring import Question
from etl.pipeline.replaying import replay_edition, replay_on
from etl.store.assessments import load_findings
from etl.store.imports import list_imports
from tests.examples import examples
from tests.pipeline import folders
from tests.pipeline.prefecture import CALLS, MAILS, Prefecture, calls, local, mail

ENGAGEMENTS = ("e10", "e17", "e49")
MARCH, APRIL = date(2025, 3, 4), date(2025, 4, 8)
START = local("2025-04-02T08:00")
QUESTIONS = [
    ("10a", "cahors", "2025-03"),
    ("10a", "*", "2025-T1"),
    ("10c_moyen", "*", "2025-03"),
    ("17a", "cahors", "2025-T1"),
    ("17c_median", "*", "2025-03"),
    ("49a", "*", "2025-03"),
]
FORMULA = 'switches = { short_abandon_s = 5, short_abandons = "counted" }'
OTHER_FORMULA = 'switches = { short_abandon_s = 20, short_abandons = "excluded" }'
CLOSURE = '\n[[closures]]\nfirst = {0}\nlast = {0}\nreason = "Travaux"\ndecided_by = "Préfet"\n'


@dataclass
class Story:
    """A prefecture to which things happen, a day after the other; each is assessed."""

    folder: Path
    at: datetime = START
    snapshots: list[tuple[datetime, pd.DataFrame]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.declared = self.folder / "declared"
        self.prefecture = Prefecture(
            folders.warehouse(self.folder, self.declared), self.folder / "exports"
        )

    @property
    def warehouse(self):
        return self.prefecture.warehouse

    def next(self) -> None:
        """Assess, keep what is published, and let a day pass."""
        definitions = load_definitions(self.declared)
        own = replace(self.warehouse, declarations=definitions).current()
        self.prefecture = Prefecture(own, self.prefecture.folder)
        assess(own, self.at)
        with own.store.reading() as connection:
            self.snapshots.append((self.at, load_findings(connection, service="*")))
        self.at += timedelta(days=1)

    def send(self, header: str, rows: list[str]) -> None:
        name = f"{len(self.snapshots)}.csv"
        self.prefecture.send(name, header, rows, self.at)

    def ics(self, day: date) -> None:
        path = self.prefecture.folder / f"{len(self.snapshots)}.ics"
        event = ("BEGIN:VEVENT", f"UID:{day}", f"DTSTART;VALUE=DATE:{day:%Y%m%d}", "END:VEVENT")
        path.write_text("\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR"]), "utf-8")
        ingest_paths(self.warehouse, [path], self.at)

    def undo(self, place: int) -> None:
        with self.warehouse.store.reading() as connection:
            known = list_imports(connection)
        live = known[known["undone_by"].isna() & (known["kind"] == "file")]["id"].tolist()
        if live:
            undo(self.warehouse, live[place % len(live)], self.at, "hugo", "essai")

    def change(self, pattern: str, before: str, after: str) -> None:
        """Change a declaration, or change it back."""
        (path,) = self.declared.glob(pattern)
        text = path.read_text("utf-8")
        old, new = (before, after) if before in text else (after, before)
        path.write_text(text.replace(old, new, 1), "utf-8")

    def close_site(self, day: date) -> None:
        path = self.declared / "sites" / "cahors.toml"
        own = CLOSURE.format(day.isoformat())
        text = path.read_text("utf-8")
        path.write_text(text.replace(own, "") if own in text else text + own, "utf-8")


def do(story: Story, act: tuple) -> None:
    kind, *rest = act
    if kind == "calls":
        day, outcomes, site, first = rest
        story.send(CALLS, calls(day, outcomes, site, first))
    elif kind == "moved":
        (row,) = calls(MARCH, "a", first=rest[0])
        story.send(CALLS, [row.replace("04/03/2025", "08/04/2025")])
    elif kind == "mails":
        story.send(MAILS, [mail(*each) for each in rest[0]])
    elif kind == "undo":
        story.undo(rest[0])
    elif kind == "ics":
        story.ics(rest[0])
    elif kind == "closure":
        story.close_site(rest[0])
    elif kind == "time":
        story.at += timedelta(days=rest[0])
    else:
        story.change(*CHANGES[kind])


CHANGES = {
    "formula": ("formulas/telephone.toml", FORMULA, OTHER_FORMULA),
    "other formula": (
        "engagements/e10-*.toml",
        'formula = "decroche_sp" }',
        'formula = "decroche_sans_abandons_courts" }',
    ),
    "target": (
        "engagements/e10-*.toml",
        "since = 2023-06-01\nvalue = 0.85",
        "since = 2023-06-01\nvalue = 0.60",
    ),
    "limit": ("engagements/e17-*.toml", "amount = 5,", "amount = 2,"),
    "enough": ("engagements/e10-*.toml", "enough = 30", "enough = 3"),
}
OUTCOMES = st.text("al", min_size=1, max_size=12)
ANSWERS = st.sampled_from(["-", "05/03/2025 10:00", "13/03/2025 10:00", "04/04/2025 10:00"])
RECEIVED = st.sampled_from(["04/03/2025 09:00", "07/03/2025 09:00", "31/03/2025 15:00"])
LETTERS = st.lists(
    st.tuples(st.integers(1, 6).map(str), RECEIVED, ANSWERS), min_size=1, max_size=4
)
ACTS = st.one_of(
    st.tuples(
        st.just("calls"),
        st.sampled_from([MARCH, APRIL]),
        OUTCOMES,
        st.sampled_from(["Cahors", "Figeac"]),
        st.integers(0, 8),
    ),
    st.tuples(st.just("moved"), st.integers(0, 6)),
    st.tuples(st.just("mails"), LETTERS),
    st.tuples(st.just("undo"), st.integers(0, 4)),
    st.tuples(st.just("ics"), st.sampled_from([MARCH, date(2025, 3, 10)])),
    st.tuples(st.just("closure"), st.sampled_from([MARCH, date(2025, 3, 5)])),
    st.tuples(st.just("time"), st.integers(1, 90)),
    st.tuples(st.sampled_from(sorted(CHANGES))),
)
FIRST = [
    ("calls", MARCH, "aalaal" * 3, "Cahors", 0),
    ("mails", [("1", "04/03/2025 09:00", "05/03/2025 10:00"), ("2", "31/03/2025 15:00", "-")]),
]


# Found by chance in a night run: not one import is left.
EVERYTHING_UNDONE = [
    ("undo", 1),
    ("undo", 1),
    ("mails", [("5", "31/03/2025 15:00", "13/03/2025 10:00")]),
    ("undo", 2),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """An empty store with its declarations, copied for each story."""
    place = tmp_path_factory.mktemp("replay")
    (place / "declared").mkdir()
    (place / "exports").mkdir()
    folders.declarations(place / "declared", ENGAGEMENTS)
    folders.warehouse(place, place / "declared").store.dispose()
    return place


@pytest.fixture
def story(template, tmp_path):
    own = Story(Path(shutil.copytree(template, tmp_path / "story")))
    yield own
    own.warehouse.store.dispose()


UNMEASURED: dict[str, object] = {
    **dict.fromkeys(("value", "low", "high", "counted")),
    **dict.fromkeys(("met", "missed", "pending"), 0),
    "verdict": Verdict.NOT_MEASURED,
}


def published(findings: pd.DataFrame, question: Question) -> dict[str, object]:
    own = findings[
        (findings["indicator"] == question.code)
        & (findings["site"] == question.site)
        & (findings["period"] == question.period.code)
    ]
    # Where all was undone the store has no finding left: nothing is measured.
    return own.iloc[0].to_dict() if len(own) else UNMEASURED


def agrees(figure: Figure, row: dict[str, object]) -> bool:
    """Tell whether a figure is that of a finding, to the last digit."""
    numbers = ("value", "low", "high", "target")
    same = all(
        (mine is None and pd.isna(row[name])) or mine == row[name]
        for name in numbers
        if name in row
        for mine in [getattr(figure, name)]
    )
    counts = ("met", "missed", "pending")
    same = same and all(getattr(figure, name) == row[name] for name in counts)
    whole = 0 if pd.isna(row["counted"]) else row["counted"]
    return same and figure.counted == whole and figure.verdict == row["verdict"]


def explains_all(found: Replay) -> bool:
    """Tell whether the parts lead without a hole from one figure to the other, and add up."""
    ends = [found.before, *(each.after for each in found.parts)]
    chained = all(part.before == end for part, end in zip(found.parts, ends, strict=False))
    counts = sum(part.counted for part in found.parts) == (
        found.after.counted - found.before.counted
    )
    counts = counts and sum(part.met for part in found.parts) == (
        found.after.met - found.before.met
    )
    whole = sum((each for each in found.values if each is not None), Fraction(0))
    return chained and counts and (found.gap is None or whole == found.gap)


@settings(
    max_examples=examples(2),
    deadline=None,
    # A story takes a second: a failing one is read as it is.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(ACTS, min_size=2, max_size=4), place=st.integers(0, 5))
@example(acts=EVERYTHING_UNDONE, place=3)
def test_any_figure_is_replayed_to_the_last_digit_and_its_gap_explained(
    template, tmp_path_factory, acts, place
):
    folder = tmp_path_factory.mktemp("story") / "own"
    story = Story(Path(shutil.copytree(template, folder)))
    for act in [*FIRST, *acts]:
        do(story, act)
        story.next()
    at, then = story.snapshots[1 + place % (len(story.snapshots) - 1)]
    now, today = story.snapshots[-1]
    for code, site, period in QUESTIONS:
        question = Question(code, site, parse_period(period))
        found = replay_on(story.warehouse, question, at, now)
        assert agrees(found.before, published(then, question)), (question, found.before)
        assert agrees(found.after, published(today, question)), (question, found.after)
        assert explains_all(found), question
    story.warehouse.store.dispose()
    shutil.rmtree(folder)


def parts_of(found: Replay) -> dict[Cause, tuple[int, int]]:
    """Return what each cause that moved something adds: contacts counted, and met."""
    return {each.cause: (each.counted, each.met) for each in found.parts if each.moved}


QUARTER = parse_period("2025-T1")


def close_a_quarter(story: Story) -> None:
    """Publish 14 calls answered of 29 at Cahors."""
    story.send(CALLS, calls(MARCH, "a" * 10 + "l" * 10) + calls(date(2025, 3, 5), "a" * 4))
    story.next()
    story.send(CALLS, calls(MARCH, "l" * 5, first=50))
    story.next()
    editions.close(story.warehouse, QUARTER, Act("Claire", story.at))
    editions.validate(story.warehouse, 1, Act("Hugo", story.at))
    story.next()


def change_everything(story: Story) -> None:
    """Undo the second file, correct a call, bring six late, change calendar and rules."""
    story.undo(0)
    story.next()
    for rows in (calls(MARCH, "a" * 11), calls(MARCH, "a" * 6, first=70)):
        story.send(CALLS, rows)
        story.next()
    story.close_site(date(2025, 3, 5))
    for name in ("formula", "target"):
        story.change(*CHANGES[name])
    story.next()


def test_each_cause_is_told_by_its_own_part(story):
    close_a_quarter(story)
    frozen = editions.frozen(story.warehouse, 1).content.measure("10a", "cahors")
    change_everything(story)
    now, today = story.snapshots[-1]
    found = replay_edition(story.warehouse, "10a", "cahors", 1, now)
    assert (found.before.value, found.before.exact) == (frozen.value, Fraction(14, 29))
    assert agrees(found.after, published(today, Question("10a", "cahors", QUARTER)))
    assert parts_of(found) == {
        Cause.UNDONE: (-5, 0),
        Cause.CORRECTED: (0, 1),
        Cause.LATE: (6, 6),
        Cause.CALENDAR: (-4, -4),
        Cause.FORMULA: (-9, 0),
        Cause.TARGET: (0, 0),
    }
    assert explains_all(found)
    assert found.gap == Fraction(17, 17) - Fraction(14, 29)
    told = {each.cause: each for each in found.parts}
    assert (told[Cause.UNDONE].facts, told[Cause.UNDONE].imports) == (5, (3,))
    assert (told[Cause.CORRECTED].facts, told[Cause.CORRECTED].imports) == (1, (4,))
    assert (told[Cause.LATE].facts, told[Cause.LATE].imports) == (6, (5,))
    target = told[Cause.TARGET]
    assert (target.before.target, target.after.target) == (0.85, 0.60)
    assert not told[Cause.SOFTWARE].moved


def test_what_cannot_be_replayed_says_why(story):
    story.send(CALLS, calls(MARCH, "aal" * 12))
    story.next()
    march = parse_period("2025-03")
    with pytest.raises(UsageError, match="Rien n'avait encore été importé"):
        replay_on(
            story.warehouse, Question("10a", "*", march), local("2025-01-01T00:00"), START
        )
    with pytest.raises(UsageError, match="99z"):
        replay_on(story.warehouse, Question("99z", "*", march), START, START)
    with pytest.raises(UsageError, match="Aucune édition"):
        replay_edition(story.warehouse, "10a", "*", 4, START)
