"""Scores, comments and complaints."""

from html import escape

import pandas as pd
import streamlit as st

from dashboard import access, filters, gateway, wording
from dashboard.charts.scores import scores_figure
from dashboard.components import html
from dashboard.components.figure import DataBox, show_boxed
from dashboard.components.tables import page_choice, show_table
from dashboard.wording import figures
from dashboard.wording import satisfaction as words
from etl.domain.datasets import Dataset
from etl.domain.periods import Period
from etl.domain.roles import Right
from etl.formats import day, number, percent

THEME, PAGE = "theme", "page_commentaires"


def show_scores(site: str, period: Period) -> None:
    """Show the scores of a site and a period that has some."""
    st.header(words.QUESTIONS, anchor=False)
    show_boxed("notes", _scores, site, period)


def _scores(site: str, period: Period) -> DataBox:
    found = gateway.satisfaction(site, period)
    assert found is not None, "a page that shows scores has some"
    return DataBox(
        key="notes",
        title=figures.SCORES,
        figure=scores_figure(_drawn(found.scores)),
        sentence=words.LEGEND,
        shown=_shown(found.scores),
        exported=_exported(found.scores),
        counted=wording.counted(found.responses, words.RESPONSES),
        about=Dataset.SURVEYS,
        file_name=f"vigie-satisfaction-{period.code}.csv",
    )


def show_comments(site: str, period: Period) -> None:
    """Show the comments of visitors, to be searched by word and by theme."""
    if not access.may(Right.SEE_CASES):
        return
    st.header(words.COMMENTS, anchor=False)
    themes = gateway.comment_themes(site, period)
    counts = dict(zip(themes["theme"], themes["comments"], strict=True))
    if not gateway.comments(site, period, "", "", 1).found:
        st.caption(words.NO_KEPT)
        return
    st.caption(words.SCREENED)
    left, right = st.columns(2)
    # What is sought may name somebody: it stays out of the address, hence of logs.
    text = left.text_input(words.SEARCH, key="recherche", max_chars=80)
    options = ["", *counts]
    filters.follow(THEME, options, "")
    right.selectbox(
        words.THEME,
        options,
        key=THEME,
        format_func=lambda each: words.theme(each, counts[each]) if each else words.EVERY_THEME,
        on_change=filters.note,
        args=(THEME, PAGE),
    )
    _show_page(site, period, text, st.session_state[THEME])


def _show_page(site: str, period: Period, text: str, theme: str) -> None:
    shown = gateway.comments(site, period, text, theme, filters.page(PAGE))
    if not shown.found:
        st.caption(words.NO_COMMENT)
        return
    titles = gateway.site_titles()
    items = "".join(
        f"<li><p>{escape(words.quoted(str(row['text'])))}</p>"
        f"<footer>{escape(titles.get(str(row['site']), ''))}, {day(row['day'])}</footer></li>"
        for row in shown.rows.to_dict("records")
    )
    html.show(f'<ul class="paroles">{items}</ul>')
    st.caption(words.found(shown.found))
    page_choice(shown.pages, PAGE, shown.page)


def show_complaints(site: str, period: Period) -> None:
    st.header(words.COMPLAINTS, anchor=False)
    found = gateway.complaints(site, period)
    if found.empty:
        st.caption(words.NO_COMPLAINT)
        return
    show_table(
        pd.DataFrame(
            {
                "Motif": [each or words.NO_REASON for each in found["reason"]],
                "Reçues": found["received"],
                "Dans le délai": found["met"],
                "Hors délai": found["missed"],
                "En cours": found["pending"],
                "Délai médian": [words.median(each) for each in found["median"]],
            }
        )
    )


def _drawn(scores: pd.DataFrame) -> pd.DataFrame:
    by = scores.groupby("question")["score"]
    low, high = by.transform("min"), by.transform("max")
    rows = scores.to_dict("records")
    return scores.assign(
        rank=((scores["score"] - low) / (high - low).where(high > low)).fillna(1.0),
        label=[words.label(each["question"], each["asked"], each["mean"]) for each in rows],
        text=[words.part(each["score"], each["share"]) for each in rows],
        said=[
            words.said(each["question"], each["score"], each["answers"], each["share"])
            for each in rows
        ],
    )


def _shown(scores: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Question": words.question(each["question"]),
                "Note": number(each["score"], 0),
                "Réponses": number(each["answers"]),
                "Part": percent(each["share"]),
                "Moyenne de la question": number(each["mean"], 1),
            }
            for each in scores.to_dict("records")
        ]
    )


def _exported(scores: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "Question": scores["question"].map(words.question),
            "Note": scores["score"],
            "Réponses": scores["answers"],
            "Part": scores["share"],
            "Moyenne de la question": scores["mean"],
        }
    )
    figures = ("Part", "Moyenne de la question")
    return gateway.without_small_counts(frame, ("Réponses",), figures, "Question")
