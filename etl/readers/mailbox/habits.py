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
        "holding_words",
        "test_subjects",
    ]
)
_DAYS = 15
# Words by which a person of the service promises an answer, and gives none.
_HOLDING = ("réponse d'attente", "message d'attente")
_TESTS = ("test", "message de test")


@dataclass(frozen=True)
class Habits:
    """The settings of a mailbox; ``subject_natures`` maps words of a subject to a nature.

    A message of ours that holds one of the ``holding_words`` acknowledges and does not
    answer. A message whose whole subject is one of the ``test_subjects`` is no request.
    """

    own_addresses: frozenset[str] = frozenset()
    own_domains: tuple[str, ...] = ()
    form_senders: frozenset[str] = frozenset()
    nature: str = "information"
    subject_natures: tuple[tuple[str, str], ...] = ()
    recipient_natures: tuple[tuple[str, str], ...] = ()
    new_request_after_days: int = _DAYS
    holding_words: tuple[str, ...] = _HOLDING
    test_subjects: tuple[str, ...] = _TESTS

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

    def is_holding(self, subject: str, text: str) -> bool:
        said = normal(f"{subject} {text}")
        return any(word in said for word in self.holding_words)

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
        holding_words=_words(source, "holding_words", _HOLDING),
        test_subjects=_words(source, "test_subjects", _TESTS),
    )


def _words(source: Source, name: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    if name not in source.settings:
        return usual
    return tuple(normal(word) for word in words_of(source, name))


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
