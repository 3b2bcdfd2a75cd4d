"""How a service uses its mailbox: who answers, and what its requests are about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from etl.domain.sources import Source
from etl.errors import DefinitionError
from etl.readers.parsers import normal
from etl.readers.settings import word_of, words_of

SETTINGS = frozenset(
    [
        "own_addresses",
        "own_domains",
        "form_senders",
        "nature",
        "subject_natures",
        "recipient_natures",
        "new_request_after_days",
    ]
)
_DAYS = 15


@dataclass(frozen=True)
class Habits:
    """The settings of a mailbox; ``subject_natures`` maps words of a subject to a nature."""

    own_addresses: frozenset[str] = frozenset()
    own_domains: tuple[str, ...] = ()
    form_senders: frozenset[str] = frozenset()
    nature: str = "information"
    subject_natures: tuple[tuple[str, str], ...] = ()
    recipient_natures: tuple[tuple[str, str], ...] = ()
    new_request_after_days: int = _DAYS

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        words = [re.escape(word) for word, _ in self.subject_natures]
        # Longest first: of two words that both stand there, the more precise counts.
        words.sort(key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(words)})") if words else None

    def is_own(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        return address in self.own_addresses or any(
            domain == own or domain.endswith(f".{own}") for own in self.own_domains
        )

    def nature_of(self, subject: str, recipients: list[str]) -> str:
        """Return the nature by the address that was written to, else by the subject."""
        by_address = dict(self.recipient_natures)
        for each in recipients:
            if each in by_address:
                return by_address[each]
        found = self._words.search(normal(subject)) if self._words else None
        return dict(self.subject_natures)[found.group()] if found else self.nature


def habits_of(source: Source) -> Habits:
    """Return the settings of a source; a wrong one is a ``DefinitionError``."""
    return Habits(
        own_addresses=frozenset(word.lower() for word in words_of(source, "own_addresses")),
        own_domains=tuple(word.lower().lstrip("@") for word in words_of(source, "own_domains")),
        form_senders=frozenset(word.lower() for word in words_of(source, "form_senders")),
        nature=word_of(source, "nature", "information"),
        subject_natures=_pairs(source, "subject_natures"),
        recipient_natures=_pairs(source, "recipient_natures"),
        new_request_after_days=_days(source),
    )


def _pairs(source: Source, name: str) -> tuple[tuple[str, str], ...]:
    table = source.settings.get(name, {})
    if not isinstance(table, Mapping) or not all(isinstance(v, str) for v in table.values()):
        reason = "attendu : une table de mots et de natures"
        raise DefinitionError(f"source {source.name}", f"settings.{name}", reason)
    return tuple((normal(str(word)), str(nature)) for word, nature in table.items())


def _days(source: Source) -> int:
    name = "new_request_after_days"
    days = source.settings.get(name, _DAYS)
    if not isinstance(days, int) or days < 1:
        raise DefinitionError(f"source {source.name}", f"settings.{name}", "attendu : jours")
    return days
