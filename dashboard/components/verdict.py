"""The verdict of the house in one sentence, and the way to print it."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from dashboard import gateway
from dashboard.wording import overview as words
from dashboard.wording import phrases
from etl.domain.assessments import Verdict
from etl.domain.periods import Period


def house_sentence(
    cards: Sequence[gateway.Card], site: str, period: Period, before: Period | None
) -> str:
    """Return what all verdicts come to, and whether more or fewer are kept than before."""
    counts = Counter(card.verdict for card in cards)
    told = phrases.house_sentence(counts, phrases.period_phrase(period))
    earlier = gateway.cards(site, before) if before else ()
    if not earlier:
        return told
    then = sum(card.verdict is Verdict.MET for card in earlier)
    return f"{told} {words.one_more(counts[Verdict.MET], then, before)}" if before else told


def show_printing() -> None:
    """Show the button that prints the page: the script of the server does it."""
    st.button(
        words.PRINT,
        key="imprimer",
        icon=":material/print:",
        help=words.PRINT_HELP,
        type="tertiary",
    )
