"""Small pages of the door, whole in themselves: no script, nothing to fetch."""

from html import escape

from starlette.responses import HTMLResponse

from dashboard import wording
from dashboard.wording import identity as words

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:40rem;margin:15vh auto;padding:0 16px;"
    "color:#1B1F2A;background:#FAF9F6}h1{font:600 26px serif}a{color:#1F3A6E}"
    "@media(prefers-color-scheme:dark){body{color:#ECEAE4;background:#14161B}a{color:#A9BEEC}}"
)


def small_page(
    status: int, title: str, text: str, link: tuple[str, str] | None = None
) -> HTMLResponse:
    """Return a page with a title, a sentence and perhaps a link (its address, its words)."""
    door = ""
    if link is not None:
        door = f'<p><a href="{escape(link[0])}">{escape(link[1])}</a></p>'
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)} – {wording.PRODUCT}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{door}</main></body></html>",
        status_code=status,
        headers={"cache-control": "no-store"},
    )


def refusal(text: str, status: int = 403) -> HTMLResponse:
    return small_page(status, words.REFUSED_TITLE, text, ("/connexion", words.TRY_AGAIN))
