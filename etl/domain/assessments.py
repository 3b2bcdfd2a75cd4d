"""What is said of an engagement: outcomes of contacts, verdicts on indicators."""

from enum import StrEnum

# The code that stands for all sites (or all services) together.
EVERYWHERE = "*"

# The rule that turns a measurement into a verdict; stored and shown with each finding.
VERDICT_RULE = "observed_then_interval"


class Outcome(StrEnum):
    """What one contact says of the promise.

    ``PENDING``: its limit still runs. ``EXCLUDED``: the promise does not cover it.
    ``UNKNOWN``: it is covered, but the log does not tell (a 3CX wait).
    """

    MET = "met"
    MISSED = "missed"
    PENDING = "pending"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What a finding or an engagement is worth.

    ``FOLLOWED`` is for a finding without a target; an engagement never has it.
    """

    MET = "met"
    MISSED = "missed"
    INCONCLUSIVE = "inconclusive"
    NOT_MEASURED = "not_measured"
    NOT_APPLICABLE = "not_applicable"
    FOLLOWED = "followed"


# Gravest first: a promise with an unmeasured mandatory indicator is not proven.
GRAVITY = (
    Verdict.MISSED,
    Verdict.NOT_MEASURED,
    Verdict.INCONCLUSIVE,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
)
