"""Who may do what: six roles, each a set of rights; nothing is allowed that is not written."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the quality of the prefecture."""

    READER = "reader"
    LEADERSHIP = "leadership"
    QUALITY_MANAGER = "quality_manager"
    SERVICE_HEAD = "service_head"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """One thing that a person may do, within their perimeter."""

    SEE_FIGURES = "see_figures"
    SEE_CASES = "see_cases"
    EXPORT = "export"
    IMPORT = "import"
    DESCRIBE_SOURCE = "describe_source"
    ANNOTATE = "annotate"
    WRITE_EVIDENCE = "write_evidence"
    REVIEW_EVIDENCE = "review_evidence"
    WRITE_FINDING = "write_finding"
    WRITE_ACTION = "write_action"
    DECIDE_APPLICABILITY = "decide_applicability"
    CLOSE_EDITION = "close_edition"
    VALIDATE_EDITION = "validate_edition"
    SEE_AUDIT = "see_audit"
    DRAW_SAMPLE = "draw_sample"
    RECORD_CHECK = "record_check"
    TAKE_PACK = "take_pack"
    SEE_JOURNAL = "see_journal"
    MANAGE_ACCESS = "manage_access"


_READS = frozenset({Right.SEE_FIGURES, Right.EXPORT})
_WATCHES = _READS | {Right.SEE_CASES, Right.SEE_AUDIT}
_SERVES = _WATCHES | {Right.ANNOTATE, Right.WRITE_EVIDENCE, Right.WRITE_ACTION}
_KEEPS = _SERVES | {
    Right.IMPORT,
    Right.DESCRIBE_SOURCE,
    Right.REVIEW_EVIDENCE,
    Right.WRITE_FINDING,
    Right.DECIDE_APPLICABILITY,
    Right.CLOSE_EDITION,
    Right.VALIDATE_EDITION,
    Right.DRAW_SAMPLE,
    Right.TAKE_PACK,
    Right.SEE_JOURNAL,
}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: _READS,
    Role.LEADERSHIP: _READS | {Right.SEE_AUDIT, Right.VALIDATE_EDITION, Right.TAKE_PACK},
    Role.SERVICE_HEAD: _SERVES,
    Role.QUALITY_MANAGER: _KEEPS,
    # An auditor writes nothing but the outcome of their own checks.
    Role.AUDITOR: _WATCHES
    | {Right.DRAW_SAMPLE, Right.RECORD_CHECK, Right.TAKE_PACK, Right.SEE_JOURNAL},
    Role.ADMINISTRATOR: frozenset(Right),
}
