"""Tables that wrap, print and speak: real HTML, texts escaped; and the choice of a page."""

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import filters, wording
from etl.formats import NO_BREAK, instant, number

# What Streamlit would read as Markdown, an emoji or a formula in a cell.
SPECIAL = re.compile(r"([\\`*_\[\]<>$:~#|!{}])")


def show_table(frame: pd.DataFrame, zone: str = "Europe/Paris") -> None:
    """Show a table as it reads: instants as the clock of the site shows them."""
    texts = {str(name): _texts(frame[name], zone) for name in frame.columns}
    st.table(pd.DataFrame(texts), hide_index=True, border="horizontal")


def show_doors(
    frame: pd.DataFrame, column: str, addresses: Sequence[str], zone: str = "Europe/Paris"
) -> None:
    """Show a table whose texts of one column are links, one address a row; none if empty."""
    texts = {str(name): _texts(frame[name], zone) for name in frame.columns}
    pairs = zip(texts[column], addresses, strict=True)
    texts[column] = [f"[{text}]({address})" if address else text for text, address in pairs]
    st.table(pd.DataFrame(texts), hide_index=True, border="horizontal")


def plain(text: str) -> str:
    """Return a text of a file so that it shows as it is.

    >>> plain("a*b")
    'a\\\\*b'
    """
    return SPECIAL.sub(r"\\\1", text)


def _texts(column: pd.Series, zone: str) -> list[str]:
    filled = column.notna()
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        # A date and its hour stay on one line.
        texts = column.map(
            lambda at: instant(at, zone).replace(" ", NO_BREAK), na_action="ignore"
        )
    elif pd.api.types.is_numeric_dtype(column):
        texts = column.map(_number, na_action="ignore")
    else:
        texts = column.astype("str").map(plain, na_action="ignore")
    return list(texts.astype("object").where(filled & (texts != ""), wording.NO_ANSWER))


def _number(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def page_choice(pages: int, name: str, shown: int) -> None:
    """Let another page be chosen where there are several; it is in the address."""
    filters.follow_page(name, shown)
    if pages > 1:
        st.number_input(
            f"Page (sur {pages})",
            1,
            pages,
            key=name,
            step=1,
            on_change=filters.note,
            args=(name,),
            width=160,
        )
