"""Killed in the middle of each kind of write: nothing half, and the same command ends well.

``QUALITY_KILLS`` says how many deaths a write (one in the test run; 20 to be sure): at a step
of the command (a statement, a commit, a file), then at an instant, in turn, by a seed.
"""

import os
import random
import time
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from etl.calendars.clock import now
from etl.domain.checkup import Health
from etl.pipeline import open_warehouse
from etl.pipeline.checkup import check_up
from etl.pipeline.evidence import evidence_entries, evidence_file
from etl.pipeline.leftovers import leftovers, take_away
from etl.store.assessments import load_findings, load_verdicts
from etl.store.ledger import verify
from tests.conftest import new_database
from tests.faults import worlds
from tests.faults.dying import Command, Ended, run
from tests.faults.worlds import World, copy_of, counts
from tests.faults.writes import WRITES

KILLS = int(os.environ.get("QUALITY_KILLS", "1"))
SEED = 46
# What is refused politely: it was done already, or nothing is left to do.
REFUSED = (1, 2)
# On a server a transaction is the server's: those that are more than one are tried there too.
ON_A_SERVER = ("import", "purge", "restoration", "upgrade")
CASES = [pytest.param("sqlite", name, id=f"sqlite-{name}") for name in WRITES] + [
    pytest.param("postgresql", name, id=f"postgresql-{name}", marks=pytest.mark.postgresql)
    for name in (WRITES if KILLS > 1 else ON_A_SERVER)
]
# A copy is named by the second it was made in, and never replaces another.
MAKE_A_COPY = ("sauvegarde", "restaure", "mise-a-niveau")
# Done twice, told twice: a copy of the store is a file and a line of the journal.
TOLD_AGAIN = ("journal", "marks")


@pytest.fixture(scope="module")
def filled(request, tmp_path_factory):
    """Return what gives the world of an engine, filled once."""
    built = {}

    def of(engine):
        if engine not in built:
            request.param = engine
            place = tmp_path_factory.mktemp(engine) / "world"
            url = f"sqlite:///{place}/local/quality.db"
            if engine == "postgresql":
                url = new_database(request, place)
            built[engine] = worlds.build(place, url)
        return built[engine]

    yield of


def command(write, world):
    return Command(write.words, world.folder, world.variables, write.typed)


def figures(world: World) -> str:
    warehouse = open_warehouse(world.settings)
    with warehouse.store.reading() as connection:
        frames = [load_findings(connection), load_verdicts(connection)]
    warehouse.store.dispose()
    kept = [each.drop(columns=["as_of", "import_ids"], errors="ignore") for each in frames]
    return "".join(each.to_csv(index=False) for each in kept)


def start_clean(world: World) -> None:
    """Open what a death left, as the next command does: sound, chained, every piece there."""
    warehouse = open_warehouse(world.settings)
    with warehouse.store.reading() as connection:
        assert verify(connection) == []
    for each in evidence_entries(warehouse):
        evidence_file(warehouse, each.content)
    warehouse.store.dispose()
    bad = [each for each in check_up(world.settings, now()) if each.health is Health.BAD]
    assert bad == []


def names(world: World) -> set[str]:
    """Return the files of a world; copies and what they put aside are named by an instant."""
    found = (each.relative_to(world.folder) for each in world.folder.rglob("*"))
    kept = {str(each) for each in found if "sauvegardes" not in each.parts}
    return {name for name in kept if "avant-restauration" not in name}


def nothing_is_left_over(world: World) -> None:
    """Take away what the doctor names; nothing unfinished is left, and nothing else went."""
    later = now() + timedelta(hours=2)
    take_away(leftovers(world.settings, later))
    left = [str(each) for each in world.folder.rglob("*") if each.suffix == ".part"]
    left += [str(each) for each in world.folder.rglob(".depot-*")]
    assert left + [str(each) for each in world.folder.rglob(".travail-*")] == []
    assert leftovers(world.settings, later) == []


@dataclass(frozen=True)
class Undisturbed:
    """How a command ends when nobody kills it, and what stands before and then."""

    before: dict[str, int]
    ended: Ended
    after: dict[str, int]
    figures: str
    names: set[str]


def undisturbed(write, source, place):
    world = copy_of(source, place)
    before, ended = counts(world), run(command(write, world))
    assert ended.code == 0, ended.said
    try:
        return Undisturbed(before, ended, counts(world), figures(world), names(world))
    finally:
        worlds.forget(world)


def killed(write, world, ended, death, drawn):
    """Run a command that dies at a step of it, or at an instant, in turn."""
    if death % 2 == 0:
        found = run(command(write, world), at_step=drawn.randint(1, ended.steps))
    else:
        found = run(command(write, world), after_s=drawn.uniform(0.05, ended.seconds))
    assert found.code in (0, -9), found.said


def start_again(write, world, alone):
    """Begin a command anew, unless the one that died had done everything."""
    stood = counts(world)
    if write.is_one:
        assert stood in (alone.before, alone.after)
        if stood == alone.after:
            return
    if write.words[0] in MAKE_A_COPY:
        time.sleep(1.0)
    again = run(command(write, world))
    if again.code in REFUSED and again.steps:
        # All was kept, but what follows it: the assessment, that a timer runs anyway.
        again = run(replace(command(write, world), words=("assess",)))
    assert again.code == 0, again.said


def stands_as_if_nothing_had_happened(world, alone):
    stood = counts(world)
    different = {name for name in alone.after if stood[name] != alone.after[name]}
    assert different <= set(TOLD_AGAIN)
    assert all(stood[name] >= alone.after[name] for name in different)
    assert figures(world) == alone.figures
    nothing_is_left_over(world)
    assert names(world) == alone.names


@pytest.mark.parametrize(("engine", "name"), CASES)
def test_a_write_that_is_killed_is_whole_or_is_not(engine, name, filled, tmp_path):
    write, drawn = WRITES[name], random.Random(SEED + list(WRITES).index(name))
    source = write.prepare(copy_of(filled(engine), tmp_path / "source"))
    alone = undisturbed(write, source, tmp_path / "alone")
    for death in range(KILLS):
        world = copy_of(source, tmp_path / f"death-{death}")
        killed(write, world, alone.ended, death, drawn)
        if name != "upgrade":
            start_clean(world)
        start_again(write, world, alone)
        start_clean(world)
        stands_as_if_nothing_had_happened(world, alone)
        worlds.forget(world)
    worlds.forget(source)
