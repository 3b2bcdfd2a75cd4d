"""What the commands share: where they write, and what they say of an assessment."""

import getpass

from rich.console import Console

from etl import wording
from etl.calendars.clock import now
from etl.pipeline import Warehouse, assess

console = Console()
problems = Console(stderr=True)


def author() -> str:
    """Return the name of the account that runs the command: the journal keeps it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "inconnu"


def say(sentence: str, to: Console | None = None) -> None:
    (to or console).print(sentence, highlight=False, markup=False, soft_wrap=True)


def assess_and_tell(warehouse: Warehouse, everything: bool = False, by: str = "") -> None:
    with console.status("Évaluation des engagements…"):
        report = assess(warehouse, now(), everything, author=by.strip() or author())
    say(wording.assessment_line(report))
