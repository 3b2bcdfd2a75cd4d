"""The registers of the demonstration, written by the operations that a person's act runs."""

from datetime import datetime, timedelta

from etl.audit.plan import Step
from etl.domain.actions import Action, ActionState, AuditFinding, Category, FindingState
from etl.domain.assessments import Verdict
from etl.domain.evidence import EvidenceState
from etl.domain.registers import Signature
from etl.pipeline.evidence import Deposit, deposit_file, deposit_link, evidence_entries, review
from etl.pipeline.plans import advance_action, close_finding, write_action, write_finding
from etl.pipeline.warehouse import Warehouse
from etl.samples.audit import (
    DEPUTY,
    QUALITY,
    SAMPLE_FINDINGS,
    SampleAction,
    SampleFinding,
    SamplePiece,
    sample_pieces,
)
from etl.samples.pieces import one_page

# How long a piece waits for its reviewer, and an action for its first step.
REVIEWED_AFTER, BEGUN_AFTER = timedelta(days=5), timedelta(days=2)


def demonstrate_registers(warehouse: Warehouse, at: datetime) -> None:
    """Fill the registers of the demonstration, unless somebody has written in them."""
    if evidence_entries(warehouse):
        return
    expected = {
        (own.number, title)
        for own in warehouse.declarations.engagements
        for each in own.indicators
        for title in each.evidence
    }
    for piece in sample_pieces():
        if (piece.engagement, piece.piece) in expected:
            _deposit(warehouse, piece, at - timedelta(days=piece.days))
    for finding in SAMPLE_FINDINGS:
        _find(warehouse, finding, at)


def _deposit(warehouse: Warehouse, piece: SamplePiece, at: datetime) -> None:
    dated = warehouse.local(at).date() - timedelta(days=3)
    told = Deposit(piece.engagement, piece.piece, dated, piece.owner, piece.site)
    signed = Signature(piece.owner, at)
    if piece.link:
        entry = deposit_link(warehouse, told, piece.link, signed)
    else:
        lines = (f"Engagement {piece.engagement}", f"Du {dated:%d/%m/%Y}", piece.owner)
        name = f"{piece.piece}.pdf"
        entry = deposit_file(warehouse, told, (name, one_page(piece.piece, lines)), signed)
    state = EvidenceState(piece.opinion)
    if state is not EvidenceState.DEPOSITED:
        reviewer = DEPUTY if piece.owner == QUALITY else QUALITY
        given = Signature(reviewer, at + REVIEWED_AFTER)
        review(warehouse, entry, state, piece.remark, given)


def _find(warehouse: Warehouse, sample: SampleFinding, at: datetime) -> None:
    found_at = at - timedelta(days=sample.days)
    finding = AuditFinding(
        engagement=sample.engagement,
        category=Category(sample.category),
        title=sample.title,
        fact=sample.fact,
        site=sample.site,
        indicator=sample.indicator,
        period=f"{warehouse.local(found_at):%Y-%m}",
        reference=f"{_verdict(sample)}:{sample.engagement}:{sample.site}",
    )
    entry = write_finding(warehouse, finding, Signature(QUALITY, found_at))
    for action in sample.actions:
        _act(warehouse, finding, entry.number, action, at)
    if sample.closed:
        signed = Signature(QUALITY, at - timedelta(days=10))
        close_finding(warehouse, entry, FindingState.CLOSED, sample.closed, signed)


def _verdict(sample: SampleFinding) -> Verdict:
    """Return the verdict that such a finding answers, so that it is not drafted again."""
    is_strength = sample.category == Category.STRENGTH
    return Verdict.MET if is_strength else Verdict.MISSED


def _act(
    warehouse: Warehouse,
    finding: AuditFinding,
    number: int,
    sample: SampleAction,
    at: datetime,
) -> None:
    decided = at - timedelta(days=sample.decided)
    action = Action(
        engagement=finding.engagement,
        title=sample.title,
        cause=sample.cause,
        owner=sample.owner,
        due=warehouse.local(at).date() - timedelta(days=sample.due),
        site=finding.site,
        finding=number,
        indicator=sample.indicator,
    )
    entry = write_action(warehouse, action, Signature(QUALITY, decided))
    begun = Signature(sample.owner, decided + BEGUN_AFTER)
    entry = advance_action(warehouse, entry, Step(ActionState.DOING), begun)
    if sample.done is None:
        return
    done = at - timedelta(days=sample.done)
    step = Step(ActionState.CHECKING, warehouse.local(done).date())
    entry = advance_action(warehouse, entry, step, Signature(sample.owner, done))
    if sample.proof:
        step = Step(ActionState.CLOSED, proof=sample.proof)
        signed = Signature(QUALITY, at - timedelta(days=12))
        advance_action(warehouse, entry, step, signed)
