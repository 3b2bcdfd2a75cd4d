"""The server: Streamlit's application in a French index page, with security headers."""

import base64
import hashlib
import logging
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import first_paint, health, metrics, wording
from dashboard.delivery import deliver
from dashboard.identity.gate import Gate
from dashboard.identity.policy import Policy, policy_of, refuse_to_be_reached
from dashboard.identity.provider import Provider
from dashboard.identity.routes import Door
from dashboard.wording import phrases
from etl.config import OIDC, load_settings
from etl.errors import UserError
from etl.logs import configure, where

HERE = Path(__file__).parent
SCRIPT = HERE.parent / "streamlit_app.py"
FRENCH_SCRIPT = HERE / "french.js"
# What is seen until the application stands: the place that it will take, in French.
WAITING = HERE / "waiting.html"
SETTINGS = load_settings(Path("quality.toml"))
STOCK_INDEX = first_paint.FRAMEWORK / "index.html"

# What the index of Streamlit says, and what ours says instead.
REPLACED: Mapping[str, str] = {
    '<html lang="en">': '<html lang="fr">',
    "<title>Streamlit</title>": (
        f'<title>{wording.PRODUCT}</title><script src="./french.js"></script>'
        + first_paint.head(SETTINGS.theme, STOCK_INDEX.read_text("utf-8"))
    ),
    '<div id="root"></div>': WAITING.read_text("utf-8"),
    '<link rel="service-desc" href="./_stcore/agent/openapi.json" />': "",
}
NO_SCRIPTS = f"<noscript><p>{wording.NEEDS_SCRIPTS}</p></noscript>"
# Paths that tell of the server to whoever asks.
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
# Headers by which an answer would escape the rewriting of its text.
UNWANTED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


def french_index(page: str) -> str:
    """Return the index page in French."""
    for said, ours in REPLACED.items():
        page = page.replace(said, ours)
    return re.sub("<noscript>.*?</noscript>", NO_SCRIPTS, page, flags=re.DOTALL)


def content_policy(page: str) -> str:
    """Return the policy that admits our own files and the inline scripts of the page."""
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(each.encode()).digest()) for each in inline)
    admitted = " ".join(f"'sha256-{each.decode()}'" for each in digests)
    return (
        f"default-src 'self'; script-src 'self' {admitted}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def _headers(page: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-security-policy", content_policy(page).encode()),
        (b"x-frame-options", b"DENY"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
    ]


class FrenchPages:
    """Rewrites documents in French and adds security headers; the rest passes through."""

    def __init__(self, app: ASGIApp) -> None:
        page = STOCK_INDEX.read_text("utf-8")
        missing = [said for said in REPLACED if said not in page]
        if missing:
            # An upgrade of Streamlit must not undo the French in silence.
            raise RuntimeError(f"Streamlit's index page no longer says: {missing}")
        self.app = app
        self.headers = _headers(page)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(CLOSED):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        elif b"text/html" in dict(scope["headers"]).get(b"accept", b""):
            await self._document(scope, receive, send)
        else:
            await self.app(scope, receive, self._secured(send))

    def _secured(self, send: Send) -> Send:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self.headers]}
            await send(message)

        return secured

    async def _document(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gather the whole document, rewrite it, send it."""
        kept = [each for each in scope["headers"] if each[0] not in UNWANTED]
        start: Message = {}
        body = bytearray()

        async def gathered(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                await self._send_document(start, bytes(body), send)

        await self.app({**scope, "headers": kept}, receive, gathered)

    async def _send_document(self, start: Message, body: bytes, send: Send) -> None:
        if b"<!DOCTYPE html>" in body:
            body = french_index(body.decode("utf-8")).encode("utf-8")
        headers = [
            each for each in start["headers"] if each[0] not in (b"etag", b"content-length")
        ]
        headers += [*self.headers, (b"content-length", str(len(body)).encode())]
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def french_script(request: Request) -> FileResponse:
    return FileResponse(FRENCH_SCRIPT, media_type="text/javascript")


class PlaceOnly(logging.Filter):
    """Keeps of an error its type, file and line: its message may hold the value of a row."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = where(error), ()
            record.exc_info = record.exc_text = None
        return True


def tell_failure(error: Exception) -> bool:
    """Show a French message with a reference that the log holds too; hide Streamlit's own."""
    metrics.FAILURES.inc()
    reference = hashlib.sha256(where(error).encode()).hexdigest()[:8]
    logging.getLogger("dashboard").error("page failed [%s] %s", reference, where(error))
    st.error(phrases.failure(reference), icon=":material/error:")
    return True


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Open the store and import what pages need before the first visitor comes."""
    # Not at the top: its caches look for the runtime, which has only just started.
    from dashboard import gateway
    from dashboard.gateway import health as health_of_store

    with suppress(UserError):
        configure(health_of_store.log_format())
    silence_values()
    # What can be mended is said on the page, in French; it does not keep the server down.
    with suppress(UserError):
        gateway.warm_up()
    yield


def silence_values() -> None:
    """Take messages of errors out of Streamlit's log."""
    for name in ("streamlit.error_util", "streamlit.runtime.scriptrunner.script_runner"):
        logging.getLogger(name).addFilter(PlaceOnly())


def policy() -> Policy:
    """Return who is let in; end the program with a French sentence where settings are unfit."""
    try:
        refuse_to_be_reached(SETTINGS, str(st.get_option("server.address") or "0.0.0.0"))
        return policy_of(SETTINGS)
    except UserError as error:
        sys.exit(str(error))


def door(own: Policy) -> list[Route]:
    """Return the routes by which visitors come in and go, where a provider identifies them."""
    return Door(own, Provider(SETTINGS, own)).routes() if own.mode == OIDC else []


POLICY = policy()

app = st.App(
    SCRIPT,
    lifespan=lifespan,
    routes=[
        Route("/french.js", french_script),
        Route("/documents/{number:int}/{name}", deliver),
        *health.ROUTES,
        *door(POLICY),
    ],
    middleware=[Middleware(FrenchPages), Middleware(Gate, policy=POLICY)],
    on_script_error=tell_failure,
)
