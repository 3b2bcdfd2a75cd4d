"""The gate alone: what it lets through, what it adds, what it takes away."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.gateway import admission
from dashboard.identity.attempts import MOST_FAILURES, Attempts
from dashboard.identity.gate import Gate
from dashboard.identity.policy import Policy, policy_of, refuse_to_be_reached
from dashboard.identity.routes import own_path
from etl.config import Settings
from etl.errors import ConfigurationError
from etl.pipeline.sessions import digest
from tests.tables import table

HOST = "qualite.example"
OIDC = Policy("oidc", f"https://{HOST}", frozenset({HOST}))
LOCAL = policy_of(Settings())
PROXY = policy_of(
    Settings(identity="proxy", public_url=f"https://{HOST}", proxy_addresses="10.0.0.5")
)
NUMBER = "numero-de-session"


@pytest.fixture(autouse=True)
def known(monkeypatch):
    """One session is open, one agent has an access."""
    monkeypatch.setattr(admission, "is_open", lambda session: session == digest(NUMBER))
    monkeypatch.setattr(admission, "is_known", lambda name: name == "agent@lot.fr")


def ask(policy, path="/", kind="http", host=HOST, client=("10.0.0.5", 4000), query="", **told):
    """Return the status, and the headers that reached the application (if it was reached)."""
    headers = [(b"host", host.encode())]
    headers += [
        (name.replace("_", "-").encode(), value.encode()) for name, value in told.items()
    ]
    reached, sent = [], []

    async def app(scope, receive, send):
        reached.append(scope["headers"])
        await send({"type": "http.response.start", "status": 200, "headers": [
            (b"set-cookie", b"autre=1; Path=/")]})  # fmt: skip
        await send({"type": "http.response.body", "body": b"ok"})

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": kind, "path": path, "method": "GET", "headers": headers,
             "client": client, "query_string": query.encode()}  # fmt: skip
    # A thread of its own: the browser tests of the same process leave a loop running here.
    with ThreadPoolExecutor(1) as alone:
        alone.submit(asyncio.run, Gate(app, policy)(scope, receive, send)).result()
    first = sent[0]
    return (
        first.get("status", first["type"]),
        dict(reached[0]) if reached else None,
        dict(first.get("headers", [])),
    )


def test_a_stranger_is_sent_to_the_provider_and_the_address_is_kept():
    status, reached, answer = ask(OIDC, "/engagement", query="numero=17", accept="text/html")
    assert (status, reached) == (302, None)
    assert answer[b"location"] == b"/connexion?retour=/engagement%3Fnumero%3D17"


def test_a_stranger_runs_no_script_and_fetches_no_file():
    assert ask(OIDC, "/_stcore/stream", kind="websocket")[:2] == ("websocket.close", None)
    for path in ("/media/abc.csv", "/_stcore/upload_file/x", "/_stcore/host-config", "/app/x"):
        assert ask(OIDC, path)[:2] == (403, None)
    assert (
        ask(OIDC, "/_stcore/stream", kind="websocket", cookie="__Host-vigie=autre")[1] is None
    )


def test_an_open_session_is_named_to_the_pages_by_its_digest():
    status, reached, answer = ask(OIDC, cookie=f"__Host-vigie={NUMBER}")
    assert status == 200
    assert reached[b"x-vigie-session"] == digest(NUMBER).encode()
    assert NUMBER.encode() not in reached[b"x-vigie-session"]
    assert answer[b"set-cookie"].endswith(b"; Secure")
    assert b"strict-transport-security" in answer


@pytest.mark.parametrize("policy", [OIDC, LOCAL, PROXY])
def test_headers_that_name_the_visitor_are_taken_off_what_a_client_sends(policy):
    local = policy is LOCAL
    _, reached, _ = ask(
        policy,
        "/_stcore/health",
        host="127.0.0.1" if local else HOST,
        client=("127.0.0.1", 4000) if local else ("192.0.2.1", 4000),
        x_vigie_session="faux",
        x_vigie_agent="admin@lot.fr",
        X_Vigie_Agent="admin@lot.fr",
    )
    assert [each for each in reached if each.lower().startswith(b"x-vigie")] == []


def test_a_session_that_a_client_names_itself_is_not_believed():
    _, reached, _ = ask(
        OIDC, cookie=f"__Host-vigie={NUMBER}", x_vigie_session="celle-d-un-autre"
    )
    assert reached[b"x-vigie-session"] == digest(NUMBER).encode()


def test_only_a_declared_proxy_names_a_visitor():
    assert ask(PROXY, x_remote_user="agent@lot.fr")[1][b"x-vigie-agent"] == b"agent@lot.fr"
    for client in (("10.0.0.6", 4000), ("127.0.0.1", 4000), ("10.0.0.5", 0)):
        assert ask(PROXY, client=client, x_remote_user="agent@lot.fr")[:2] == (403, None)
    assert ask(PROXY, x_remote_user="inconnu@lot.fr")[:2] == (403, None)
    assert ask(PROXY)[:2] == (403, None)


def test_another_host_or_another_origin_is_not_ours():
    cookie = f"__Host-vigie={NUMBER}"
    for host in ("ailleurs.example", "127.0.0.1", "", f"{HOST}.ailleurs.example"):
        assert ask(OIDC, host=host, cookie=cookie)[:2] == (421, None)
    stream = ("/_stcore/stream", "websocket")
    assert ask(OIDC, *stream, cookie=cookie, origin="https://ailleurs.example")[1] is None
    assert ask(OIDC, *stream, cookie=cookie, origin=f"https://{HOST}")[1] is not None


def test_without_identity_only_this_machine_is_answered():
    here = {"host": "localhost:8501", "client": ("127.0.0.1", 4000)}
    assert ask(LOCAL, **here)[0] == 200
    assert ask(LOCAL, **here | {"client": ("192.0.2.1", 4000)})[:2] == (403, None)
    assert ask(LOCAL, **here | {"host": "ailleurs.example"})[:2] == (421, None)
    assert ask(LOCAL, **here, x_forwarded_for="192.0.2.1")[:2] == (403, None)


def test_an_address_that_others_reach_is_refused_without_identity():
    for address in ("127.0.0.1", "localhost", "::1", "127.0.0.2"):
        refuse_to_be_reached(Settings(), address)
    for address in ("0.0.0.0", "::", "192.168.1.10", "", "qualite.example"):
        with pytest.raises(ConfigurationError, match="aucune identité"):
            refuse_to_be_reached(Settings(), address)
    proxy = Settings(identity="proxy", public_url=f"https://{HOST}", proxy_addresses="10.0.0.5")
    refuse_to_be_reached(proxy, "0.0.0.0")


def test_unfit_settings_are_refused_in_french():
    told = {"public_url": f"https://{HOST}", "oidc_issuer": "https://fi.example",
            "oidc_client_id": "vigie", "oidc_client_secret": "x"}  # fmt: skip
    assert policy_of(Settings(identity="oidc", **told)).is_secure
    for change, said in (
        ({"public_url": ""}, "public_url"),
        ({"public_url": f"http://{HOST}"}, "https"),
        ({"public_url": f"https://{HOST}/chemin"}, "public_url"),
        ({"oidc_issuer": ""}, "oidc_issuer"),
        ({"oidc_client_secret": ""}, "oidc_client_secret_file"),
        ({"oidc_client_secret_file": "/nulle/part"}, "illisible"),
        ({"identity": "ldap"}, "ldap"),
        ({"identity": "proxy"}, "proxy_addresses"),
        ({"identity": "proxy", "proxy_addresses": "chez-nous"}, "proxy_addresses"),
    ):
        with pytest.raises(ConfigurationError, match=said):
            policy_of(Settings(**{"identity": "oidc"} | told | change))


def test_a_secret_never_shows_in_the_settings():
    assert "tres-secret" not in repr(Settings(oidc_client_secret="tres-secret"))


def test_only_a_path_of_ours_is_returned_to():
    asked = table("""
        asked                    | kept
        /                        | /
        /engagement?numero=17    | /engagement?numero=17
        //ailleurs.example       | /
        /\\ailleurs.example      | /
        /%09/ailleurs.example    | /%09/ailleurs.example
        https://ailleurs.example | /
        ailleurs                 | /
    """)
    assert [own_path(each) for each in asked["asked"]] == asked["kept"].tolist()
    assert own_path(None) == own_path("") == own_path("/a\r\nSet-Cookie: x") == "/"
    assert own_path("/" + "a" * 3000) == "/"


def test_failures_of_an_address_are_counted_and_bounded(monkeypatch):
    own = Attempts()
    for _ in range(MOST_FAILURES - 1):
        own.failed("192.0.2.1")
    assert not own.is_over("192.0.2.1")
    own.failed("192.0.2.1")
    assert own.is_over("192.0.2.1") and not own.is_over("192.0.2.2")
    monkeypatch.setattr("dashboard.identity.attempts.MOST_ADDRESSES", 5)
    for number in range(20):
        own.failed(f"198.51.100.{number}")
    assert len(own._failures) == 5 and not own.is_over("192.0.2.1")


def test_an_error_in_the_log_keeps_its_place_and_never_its_message():
    from dashboard.server import PlaceOnly

    try:
        raise ValueError("Mme Martin, 06 12 34 56 78")
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "%s", ("Mme Martin",), told)
    assert PlaceOnly().filter(record)
    shown = logging.Formatter().format(record)
    assert "Martin" not in shown and "ValueError at test_gate.py" in shown
