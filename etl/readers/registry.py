"""Which format and which declared source a file belongs to."""

from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path

from etl.domain.sources import Source
from etl.errors import AmbiguousFormatError, UnknownFormatError, UnreadableFileError, UserError
from etl.readers.asterisk_cdr import CdrFormat
from etl.readers.base import FileHead, Format, Reader, read_head
from etl.readers.closure_calendar import ClosureCalendarFormat
from etl.readers.cucm_cdr import CucmFormat
from etl.readers.delimited import DelimitedFormat
from etl.readers.freeswitch_cdr import FreeSwitchFormat
from etl.readers.google_forms import GoogleFormsFormat
from etl.readers.jdma import JeDonneMonAvisFormat
from etl.readers.limesurvey import LimeSurveyFormat
from etl.readers.mailbox.format import MailboxFormat
from etl.readers.odk import OdkFormat
from etl.readers.oxe_tickets import OxeFormat
from etl.readers.queue_log import QueueLogFormat
from etl.readers.surveymonkey import SurveyMonkeyFormat
from etl.readers.threecx import ThreeCxFormat

# The order has no meaning: each recognises its files by their content.
FORMATS: tuple[Format, ...] = (
    QueueLogFormat(),
    CdrFormat(),
    ThreeCxFormat(),
    CucmFormat(),
    FreeSwitchFormat(),
    OxeFormat(),
    MailboxFormat(),
    LimeSurveyFormat(),
    SurveyMonkeyFormat(),
    GoogleFormsFormat(),
    OdkFormat(),
    JeDonneMonAvisFormat(),
    ClosureCalendarFormat(),
    DelimitedFormat(),
)

# What definitions need to check a source: each format with the settings it understands.
SETTINGS: Mapping[str, frozenset[str]] = {each.name: each.settings for each in FORMATS}


class UndeclaredSourceError(UnknownFormatError):
    """The format is known, but no declared source is of this format."""

    def __init__(self, path: Path, formats: Iterable[str]) -> None:
        UserError.__init__(
            self,
            f"« {path.name} » : format reconnu ({', '.join(sorted(formats))}), "
            f"mais aucune source déclarée ne décrit ce fichier.\n"
            f"  Pour la déclarer : CONTRIBUTING.md, « Ajouter une source ».",
        )


def find_reader(path: Path, sources: Collection[Source]) -> Reader:
    """Return the reader of a file or folder: its format, by its content, and its source."""
    if not path.exists():
        raise UnreadableFileError(path, "Ce fichier n'existe pas.")
    head = read_head(path)
    formats = [each for each in FORMATS if each.identify(head)]
    claims = [
        Reader(each, source)
        for each in formats
        for source in sources
        if source.format == each.name and each.fits(head, source)
    ]
    if claims:
        return _only(path, claims)
    # The delimited format recognises any table: without a source it says nothing.
    if known := [each.name for each in formats if each.name != "delimited"]:
        raise UndeclaredSourceError(path, known)
    raise UnknownFormatError(path, head.first_line(), (each.name for each in FORMATS))


def _only(path: Path, claims: list[Reader]) -> Reader:
    """Return the one claim; between several, the patterns of names decide.

    A source whose pattern matches the name comes before one that has no pattern.
    """
    named = [each for each in claims if _matches(path, each.source)]
    chosen = named or [each for each in claims if not each.source.file_patterns] or claims
    if len(claims) > 1 and len(chosen) > 1:
        raise AmbiguousFormatError(path, (each.source.name for each in chosen))
    return chosen[0]


def _matches(path: Path, source: Source) -> bool:
    return any(fnmatch(path.name.lower(), each.lower()) for each in source.file_patterns)


__all__ = ["FORMATS", "SETTINGS", "FileHead", "UndeclaredSourceError", "find_reader"]
