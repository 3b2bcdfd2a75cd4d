"""``python -m etl doctor``: is this installation sound, and what is to be mended?"""

import re
import socket
import sys
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from etl.calendars.clock import now
from etl.cli.imports import DEFAULT_CONFIG, Config
from etl.cli.telling import say
from etl.config import load_settings
from etl.domain.checkup import Check, Health
from etl.pipeline.checkup import check_up
from etl.pipeline.leftovers import leftovers, take_away

OLDEST = (3, 11)
TO_MEND = 30
_PIN = r"^([a-z0-9][\w.-]*)==([^\s;\\]+)"
LOCK = Path("requirements.lock")
SIGNS = {Health.GOOD: "✓", Health.WARNING: "!", Health.BAD: "✗"}


def doctor_command(
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="Port du tableau de bord.")
    ] = 8501,
    cleans: Annotated[
        bool, typer.Option("--nettoyer", help="Effacer ce que laisse une commande coupée.")
    ] = False,
    config: Config = DEFAULT_CONFIG,
) -> int:
    settings = load_settings(config)
    if cleans:
        left = leftovers(settings, now())
        take_away(left)
        for path in left:
            say(f"Effacé : {path}")
    checks = [_python(), _libraries(LOCK), _port(port), *check_up(settings, now())]
    for each in checks:
        say(f"{SIGNS[each.health]} {each.name} : {each.found}")
        if each.mend and each.health is not Health.GOOD:
            say(f"    → {each.mend}")
    bad = sum(each.health is Health.BAD for each in checks)
    looked = sum(each.health is Health.WARNING for each in checks)
    say(f"{bad} à réparer, {looked} à regarder, {len(checks) - bad - looked} en ordre.")
    return TO_MEND if bad else 0


def _python() -> Check:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST:
        return Check(
            "Python", Health.BAD, f"{running} est trop ancien.", "Installez Python 3.11."
        )
    return Check("Python", Health.GOOD, running)


def _libraries(lock: Path) -> Check:
    """Compare what is installed with what is pinned; a pin of another system is not missed."""
    if not lock.exists():
        return Check("Bibliothèques", Health.WARNING, "requirements.lock est absent d'ici.",
                     "Lancez la commande dans le dossier du logiciel.")  # fmt: skip
    pins = defaultdict(set)
    for name, pinned in re.findall(_PIN, lock.read_text("utf-8"), re.MULTILINE):
        # A library may have one pin for each version of Python.
        pins[name].add(pinned)
    other = [name for name, own in pins.items() if _installed(name) not in {None, *own}]
    if other:
        return Check("Bibliothèques", Health.WARNING,
                     f"D'une autre version que requirements.lock : {', '.join(other[:8])}.",
                     "pip install --no-deps --require-hashes -r requirements.lock")  # fmt: skip
    return Check("Bibliothèques", Health.GOOD, f"{len(pins)} épinglées, conformes.")


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _port(port: int) -> Check:
    with socket.socket() as tried:
        tried.settimeout(1)
        answers = tried.connect_ex(("127.0.0.1", port)) == 0
    found = "le tableau de bord (ou un autre programme) y répond" if answers else "libre"
    return Check("Port", Health.GOOD, f"{port} : {found}.")
