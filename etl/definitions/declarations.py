"""All that a folder declares, with the questions that the pipeline asks of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from etl.definitions.charter import Charter
from etl.definitions.fingerprints import fingerprint
from etl.definitions.formulas import formula_of
from etl.domain.engagements import Applicability, Engagement, Indicator
from etl.domain.formulas import Formula
from etl.domain.sites import Site
from etl.domain.sources import Source
from etl.errors import UsageError


@dataclass(frozen=True)
class Declarations:
    """Engagements by number, sites by code, sources by name."""

    engagements: tuple[Engagement, ...]
    sites: Mapping[str, Site]
    sources: tuple[Source, ...]
    charter: Charter = field(default_factory=Charter)
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    # The text of each file, by its path within the folder.
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(each for engagement in self.engagements for each in engagement.indicators)

    def with_sites(self, sites: Mapping[str, Site]) -> "Declarations":
        """Return the same with other calendars, and so with other fingerprints."""
        return self._again(self.engagements, sites)

    def with_decisions(
        self, decisions: Mapping[int, Sequence[Applicability]]
    ) -> "Declarations":
        """Return the same with these decisions of the register, and no other of it.

        They come before the declared ones: of two of the same day, the register's holds.
        """
        engagements = tuple(
            replace(
                each,
                applicability=(
                    *decisions.get(each.number, ()),
                    *(own for own in each.applicability if own.recorded is None),
                ),
            )
            for each in self.engagements
        )
        if engagements == self.engagements:
            return self
        return self._again(engagements, self.sites)

    def _again(
        self, engagements: tuple[Engagement, ...], sites: Mapping[str, Site]
    ) -> "Declarations":
        return replace(
            self,
            engagements=engagements,
            sites=sites,
            fingerprints={
                indicator.code: fingerprint(
                    engagement, indicator, sites, formula_of(indicator, self.formulas)
                )
                for engagement in engagements
                for indicator in engagement.indicators
            },
        )

    def engagement(self, number: int) -> Engagement:
        for each in self.engagements:
            if each.number == number:
                return each
        raise UsageError(f"Aucun engagement ne porte le numéro {number}.")

    def engagement_of(self, code: str) -> Engagement:
        """Return the engagement to which an indicator belongs."""
        for each in self.engagements:
            if any(indicator.code == code for indicator in each.indicators):
                return each
        raise UsageError(f"Aucun indicateur ne porte le code « {code} ».")

    def indicator(self, code: str) -> Indicator:
        own = self.engagement_of(code).indicators
        return next(indicator for indicator in own if indicator.code == code)

    def formula_of(self, indicator: Indicator) -> Formula | None:
        """Return the formula that says which calls count, for an indicator that names one."""
        return formula_of(indicator, self.formulas)

    def source(self, name: str) -> Source:
        for each in self.sources:
            if each.name == name:
                return each
        raise UsageError(f"Aucune source ne porte le nom « {name} ».")

    def fingerprint(self, code: str) -> str:
        """Return the SHA-256 of what decides the figures of an indicator."""
        return self.fingerprints[self.indicator(code).code]
