"""A provider of identities on this machine that refuses what ProConnect refuses.

By its written rules: state and nonce of 32 characters at least, no parameter beyond the
standard's, the secret in the body, ``sub`` alone in the id_token, userinfo as a signed JWT,
an access token of 60 seconds, a state at logout. What was refused is kept in ``refused``.
"""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from unittest.mock import patch

import flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock
    from oidc_provider_mock import _app as mock

PARAMETERS = {
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
}
CLIENT, SECRET = "vigie", "un-secret-de-client"


@dataclass
class ProConnect:
    """The address of the provider, what it refused, and how it may misbehave."""

    issuer: str
    refused: list[str] = field(default_factory=list)
    # What userinfo says in place of the truth, and the key that signs it.
    lies: dict[str, object] = field(default_factory=dict)
    key: RSAKey | None = None


@contextmanager
def proconnect(*users: oidc_provider_mock.User) -> Iterator[ProConnect]:
    """Run the provider; each user is chosen by a button that bears their ``sub``."""
    own = ProConnect("")
    app = oidc_provider_mock.app(
        require_nonce=True,
        issue_refresh_token=False,
        access_token_max_age=timedelta(seconds=60),
        user_claims=users,
    )
    app.before_request(lambda: _check(own))
    app.after_request(lambda answer: _signed(own, answer))
    only_sub = patch.object(
        mock.OpenIDCode, "generate_user_info", lambda self, user, scope: {"sub": user.sub}
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    own.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    with only_sub:
        thread.start()
        try:
            yield own
        finally:
            server.shutdown()
            server.server_close()
            thread.join(5)


def _check(own: ProConnect) -> flask.Response | None:
    request = flask.request
    told = {
        "/oauth2/authorize": _faults_of_authorize,
        "/oauth2/token": _faults_of_token,
        "/oauth2/end_session": _faults_of_logout,
    }.get(request.path)
    faults = told(request) if told else []
    own.refused += faults
    return flask.Response("; ".join(faults), status=400) if faults else None


def _faults_of_authorize(request: flask.Request) -> list[str]:
    told = request.args
    short = [name for name in ("state", "nonce") if len(told.get(name, "")) < 32]
    unknown = sorted(set(told) - PARAMETERS)
    return [f"Y000400 short {each}" for each in short] + [f"Y000400 {each}" for each in unknown]


def _faults_of_token(request: flask.Request) -> list[str]:
    in_header = "authorization" in {each.lower() for each, _ in request.headers}
    right = request.form.get("client_secret") == SECRET
    return [] if right and not in_header else ["secret not in the body"]


def _faults_of_logout(request: flask.Request) -> list[str]:
    if request.method != "GET":
        return []
    missing = [each for each in ("state", "id_token_hint") if not request.args.get(each)]
    return [f"logout without {each}" for each in missing]


def _signed(own: ProConnect, answer: flask.Response) -> flask.Response:
    if flask.request.path != "/userinfo" or answer.status_code != 200:
        return answer
    claims = {**answer.get_json(), "iss": own.issuer, "aud": CLIENT, **own.lies}
    key = own.key or RSAKey.import_key(mock.storage.jwk.as_dict(is_private=True))
    header = {"alg": "RS256", "kid": mock.storage.jwk.as_dict()["kid"]}
    return flask.Response(jwt.encode(header, claims, key), content_type="application/jwt")
