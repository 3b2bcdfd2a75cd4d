"""An OpenID Connect provider: ProConnect by its written rules, which suit any other one.

State and nonce of 40 characters, the secret in the body, no parameter beyond the standard's
own, no leeway (an access token of ProConnect lives 60 s), the signed answer of userinfo
checked with the provider's keys and against the ``sub`` of the id_token.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.requests import Request
from starlette.responses import Response

with warnings.catch_warnings():
    # Authlib would rather have another library of HTTP; the one that is locked serves it.
    # Its own filter shows the warning always: ours comes after it.
    import authlib.deprecate  # noqa: F401

    warnings.filterwarnings("ignore", message="The httpx module is deprecated")
    import httpx
    from authlib.common.errors import AuthlibBaseError
    from authlib.common.security import generate_token
    from authlib.integrations.starlette_client import OAuth

from dashboard.identity.policy import Policy, client_secret
from etl.config import Settings

NAME = "fournisseur"
LETTERS = 40
# The keys of a provider are public: an answer signed with a shared secret proves nothing here.
ALGORITHMS = ["RS256", "ES256", "PS256"]
SIGNED = "application/jwt"
PATIENCE_S = 10.0


class NotProvenError(Exception):
    """What came back does not prove who the visitor is."""


class ProviderError(Exception):
    """The provider does not answer, or not as agreed."""


@dataclass(frozen=True)
class Proven:
    """Who the provider says the visitor is, and its token, which it wants back at logout."""

    claims: Mapping[str, object]
    id_token: str


class Provider:
    """Asks one provider who a visitor is."""

    def __init__(self, settings: Settings, policy: Policy) -> None:
        self.issuer = settings.oidc_issuer.rstrip("/")
        self.callback = f"{policy.origin}/retour"
        self.after_logout = f"{policy.origin}/deconnecte"
        self.idps = {each.strip() for each in settings.oidc_idps.split(",") if each.strip()}
        self._client: Any = OAuth().register(
            NAME,
            client_id=settings.oidc_client_id,
            client_secret=client_secret(settings),
            server_metadata_url=f"{self.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": settings.oidc_scopes,
                "token_endpoint_auth_method": "client_secret_post",
                "leeway": 0,
                "timeout": PATIENCE_S,
            },
        )

    async def ask(self, request: Request) -> Response:
        """Send the visitor to the provider."""
        try:
            answer: Response = await self._client.authorize_redirect(
                request,
                self.callback,
                state=generate_token(LETTERS),
                nonce=generate_token(LETTERS),
            )
        except (httpx.HTTPError, AuthlibBaseError, RuntimeError, ValueError) as error:
            raise ProviderError from error
        return answer

    async def hear(self, request: Request) -> Proven:
        """Return what the provider proves of the visitor who comes back from it.

        Raise ``NotProvenError`` for a link that was forged, used before, or signed by
        another; ``ProviderError`` where the provider does not answer.
        """
        try:
            token = await self._client.authorize_access_token(request, leeway=0)
            told = token.get("userinfo")
            if not told or not told.get("sub"):
                raise NotProvenError
            more = await self._userinfo(token)
        except (AuthlibBaseError, JoseError, ValueError) as error:
            raise NotProvenError from error
        except (httpx.HTTPError, RuntimeError, KeyError) as error:
            raise ProviderError from error
        claims = {**told, **more}
        if more.get("sub", told["sub"]) != told["sub"]:
            raise NotProvenError
        if self.idps and str(claims.get("idp_id", "")) not in self.idps:
            raise NotProvenError
        return Proven(claims, str(token["id_token"]))

    async def _userinfo(self, token: Mapping[str, object]) -> Mapping[str, object]:
        metadata = await self._client.load_server_metadata()
        address = metadata.get("userinfo_endpoint")
        if not address:
            return {}
        answer = await self._client.get(address, token=token)
        answer.raise_for_status()
        if not answer.headers.get("content-type", "").startswith(SIGNED):
            plain: Mapping[str, object] = answer.json()
            return plain
        keys = KeySet.import_key_set(await self._client.fetch_jwk_set())
        claims = jwt.decode(answer.text, keys, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            leeway=0,
            iss={"value": str(metadata.get("issuer", self.issuer))},
            aud={"value": self._client.client_id},
        ).validate(claims)
        return claims

    async def say_goodbye(self, request: Request, id_token: str | None) -> Response | None:
        """Send the visitor to the provider's own logout, if it has one."""
        try:
            metadata = await self._client.load_server_metadata()
            if not id_token or not metadata.get("end_session_endpoint"):
                return None
            answer: Response = await self._client.logout_redirect(
                request,
                post_logout_redirect_uri=self.after_logout,
                id_token_hint=id_token,
                state=generate_token(LETTERS),
            )
        except (httpx.HTTPError, AuthlibBaseError, RuntimeError, ValueError):
            # Our own session is closed already: a silent provider does not keep anybody in.
            return None
        return answer

    async def is_back_from_goodbye(self, request: Request) -> bool:
        """Tell whether the provider's logout answers ours."""
        try:
            await self._client.validate_logout_response(request)
        except AuthlibBaseError:
            return False
        return True
