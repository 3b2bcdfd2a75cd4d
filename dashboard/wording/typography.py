"""The spaces of French, for texts that are written with ordinary ones."""

from etl.formats import NARROW, NO_BREAK


def spaced(text: str) -> str:
    """Put the spaces that do not break before double marks and inside quotation marks."""
    for mark in ";!?»%":
        text = text.replace(f" {mark}", f"{NARROW}{mark}")
    return text.replace("« ", f"«{NARROW}").replace(" :", f"{NO_BREAK}:")
