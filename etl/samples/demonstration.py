"""The demonstration prefecture: twenty-four months of files, as its services send them.

What the figures are to show, month by month (positions 0 to 23, named in ``story.py``):

* everywhere: Mondays and mornings are busy, August and late December are not, few call at
  lunch; in the strike (16) nearly half of the calls are lost;
* Cahors: the switchboard misses its target until a voice server (9) keeps a third of the
  calls; e-mails pile up (11 to 13), then the pile is cleared: exports sent too early are
  sent again. Of the promises, most are kept at the end; web pages are not exact enough, one
  agent is not trained yet, and in the flood (19) the media were told after the hour. A
  number was misprinted for a while (4 to 6);
* Figeac keeps its promises; until it changes its telephone (12) its waits are unknown, and
  much of it is too small to be certain;
* Gourdon is understaffed: calls, waits, mails and registers miss their targets; its
  induction loop was out of order until 18, the hours on its door were old (12 to 17);
* mystery campaigns are small, the last one excepted: what they say is mostly to be
  confirmed, and so are the few complaints of a month;
* nobody sends the register of publications any more (22): reliability on the networks is
  not measured, and no account can be called active.

Some letters and e-mails of the registers waited for a document: a few late answers are saved
by that, a few are late all the same, and a few requests wait still.

Real files have accidents: doubled and cut lines, words nobody declared, 31/06, an empty
export, a table that no source describes.
"""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from etl.samples.annotations import write_annotations
from etl.samples.checks import write_checks
from etl.samples.complaints import write_complaints
from etl.samples.counter import write_counter
from etl.samples.crisis import write_crisis
from etl.samples.mailbox import write_mailbox
from etl.samples.mystery import write_mystery
from etl.samples.networks import write_networks
from etl.samples.quality import write_quality
from etl.samples.registers import write_registers
from etl.samples.story import Story
from etl.samples.surveys import write_surveys
from etl.samples.telephone import write_telephone
from etl.samples.writing import write_csv

Writer = Callable[[Story, Path], Iterable[Path]]

WRITERS: tuple[Writer, ...] = (
    write_telephone,
    write_mailbox,
    write_registers,
    write_complaints,
    write_counter,
    write_mystery,
    write_surveys,
    write_checks,
    write_quality,
    write_networks,
    write_crisis,
    write_annotations,
)


def write_demonstration(folder: Path, until: date, seed: int = 46) -> list[Path]:
    """Write the files of the twenty-four whole months before ``until``; return them in order.

    The same day and the same seed give the same bytes. The order of names is the order in
    which to import them: a file sent again comes after the one that it corrects.
    """
    folder.mkdir(parents=True, exist_ok=True)
    story = Story(until, seed)
    files = [path for writer in WRITERS for path in writer(story, folder)]
    return sorted([*files, _write_stray_table(folder)])


def _write_stray_table(folder: Path) -> Path:
    """Write a table that no source describes: it is to be refused, with a reason."""
    rows = (("201", "Hall", "2"), ("202", "Standard", "3"))
    return write_csv(folder / "annuaire_interne.csv", ("Poste", "Lieu", "Étage"), rows)
