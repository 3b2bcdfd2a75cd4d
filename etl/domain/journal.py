"""The journal of what was done: who, when, what, on what, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

# What a state is made of: counts, codes, names of states, hashes; never a personal value.
Plain = str | int | float | bool | None
State = Mapping[str, "Plain | list[Plain] | Mapping[str, Plain]"]


class Deed(StrEnum):
    """A kind of act."""

    IMPORT = "import"
    UNDO = "undo"
    REPLAY = "replay"
    REFUSAL = "refusal"
    DECLARATION = "declaration"
    EDITION_CLOSED = "edition_closed"
    EDITION_VALIDATED = "edition_validated"
    EDITION_REFUSED = "edition_refused"
    EVIDENCE = "evidence"
    FINDING = "finding"
    ACTION = "action"
    APPLICABILITY = "applicability"
    SAMPLE = "sample"
    CHECK = "check"
    ANNOTATION = "annotation"
    EXPORT = "export"
    LOGIN = "login"
    LOGOUT = "logout"
    ACCESS = "access"
    PURGE = "purge"
    ERASURE = "erasure"
    BACKUP = "backup"
    RESTORE = "restore"
    SETTING = "setting"


@dataclass(frozen=True)
class Entry:
    """One act, to be written down in the transaction that does it.

    ``at``: an instant in UTC. ``subject``: what it was done on (« import 12 »). ``before``
    and ``after``: the states, as far as they say something; no personal value in them.
    """

    deed: Deed
    author: str
    at: datetime
    subject: str
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)


class Flaw(StrEnum):
    """What a line of the journal shows when somebody touched it."""

    ALTERED = "altered"
    MISSING = "missing"
    UNLINKED = "unlinked"
    TRUNCATED = "truncated"
    UNSEALED = "unsealed"


@dataclass(frozen=True)
class Fault:
    """One flaw of the journal, at the line of that number."""

    number: int
    flaw: Flaw


@dataclass(frozen=True)
class Seal:
    """How far the journal had come, and the hash of its last line.

    Given out (on paper, by mail, in an audit pack), it proves later that nothing before it
    was rewritten: that is what the database alone cannot prove.
    """

    number: int
    sha256: str
