"""What every write in a register keeps: who, when, texts without names, all in one piece."""

from etl.contracts.screening import screen
from etl.domain.assessments import EVERYWHERE
from etl.domain.registers import Signature
from etl.errors import UsageError
from etl.pipeline.warehouse import Warehouse

LONGEST_FUNCTION = 120


def checked(signed: Signature) -> Signature:
    """Return the signature of a write; ``UsageError`` where nobody signs."""
    if not signed.author.strip():
        raise UsageError("Une écriture dans un registre est signée : dites par qui.")
    return Signature(signed.author.strip()[:LONGEST_FUNCTION], signed.at)


def text_of(text: str, what: str = "") -> str:
    """Return a free text without what names a person; with ``what``, it may not be empty."""
    lines = (" ".join(each.split()) for each in screen(text).splitlines())
    kept = "\n".join(each for each in lines if each)
    if what and not kept:
        raise UsageError(f"{what} : à remplir.")
    return kept


def checked_site(warehouse: Warehouse, site: str) -> str:
    """Return a known site, or all of them together."""
    if site in ("", EVERYWHERE):
        return EVERYWHERE
    if site not in warehouse.declarations.sites:
        known = ", ".join(warehouse.declarations.sites)
        raise UsageError(f"Site inconnu « {site} ». Sites connus : {known}.")
    return site
