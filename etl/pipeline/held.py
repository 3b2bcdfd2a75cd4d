"""What the registers held of a site at an instant: they are only added to, so it is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from etl.domain.actions import Action, AuditFinding
from etl.domain.assessments import EVERYWHERE
from etl.domain.evidence import Evidence
from etl.domain.registers import Entry, Register
from etl.domain.samples import CaseCheck, Sample
from etl.pipeline.warehouse import Warehouse
from etl.store.registers import load_latest


@dataclass(frozen=True)
class Held:
    """The revisions that stood, by register; ``checks`` are those of ``samples``."""

    evidence: tuple[Entry[Evidence], ...]
    findings: tuple[Entry[AuditFinding], ...]
    actions: tuple[Entry[Action], ...]
    samples: tuple[Entry[Sample], ...]
    checks: tuple[Entry[CaseCheck], ...]


def held_at(warehouse: Warehouse, site: str, at: datetime) -> Held:
    """Return what stood at an instant and concerns a site (``*``: all of them)."""

    def concerns(own: str) -> bool:
        return EVERYWHERE in (own, site) or own == site

    with warehouse.store.reading() as connection:
        evidence = load_latest(connection, Register.EVIDENCE, Evidence, at)
        findings = load_latest(connection, Register.FINDING, AuditFinding, at)
        actions = load_latest(connection, Register.ACTION, Action, at)
        samples = load_latest(connection, Register.SAMPLE, Sample, at)
        checks = load_latest(connection, Register.CHECK, CaseCheck, at)
    drawn = [each for each in samples if concerns(each.content.site)]
    return Held(
        tuple(each for each in evidence if concerns(each.content.site)),
        tuple(each for each in findings if concerns(each.content.site)),
        tuple(each for each in actions if concerns(each.content.site)),
        tuple(drawn),
        tuple(_of_samples(checks, {each.number for each in drawn})),
    )


def _of_samples(
    checks: Iterable[Entry[CaseCheck]], numbers: set[int]
) -> Iterable[Entry[CaseCheck]]:
    return (each for each in checks if each.content.sample in numbers)
