"""The documents of validated editions, as far as the visitor may take them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard import access
from dashboard.gateway.warehouse import settings, site_titles, warehouse
from etl.calendars.clock import now
from etl.domain.assessments import EVERYWHERE
from etl.domain.editions import Edition, EditionState
from etl.domain.roles import Right
from etl.pipeline import editions as pipeline
from etl.pipeline.packing import audit_pack
from etl.pipeline.publishing import BY_NAME, Document, document, matter, note_taken

PACK = "dossier-d-audit"
ZIP = "application/zip"


@dataclass(frozen=True)
class Offer:
    """A document that the visitor may take: its name in an address, and what it is called."""

    name: str
    suffix: str
    is_public: bool


OFFERS = (
    Offer(PACK, "zip", False),
    *(Offer(each.name, each.suffix, each.is_public) for each in BY_NAME.values()),
)


def offers(site: str) -> tuple[Offer, ...]:
    """Return what the visitor's role and perimeter allow of a site, or of all together."""
    return tuple(each for each in OFFERS if _may(each.is_public, site))


def editions() -> tuple[Edition, ...]:
    """Return the validated editions, newest first; those that were replaced stay readable."""
    known = pipeline.editions(warehouse())
    shown = (EditionState.VALIDATED, EditionState.SUPERSEDED)
    return tuple(reversed([each for each in known if each.state in shown]))


def take(number: int, name: str, site: str = EVERYWHERE) -> Document:
    """Return a document for the visitor and write in the journal that they took it.

    Raise ``NotAllowedError`` for what their role or perimeter does not allow, ``UserError``
    where it cannot be made.
    """
    kind = BY_NAME.get(name)
    if not _may(kind is not None and kind.is_public, site):
        raise access.NotAllowedError
    told: Mapping[str, str]
    if name == PACK:
        pack = audit_pack(warehouse(), _declarations(), number)
        made, told = Document(pack.name, ZIP, pack.data), {"sceau": pack.seal}
    else:
        is_public = kind is not None and kind.is_public
        own = matter(warehouse(), _declarations(), number, site, is_public)
        made, told = document(own, name, site), {"site": site}
    note_taken(warehouse(), number, {"document": name, **told}, access.visitor(), now())
    return made


def _may(is_public: bool, site: str) -> bool:
    """Tell whether the visitor may take what is public at a site, or what is not at all."""
    if is_public:
        return access.may(Right.EXPORT) and site in site_titles()
    # The proofs are of every site: they are not cut for who sees some of them.
    return access.may(Right.TAKE_PACK) and access.perimeter().sites is None


def _declarations() -> Path:
    return Path(settings().declarations)
