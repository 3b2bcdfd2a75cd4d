"""A draw that anybody can do again: no library's generator, no order of rows.

The method, to be repeated by hand:

1. each case has a key (sixteen hexadecimal digits) and a stratum;
2. its rank is the SHA-256, in hexadecimal, of the text ``seed|key`` in UTF-8;
3. the places are shared among the strata in proportion to their cases: the whole part first,
   then one more by the largest remainder, in alphabetical order of strata between equals;
4. in each stratum the smallest ranks are drawn.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from etl.domain.samples import CaseCheck, CheckResult, SampleCase, Stratum
from etl.errors import UserError

LARGEST_SAMPLE = 500
LONGEST_SEED = 64


class DrawError(UserError):
    """A sample cannot be drawn that way."""

    exit_code = 34


def rank(seed: str, key: str) -> str:
    """Return the rank of a case.

    >>> rank("2026", "00000000000000ff")[:12]
    '4ea455d76208'
    """
    return hashlib.sha256(f"{seed}|{key}".encode()).hexdigest()


def allocation(sizes: Mapping[str, int], places: int) -> dict[str, int]:
    """Return how many cases of each stratum are drawn (Hamilton: largest remainder).

    >>> allocation({"a": 70, "b": 20, "c": 10}, 5)
    {'a': 4, 'b': 1, 'c': 0}
    """
    whole = sum(sizes.values())
    if whole == 0:
        return {}
    shares = {name: divmod(size * places, whole) for name, size in sorted(sizes.items())}
    left = places - sum(share for share, _ in shares.values())
    first = sorted(shares, key=lambda name: -shares[name][1])[:left]
    return {name: share + (name in first) for name, (share, _) in shares.items()}


def draw(
    population: Iterable[SampleCase], seed: str, size: int, strata: Sequence[Stratum]
) -> tuple[SampleCase, ...]:
    """Return the cases drawn, stratum by stratum, by rank; the same whatever their order."""
    if not seed or len(seed) > LONGEST_SEED or not seed.isprintable() or "|" in seed:
        raise DrawError("Graine attendue : 1 à 64 caractères, sans « | ».")
    if not 1 <= size <= LARGEST_SAMPLE:
        raise DrawError(f"Taille attendue : 1 à {LARGEST_SAMPLE} cas.")
    groups: defaultdict[str, list[SampleCase]] = defaultdict(list)
    for case in population:
        groups[stratum_of(case, strata)].append(case)
    sizes = {name: len(own) for name, own in groups.items()}
    places = allocation(sizes, min(size, sum(sizes.values())))
    return tuple(
        replace(case, stratum=name)
        for name in sorted(places)
        for case in sorted(groups[name], key=lambda each: (rank(seed, each.key), each.key))[
            : places[name]
        ]
    )


def stratum_of(case: SampleCase, strata: Sequence[Stratum]) -> str:
    """Return the name of the stratum of a case, in the fixed order outcome, site, month."""
    return " · ".join(getattr(case, each.value) for each in Stratum if each in strata)


def discordant(checks: Iterable[CaseCheck]) -> int:
    """Return how many checks do not confirm the case; what is not found confirms nothing."""
    return sum(each.result is not CheckResult.AGREES for each in checks)
