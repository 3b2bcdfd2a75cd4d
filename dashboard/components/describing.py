"""Describe an unknown table: its columns, its words, its dates; try it; declare it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.components import html
from dashboard.components.tables import show_table
from dashboard.wording import cases
from dashboard.wording import describing as words
from etl.domain import column_names
from etl.domain.datasets import Dataset
from etl.domain.reasons import reason_of
from etl.domain.sources import Column, Rhythm
from etl.errors import DefinitionError, UserError

FOLDER = "description_dossier"
ROWS_SHOWN, REJECTIONS_SHOWN = 8, 10
MOST_MB = 50
MOST_WORDS = 12


def choose_file() -> Path | None:
    """Let a file be sent, and return where it is kept aside."""
    sent = st.file_uploader(
        words.CHOOSE, key="tableau", help=words.HINT, max_upload_size=MOST_MB
    )
    if sent is None:
        gateway.forget(st.session_state.pop(FOLDER, None))
        return None
    folder = st.session_state.get(FOLDER)
    if folder is None or not (folder / sent.name).exists():
        gateway.forget(folder)
        folder = gateway.keep_aside([(sent.name, sent.getvalue())])
        st.session_state[FOLDER] = folder
    return next(iter(folder.iterdir()), None)


def show_description(path: Path) -> None:
    """Show what the file seems to be, and let it be described."""
    try:
        known = gateway.recognised(path)
        if known is not None:
            st.info(words.known(known.name, known.title), icon=":material/check_circle:")
            return
        found = _of_dataset(path)
    except UserError as error:
        st.error(str(error), icon=":material/block:")
        return
    table = found.table
    html.show(
        html.sentence(
            words.layout(table.encoding, table.delimiter, table.header_line, len(table.sample))
        )
    )
    columns = _columns(found)
    month_first = _dates(found, columns)
    _try_and_save(path, found, columns, month_first)


def _of_dataset(path: Path) -> gateway.Description:
    """Return the description for the dataset chosen; at first, the likeliest one."""
    likeliest = gateway.described(path, None)
    datasets = list(words.DATASETS)
    chosen: Dataset = st.selectbox(
        words.CONTAINS,
        datasets,
        index=datasets.index(likeliest.proposal.dataset),
        format_func=words.DATASETS.__getitem__,
        key=f"faits-{path.name}",
    )
    if chosen is likeliest.proposal.dataset:
        return likeliest
    return gateway.described(path, chosen)


def _columns(found: gateway.Description) -> dict[str, Column]:
    """Let each column of the facts be filled from the file; return those that are."""
    st.header(words.COLUMNS, anchor=False)
    headers = [each.header for each in found.table.columns]
    chosen: dict[str, Column] = {}
    with st.grid("auto", min_column_width=300, gap="small"):
        for field in gateway.fields(found):
            column = _field(found, field, headers)
            if column is not None:
                chosen[field.name] = column
    return chosen


def _field(
    found: gateway.Description, field: gateway.Field, headers: Sequence[str]
) -> Column | None:
    key = f"{found.proposal.dataset.value}-{field.name}"
    with st.container(gap="xsmall", key=f"colonne-{key}"):
        picked: list[str] = st.multiselect(
            words.field(field.name, field.is_required),
            headers,
            default=[each for each in field.proposed if each in headers],
            placeholder=words.NO_COLUMN,
            key=f"entetes-{key}",
        )
        if picked:
            meanings = _meanings(found, field, picked, key)
            return gateway.mapped_column(found, field, picked, meanings)
        if not field.choices or field.name == "site":
            return None
        options = list(field.choices)
        word = st.selectbox(
            f"{words.field(field.name, False)}, {words.ALWAYS}",
            options,
            index=options.index(field.constant) if field.constant in options else None,
            placeholder=words.NO_CONSTANT,
            format_func=_word,
            label_visibility="collapsed",
            key=f"toujours-{key}",
        )
        return gateway.constant(word) if word else None


def _meanings(
    found: gateway.Description, field: gateway.Field, picked: Sequence[str], key: str
) -> Mapping[str, str]:
    """Let each word of the file be translated into the vocabulary of the column."""
    seen = gateway.words_of(found, picked) if field.choices else ()
    if not seen or len(seen) > MOST_WORDS:
        return {}
    known = gateway.known_meanings(found, field)
    options = list(field.choices)
    told = {}
    with st.expander(f"{words.WORDS} ({len(seen)})"):
        for word in seen:
            meaning = known.get(word, word if word in options else None)
            told[word] = st.selectbox(
                words.word_of(field.name, word),
                options,
                index=options.index(meaning) if meaning in options else None,
                placeholder=words.NO_MEANING,
                format_func=_word,
                key=f"mot-{key}-{word}",
            )
    return {word: meaning for word, meaning in told.items() if meaning}


def _word(code: str) -> str:
    titles = gateway.site_titles()
    return titles.get(code, cases.word(code))


def _dates(found: gateway.Description, columns: Mapping[str, Column]) -> bool | None:
    """Ask how dates read where they read both ways; ``None`` until it is said."""
    guessed = {each.header: each for each in found.table.columns}
    used = [each for column in columns.values() for each in column.header]
    if not any(guessed[each].is_ambiguous for each in used if each in guessed):
        return False
    st.header(words.DATES, anchor=False)
    st.caption(words.DATE_NOTE)
    chosen = st.radio(
        words.DATE_QUESTION,
        [words.DAY_FIRST, words.MONTH_FIRST],
        index=None,
        horizontal=True,
        key="dates",
    )
    return None if chosen is None else chosen == words.MONTH_FIRST


def _try_and_save(
    path: Path,
    found: gateway.Description,
    columns: Mapping[str, Column],
    month_first: bool | None,
) -> None:
    st.header(words.TRIED, anchor=False)
    missing = [
        each.name
        for each in gateway.fields(found)
        if each.is_required and each.name not in columns and each.name != "site"
    ]
    if missing or month_first is None:
        st.caption(words.missing(missing) if missing else words.DATE_NOTE)
        return
    mapped = gateway.Mapped(
        "essai", "Essai", _first_site(), Rhythm.MONTHLY, columns, bool(month_first)
    )
    _show_tried(gateway.tried(path, gateway.source_of(found, mapped)))
    _save(found, mapped)


def _show_tried(tried: gateway.Understood) -> None:
    st.write(words.tried(tried.read, tried.rejected))
    if len(tried.accepted):
        rows = tried.accepted.head(ROWS_SHOWN)
        filled = [name for name in rows.columns if rows[name].notna().any()]
        shown = {column_names.column(name): _shown(rows[name]) for name in filled}
        show_table(pd.DataFrame(shown).assign(Ligne=rows.index))
    if len(tried.rejections):
        some = tried.rejections.head(REJECTIONS_SHOWN)
        show_table(
            pd.DataFrame(
                {
                    "Ligne": some["line"],
                    "Colonne": some["column"].map(column_names.column),
                    "Valeur": some["value"],
                    "Motif": some["code"].map(lambda each: reason_of(each).reason),
                    "Que faire": some["code"].map(lambda each: reason_of(each).remedy),
                }
            )
        )


def _shown(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype("str").map(_word)
    return column


def _save(found: gateway.Description, tried: gateway.Mapped) -> None:
    st.header(words.SAVE_TITLE, anchor=False)
    titles = {code: title for code, title in gateway.site_titles().items() if code != "*"}
    with st.form("source", border=False):
        name = st.text_input(words.NAME, help=words.NAME_HINT, max_chars=40)
        title = st.text_input(words.SOURCE_TITLE, max_chars=120)
        site = st.selectbox(words.SITE, list(titles), format_func=titles.__getitem__)
        rhythm = Rhythm(
            st.selectbox(
                words.RHYTHM,
                [each.value for each in Rhythm],
                index=list(Rhythm).index(Rhythm.MONTHLY),
                format_func=wording.RHYTHMS.__getitem__,
            )
        )
        if not st.form_submit_button(words.SAVE, type="primary"):
            return
    mapped = gateway.Mapped(name, title or name, site, rhythm, tried.columns, tried.month_first)
    try:
        gateway.save_source(gateway.source_of(found, mapped))
    except DefinitionError as error:
        st.error(str(error), icon=":material/block:")
        return
    st.success(words.SAVED, icon=":material/check_circle:")


def _first_site() -> str:
    return next(code for code in gateway.site_titles() if code != "*")
