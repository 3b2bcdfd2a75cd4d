"""The gate: no script runs, and nothing is read, for whom it does not know."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.identity import register
from dashboard.identity.policy import LOOPBACK_NAMES, Policy, is_loopback
from dashboard.identity.replies import small_page
from dashboard.wording import identity as words
from etl.config import PROXY
from etl.pipeline.sessions import digest

# What machines ask under whatever name they know us by; each answers no more than it may.
WATCHED = frozenset({"/_stcore/health", "/sante", "/pret", "/metriques"})
# What anybody may fetch: the door, the health, and the scripts of Streamlit itself.
OPEN_PATHS = WATCHED | frozenset(
    {
        "/connexion",
        "/retour",
        "/deconnexion",
        "/deconnecte",
        "/favicon.png",
        "/french.js",
    }
)
OPEN_FOLDERS = ("/static/",)
# Headers that we alone may set, and what a proxy in front of a lone machine would add.
OWN_HEADERS = b"x-vigie-"
SESSION, AGENT = b"x-vigie-session", b"x-vigie-agent"
FORWARDED = (b"x-forwarded-for", b"x-forwarded-host", b"forwarded", b"x-real-ip")
REFUSED = 1008
HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")
MOST_LETTERS = 254


class Gate:
    """Knows each request, or turns it away; runs around everything else."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        policy = self.policy
        scope = {**scope, "headers": _without_own(scope["headers"])}
        refused = _refusal(scope, policy)
        if refused is not None:
            await _turn_away(refused, scope, receive, send)
            return
        if policy.is_local or _is_open(scope):
            await self.app(scope, receive, _secured(send, policy))
            return
        told = await _known(scope, policy)
        if told is None:
            await _turn_away(_stranger(scope, policy), scope, receive, send)
            return
        scope = {**scope, "headers": [*scope["headers"], told]}
        await self.app(scope, receive, _secured(send, policy))


def _without_own(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers but for those by which we name the visitor to the pages.

    An underscore stands for a dash to some servers: both ways of writing it are removed.
    """
    return [
        each
        for each in headers
        if not each[0].lower().replace(b"_", b"-").startswith(OWN_HEADERS)
    ]


def _refusal(scope: Scope, policy: Policy) -> Response | None:
    """Return why a request is not for us, whoever sends it; ``None`` if it is."""
    if scope["path"] in WATCHED:
        return None
    if policy.is_local and not _is_from_here(scope):
        return small_page(403, words.REFUSED_TITLE, words.NOT_FROM_HERE)
    hosts = policy.hosts | LOOPBACK_NAMES if policy.is_local else policy.hosts
    if _host(_header(scope, b"host")) not in hosts:
        return small_page(421, words.REFUSED_TITLE, words.UNKNOWN_HOST)
    origin = _header(scope, b"origin")
    if scope["type"] == "websocket" and origin and urlsplit(origin).hostname not in hosts:
        return small_page(403, words.REFUSED_TITLE, words.UNKNOWN_HOST)
    return None


def _is_from_here(scope: Scope) -> bool:
    """Tell whether a request comes from this machine, and not through a proxy on it."""
    client = scope.get("client")
    forwarded = any(name in FORWARDED for name, _ in scope["headers"])
    return client is not None and is_loopback(client[0]) and not forwarded


def _host(told: str) -> str:
    try:
        return (urlsplit(f"//{told}").hostname or "").lower()
    except ValueError:
        return ""


def _header(scope: Scope, name: bytes) -> str:
    """Return a header that is there once; one that is written twice proves nothing."""
    found = [value for each, value in scope["headers"] if each == name]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def _is_open(scope: Scope) -> bool:
    path = scope["path"]
    return scope["type"] == "http" and (path in OPEN_PATHS or path.startswith(OPEN_FOLDERS))


async def _known(scope: Scope, policy: Policy) -> tuple[bytes, bytes] | None:
    """Return the header that names the visitor to the pages; ``None`` for a stranger."""
    if policy.mode == PROXY:
        name = _named_by_proxy(scope, policy)
        if not name or not await run_in_threadpool(register.is_known, name):
            return None
        return AGENT, name.encode("latin-1")
    number = _cookie(scope, policy.cookie)
    if not number:
        return None
    session = digest(number)
    if not await run_in_threadpool(register.is_open, session):
        return None
    return SESSION, session.encode()


def _named_by_proxy(scope: Scope, policy: Policy) -> str:
    """Return whom a declared proxy names; an address that a server rewrote is nobody's."""
    address, port = scope.get("client") or ("", 0)
    if not port or not policy.trusts(address):
        return ""
    name = _header(scope, policy.proxy_header).strip()
    return name if name.isprintable() and len(name) <= MOST_LETTERS else ""


def _cookie(scope: Scope, name: str) -> str:
    try:
        told = SimpleCookie(_header(scope, b"cookie"))
    except CookieError:
        return ""
    return told[name].value if name in told else ""


def _stranger(scope: Scope, policy: Policy) -> Response:
    """Return what a stranger is answered: for a document, the way to the provider."""
    wants_page = scope["type"] == "http" and "text/html" in _header(scope, b"accept")
    if policy.mode == PROXY or not wants_page or scope["method"] != "GET":
        return small_page(403, words.REFUSED_TITLE, words.STRANGER)
    query = scope["query_string"].decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    answer = RedirectResponse(f"/connexion?retour={quote(asked, safe='/')}", 302)
    answer.headers["cache-control"] = "no-store"
    return answer


async def _turn_away(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": REFUSED})
        return
    await answer(scope, receive, send)


def _secured(send: Send, policy: Policy) -> Send:
    """Keep every cookie, ours and Streamlit's, to https where visitors come by it."""
    if not policy.is_secure:
        return send

    async def secured(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.accept"):
            headers = [_secure(*each) for each in message.get("headers", [])]
            message = {**message, "headers": [*headers, HTTPS_ONLY]}
        await send(message)

    return secured


def _secure(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name.lower() == b"set-cookie" and b"secure" not in value.lower():
        return name, value + b"; Secure"
    return name, value
