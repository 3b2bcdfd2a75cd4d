"""A small folder of declarations, each file of which a test may replace."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from etl.definitions import Declarations, examine, load_declarations
from etl.domain.datasets import Dataset
from etl.domain.engagements import Unit
from etl.domain.formulas import FormulaKind

SITE = """
code = "cahors"
title = "Préfecture du Lot"
timezone = "Europe/Paris"
zone = "metropole"
services = [{ code = "accueil", title = "Accueil" }]

[[desks.accueil]]
since = 2022-09-01
monday = ["09:00-12:00", "13:30-16:30"]
friday = ["09:00-12:00"]

[[closures]]
first = 2025-05-30
last = 2025-05-30
reason = "Pont de l'Ascension"
decided_by = "Le préfet"
"""

ENGAGEMENT = """
number = 17
title = "Nous vous répondons dans un délai annoncé et maîtrisé"
short_title = "Délai annoncé"
module = "relation"
heading = "Courriers et courriels"
source = "Guide des usagers"

[[applicability]]
sites = ["cahors"]
since = 2022-09-01
applies = true
reason = "Le service existe."
decided_by = "Le secrétaire général"

[[indicators]]
code = "17a"
title = "Courriels répondus"
dataset = "mails"
rule = "answered_in_time"
statistic = "share"
unit = "%"
better = "higher"
population = "census"
mandatory = true
where = { channel = "email" }
why_it_matters = "Sans réponse, l'usager rappelle."
formula = "Répondus, rapportés aux reçus."
evidence = ["Export"]

[[indicators.targets]]
since = 2022-09-01
value = 0.90
origin = "proposé"
source = "Comité qualité"
limit = { amount = 5, unit = "working_days" }
limit_origin = "charte"
limit_source = "Guide des usagers"
"""

SOURCE = """
name = "registre"
title = "Registre du courrier"
dataset = "mails"
format = "delimited"
site = "cahors"
signature = "N°"

[columns]
source_id = { header = "N°" }
received_at = { header = ["Jour", "Heure"], parse = "timestamp", layouts = "%d/%m/%Y %H:%M" }
channel = { header = "Canal", parse = "choice", meanings = { "Courriel" = "email" } }
"""


@dataclass(frozen=True)
class FakeRule:
    datasets: frozenset[Dataset]
    parameters: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    needs_limit: bool = False
    units: frozenset[Unit] = field(default_factory=frozenset)
    formulas: frozenset[FormulaKind] = field(default_factory=frozenset)


RULES = {
    "answered_in_time": FakeRule(
        frozenset({Dataset.MAILS}), frozenset({"limit_by", "desk"}), needs_limit=True
    ),
    "answered_within": FakeRule(
        frozenset({Dataset.MAILS}), needs_limit=True, units=frozenset({Unit.SECONDS})
    ),
    "satisfied": FakeRule(
        frozenset({Dataset.MAILS}), frozenset({"threshold"}), frozenset({"threshold"})
    ),
    "events_held": FakeRule(frozenset({Dataset.EVENTS})),
}
FORMATS = {"delimited": frozenset({"encoding"}), "mailbox": frozenset()}

Folder = Callable[..., Path]


def writer(root: Path) -> Folder:
    """Return what writes the folder; each text may be replaced by another."""

    def write(site: str = SITE, engagement: str = ENGAGEMENT, source: str = SOURCE) -> Path:
        files = {
            "sites/cahors.toml": site,
            "engagements/e17.toml": engagement,
            "sources/s.toml": source,
        }
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        return root

    return write


def load(folder: Path) -> Declarations:
    return load_declarations(folder, RULES, FORMATS)


def mistakes(folder: Path) -> list[tuple[str, str]]:
    return [(error.key, error.reason) for error in examine(folder, RULES, FORMATS)[1]]


def told(folder: Path) -> dict[str, str]:
    """Return the reason of each mistake by the end of its key."""
    return {key.rpartition("].")[2]: reason for key, reason in mistakes(folder)}
