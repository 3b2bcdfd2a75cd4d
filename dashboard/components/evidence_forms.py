"""The two forms of a piece: deposit it, give an opinion on it."""

import streamlit as st

from dashboard import gateway
from dashboard.components.registers import ask_author, day_of, day_or_none, do
from dashboard.gateway import evidence
from dashboard.wording import evidence as words
from etl.domain.evidence import Evidence
from etl.domain.registers import Entry
from etl.errors import UserError
from etl.formats import day

TYPES = ["pdf", "png", "jpg", "jpeg", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt"]


def show_deposit(piece: evidence.Piece, key: str, site: str) -> None:
    """Let a file or an address be given; the newest entry of the same site is taken over."""
    title = words.DEPOSIT_AGAIN if piece.entries else words.DEPOSIT
    with (
        st.popover(title, icon=":material/upload_file:"),
        st.form(f"depot-{key}", clear_on_submit=False, border=False),
    ):
        file = st.file_uploader(
            words.FILE, type=TYPES, key=f"fichier-{key}", help=words.FILE_HINT
        )
        link = st.text_input(words.LINK, key=f"lien-{key}", placeholder="https://…")
        above = st.columns(3)
        sites = list(gateway.site_titles())
        place = above[0].selectbox(
            words.SITE,
            sites,
            index=sites.index(site) if site in sites else 0,
            format_func=gateway.site_titles().__getitem__,
            key=f"site-{key}",
        )
        dated = above[1].text_input(words.DATED, day(gateway.today()), key=f"datee-{key}")
        until = above[2].text_input(words.UNTIL, key=f"jusque-{key}", help=words.UNTIL_HINT)
        owner = st.text_input(words.OWNER, _owner(piece), key=f"qui-{key}", max_chars=120)
        remark = st.text_input(words.REMARK, key=f"remarque-{key}", help=words.REMARK_HINT)
        author = ask_author(f"depot-{key}")
        if not st.form_submit_button(words.DEPOSIT, type="primary"):
            return

        def work() -> None:
            if bool(file) == bool(link.strip()):
                raise UserError(words.ONE_OF_BOTH)
            told = evidence.Deposit(
                engagement=piece.expected.engagement,
                piece=piece.expected.title,
                dated=day_of(dated),
                owner=owner,
                site=place,
                valid_until=day_or_none(until),
                remark=remark,
            )
            given = (file.name, file.getvalue()) if file else link
            evidence.deposit(told, given, author, _taken_over(piece, place))

        do(work, words.DEPOSITED_NOW, author)


def _taken_over(piece: evidence.Piece, site: str) -> Entry[Evidence] | None:
    deposited = (each for each in piece.entries if not evidence.is_computed(each))
    own = [each for each in deposited if each.content.site == site]
    return max(own, key=lambda each: each.number, default=None)


def _owner(piece: evidence.Piece) -> str:
    return piece.best.content.owner if piece.best else ""


def show_review(entry: Entry[Evidence], key: str) -> None:
    """Let an opinion be given on what is deposited."""
    options = [each for each in words.REVIEWS if each in evidence.opinions_on(entry)]
    if not options:
        return
    with (
        st.popover(words.REVIEW, icon=":material/rate_review:"),
        st.form(f"avis-{key}", border=False),
    ):
        state = st.radio(
            words.OPINION,
            options,
            format_func=words.REVIEWS.__getitem__,
            horizontal=True,
            key=f"opinion-{key}",
        )
        remark = st.text_input(words.REMARK, key=f"motif-{key}", help=words.REMARK_HINT)
        author = ask_author(f"avis-{key}")
        if st.form_submit_button(words.GIVE, type="primary"):
            do(
                lambda: evidence.review(entry, state, remark, author),
                words.REVIEWED_NOW,
                author,
            )
