"""What a finding says, read aloud: level and target, change, signal, what is missing."""

from dashboard.gateway.control import control
from dashboard.gateway.figures import Finding, history, sentence
from dashboard.wording import variation
from etl.assessments.commentary import change_sentence, unknown_sentence
from etl.domain.assessments import Verdict
from etl.domain.engagements import Statistic

SHARES = (Statistic.SHARE, Statistic.SHARE_MISSED)
UNMEASURED = (Verdict.NOT_APPLICABLE, Verdict.NOT_MEASURED)


def lecture(finding: Finding) -> str:
    """Return the sentences on a finding, as far as the figures allow: never more.

    Also what a chart of it says to those who do not see it.
    """
    if finding.reason:
        return finding.reason
    if finding.verdict in UNMEASURED:
        return sentence(finding)
    missing = unknown_sentence(finding.unknown, finding.bounds) if finding.bounds else ""
    told = [sentence(finding), _change(finding), missing, _signal(finding)]
    return " ".join(filter(None, told))


def _change(finding: Finding) -> str:
    """Compare a finished period with the one before, where no contact is counted in both."""
    if finding.indicator.statistic not in SHARES or finding.is_running:
        return ""
    past = history(finding.indicator.code, finding.site, finding.period)
    before = [each for each in past if each.period.end == finding.period.start]
    if not before or before[0].period.end > finding.span_start:
        return ""
    return change_sentence(_part(finding), _part(before[0]), before[0].period)


def _part(finding: Finding) -> tuple[int, int]:
    missed = finding.indicator.statistic is Statistic.SHARE_MISSED
    return (finding.missed if missed else finding.met), finding.met + finding.missed


def _signal(finding: Finding) -> str:
    """Return what the control chart says of this very period."""
    found = control(finding.indicator.code, finding.site, finding.period)
    if found is None or found.at != finding.period:
        return ""
    return variation.signal_sentence(found.reading)
