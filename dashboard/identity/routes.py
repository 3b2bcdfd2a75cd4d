"""« /connexion », « /retour », « /deconnexion » : the door itself."""

import logging
import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.identity import register
from dashboard.identity.attempts import Attempts
from dashboard.identity.policy import Policy
from dashboard.identity.provider import NotProvenError, Provider, ProviderError
from dashboard.identity.replies import refusal, small_page
from dashboard.wording import identity as words
from etl.pipeline.sessions import LIFE, digest

BACK = "retour"
# A path of ours: one slash, then neither a slash nor a backslash, and nothing unprintable.
OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]{0,2000}")
log = logging.getLogger("dashboard")


def own_path(asked: str | None) -> str:
    """Return a path of this very site, or the first page.

    >>> own_path("/engagement?numero=17"), own_path("//ailleurs.example"), own_path("/\\\\x")
    ('/engagement?numero=17', '/', '/')
    """
    kept = bool(asked and "\\" not in asked and OWN_PATH.fullmatch(asked))
    return asked if kept and asked else "/"


class Door:
    """Lets visitors in and out by a provider of identities."""

    def __init__(self, policy: Policy, provider: Provider) -> None:
        self.policy, self.provider = policy, provider
        self.attempts = Attempts()

    def routes(self) -> list[Route]:
        return [
            Route("/connexion", self.ask),
            Route("/retour", self.hear),
            Route("/deconnexion", self.leave),
            Route("/deconnecte", self.left),
        ]

    async def ask(self, request: Request) -> Response:
        """Send the visitor to the provider; keep where they wanted to go."""
        if self.attempts.is_over(_address(request)):
            return refusal(words.TOO_MANY, 429)
        request.session.clear()
        request.session[BACK] = own_path(request.query_params.get(BACK))
        try:
            return await self.provider.ask(request)
        except ProviderError:
            log.warning("login: the provider does not answer")
            return refusal(words.PROVIDER_SILENT, 502)

    async def hear(self, request: Request) -> Response:
        """Let in whom the provider proves and the list of accesses names."""
        if self.attempts.is_over(_address(request)):
            return refusal(words.TOO_MANY, 429)
        back = own_path(request.session.get(BACK))
        try:
            proven = await self.provider.hear(request)
        except NotProvenError:
            return self._refused(request, words.NOT_PROVEN)
        except ProviderError:
            log.warning("login: the provider does not answer as agreed")
            return refusal(words.PROVIDER_SILENT, 502)
        finally:
            request.session.clear()
        number = await run_in_threadpool(register.enter, proven.claims, proven.id_token)
        if number is None:
            return self._refused(request, words.NOT_OPEN)
        # A session that was there before is not carried over.
        await self._close(request)
        answer = RedirectResponse(back, 303, headers={"cache-control": "no-store"})
        answer.set_cookie(
            self.policy.cookie,
            number,
            max_age=int(LIFE.total_seconds()),
            path="/",
            secure=self.policy.is_secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def leave(self, request: Request) -> Response:
        """Close the session here, then at the provider."""
        if request.headers.get("sec-fetch-site") == "cross-site":
            return refusal(words.NOT_PROVEN)
        id_token = await self._close(request)
        answer = await self.provider.say_goodbye(request, id_token)
        if answer is None:
            answer = RedirectResponse("/deconnecte", 303)
        answer.delete_cookie(
            self.policy.cookie, path="/", secure=self.policy.is_secure, httponly=True
        )
        return answer

    async def left(self, request: Request) -> Response:
        await self.provider.is_back_from_goodbye(request)
        return small_page(200, words.LEFT_TITLE, words.LEFT, ("/", words.HOME))

    async def _close(self, request: Request) -> str | None:
        number = request.cookies.get(self.policy.cookie)
        return await run_in_threadpool(register.leave, digest(number)) if number else None

    def _refused(self, request: Request, text: str) -> Response:
        self.attempts.failed(_address(request))
        log.warning("login refused")
        return refusal(text)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
