"""Who comes in, by a provider that has ProConnect's rules, against the server as it runs."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from oidc_provider_mock import User
from sqlalchemy import update

from etl.calendars.clock import now
from etl.domain.people import Person
from etl.domain.perimeter import Perimeter
from etl.domain.roles import Role
from etl.pipeline import Warehouse, open_warehouse
from etl.pipeline.people import give_access, remove_access
from etl.store.ledger import load_journal
from etl.store.sessions import sessions
from tests.browser import serving
from tests.browser.proconnect import CLIENT, SECRET, ProConnect, proconnect
from tests.pages import warehouses

pytestmark = pytest.mark.browser
COOKIE = "vigie"
USERS = (
    User(sub="s-admin", claims={"email": "Admin@lot.fr"}),
    User(sub="s-chef", claims={"email": "chef@figeac.fr"}),
    User(sub="s-inconnu", claims={"email": "inconnu@lot.fr"}),
    User(sub="s-faux", claims={"email": "admin@lot.fr", "email_verified": False}),
)


@dataclass
class House:
    address: str
    provider: ProConnect
    warehouse: Warehouse

    def browse(self, **more) -> httpx.Client:
        return httpx.Client(base_url=self.address, headers={"accept": "text/html"}, **more)

    def come_back(self, client: httpx.Client, sub: str, to: str = "/") -> httpx.Response:
        """Go to a page, be sent to the provider, choose somebody, and come back with a code."""
        asked = client.get("/connexion", params={"retour": to})
        assert asked.status_code == 302, asked.text
        chosen = httpx.post(asked.headers["location"], data={"sub": sub})
        assert chosen.status_code == 302, chosen.text
        return client.get(chosen.headers["location"])

    def open_sessions(self, **values) -> None:
        with self.warehouse.store.writing() as connection:
            connection.execute(update(sessions).values(values))


@pytest.fixture(scope="module")
def house(full_folder) -> Iterator[House]:
    warehouse = open_warehouse(warehouses.settings(full_folder))
    at = now()
    give_access(warehouse, Person("admin@lot.fr", Role.ADMINISTRATOR), "test", at)
    chef = Person("chef@figeac.fr", Role.SERVICE_HEAD, Perimeter(frozenset({"figeac"})))
    give_access(warehouse, chef, "test", at)
    port = serving.free_port()
    with proconnect(*USERS) as provider:
        variables = warehouses.variables(full_folder) | {
            "QUALITY_IDENTITY": "oidc",
            "QUALITY_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "QUALITY_OIDC_ISSUER": provider.issuer,
            "QUALITY_OIDC_CLIENT_ID": CLIENT,
            "QUALITY_OIDC_CLIENT_SECRET": SECRET,
        }
        with serving.server(variables, port) as address:
            yield House(address, provider, warehouse)
    warehouse.store.dispose()


@pytest.fixture(autouse=True)
def honest(house):
    house.provider.refused.clear()
    house.provider.lies.clear()
    house.provider.key = None


def status_of_stream(house: House, **headers: str) -> int:
    """Ask for the websocket of the pages as any program can; return the status."""
    told = urlsplit(house.address)
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {told.netloc}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    with socket.create_connection((told.hostname, told.port), timeout=10) as raw:
        raw.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(raw.recv(64).split()[1])


def test_the_rules_of_the_provider_are_kept_and_the_deep_link_too(house):
    with house.browse() as client:
        first = client.get("/engagement?numero=17&site=figeac")
        assert first.status_code == 302
        back = parse_qs(urlsplit(first.headers["location"]).query)["retour"]
        assert back == ["/engagement?numero=17&site=figeac"]
        answer = house.come_back(client, "s-admin", back[0])
        assert house.provider.refused == []
        assert (answer.status_code, answer.headers["location"]) == (303, back[0])
        told = next(e for e in answer.headers.get_list("set-cookie") if e.startswith(COOKIE))
        assert "HttpOnly" in told and "samesite=lax" in told.lower()
        assert client.get("/engagement?numero=17").status_code == 200
    with house.warehouse.store.reading() as connection:
        newest = load_journal(connection, limit=1).iloc[0]
    assert (newest["deed"], newest["author"]) == ("login", "admin@lot.fr")


def test_whom_the_list_does_not_name_does_not_come_in(house):
    for sub in ("s-inconnu", "s-faux"):
        with house.browse() as client:
            answer = house.come_back(client, sub)
            assert answer.status_code == 403 and "aucun accès" in answer.text
            assert COOKIE not in client.cookies
            assert client.get("/").status_code == 302


def test_userinfo_of_somebody_else_or_signed_by_another_proves_nothing(house):
    house.provider.lies["sub"] = "s-admin"
    with house.browse() as client:
        assert house.come_back(client, "s-chef").status_code == 403
    house.provider.lies.clear()
    for lie in ({"aud": "un-autre"}, {"iss": "https://ailleurs.example"}):
        house.provider.lies.update(lie)
        with house.browse() as client:
            assert house.come_back(client, "s-admin").status_code == 403
        house.provider.lies.clear()
    house.provider.key = RSAKey.generate_key(2048)
    with house.browse() as client:
        assert house.come_back(client, "s-admin").status_code == 403


def test_a_link_that_served_before_or_was_made_for_another_browser_is_refused(house):
    with house.browse() as client, house.browse() as other:
        asked = client.get("/connexion")
        chosen = httpx.post(asked.headers["location"], data={"sub": "s-admin"})
        link = chosen.headers["location"]
        assert other.get(link).status_code == 403
        kept = dict(client.cookies)
        assert client.get(link).status_code == 303
        assert client.get(link).status_code == 403
        # Even with the cookies of before: the provider gives one answer to one code.
        other.cookies.update(kept)
        assert other.get(link).status_code in (403, 502)
        assert other.get("/").status_code == 302
        assert client.get("/retour?code=x&state=y").status_code == 403
        assert client.get("/retour?error=access_denied").status_code == 403


def test_another_site_is_never_returned_to(house):
    for to in ("https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example"):
        with house.browse() as client:
            assert house.come_back(client, "s-admin", to).headers["location"] == "/"


def test_a_stranger_fetches_nothing_and_opens_no_stream(house):
    with house.browse() as client:
        assert client.get("/_stcore/health").text == "ok"
        for path in ("/_stcore/host-config", "/media/x.csv", "/_stcore/metrics"):
            assert client.get(path, headers={"accept": "*/*"}).status_code in (403, 404)
    forged = {"X_Vigie_Session": "a" * 64, "X_Vigie_Agent": "admin@lot.fr"}
    assert status_of_stream(house) == 403
    assert status_of_stream(house, **forged) == 403
    assert status_of_stream(house, Cookie=f"{COOKIE}=invente") == 403


def test_a_session_ends_by_logout_by_time_and_by_a_touched_cookie(house):
    with house.browse() as client:
        house.come_back(client, "s-admin")
        number = client.cookies[COOKIE]
        stream = {"Cookie": f"{COOKIE}={number}", "Origin": house.address}
        assert status_of_stream(house, **stream) == 101
        elsewhere = stream | {"Origin": "https://ailleurs.example"}
        assert status_of_stream(house, **elsewhere) == 403
        touched = number[:-1] + ("A" if number[-1] != "A" else "B")
        assert status_of_stream(house, Cookie=f"{COOKIE}={touched}") == 403
        left = client.get("/deconnexion")
        assert left.status_code in (302, 303, 307)
        told = parse_qs(urlsplit(left.headers["location"]).query)
        assert len(told["state"][0]) >= 32 and told["id_token_hint"]
        assert httpx.get(left.headers["location"]).status_code == 200
        assert house.provider.refused == []
        assert status_of_stream(house, **stream) == 403
        back = f"{told['post_logout_redirect_uri'][0]}?state={told['state'][0]}"
        assert "déconnecté" in client.get(back).text
    with house.browse() as client:
        house.come_back(client, "s-admin")
        assert client.get("/").status_code == 200
        house.open_sessions(expires_at=now() - timedelta(seconds=1))
        assert client.get("/").status_code == 302


def test_too_many_failures_make_an_address_wait(full_folder, house):
    port = serving.free_port()
    variables = warehouses.variables(full_folder) | {
        "QUALITY_IDENTITY": "oidc",
        "QUALITY_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "QUALITY_OIDC_ISSUER": house.provider.issuer,
        "QUALITY_OIDC_CLIENT_ID": CLIENT,
        "QUALITY_OIDC_CLIENT_SECRET": SECRET,
    }
    with serving.server(variables, port) as address, httpx.Client(base_url=address) as client:
        found = [client.get("/retour?code=x&state=y").status_code for _ in range(21)]
        assert found == [403] * 20 + [429]
        assert client.get("/connexion").status_code == 429


def test_in_a_real_browser_from_a_deep_link_to_the_way_out(house, visit_as):
    page = visit_as("s-chef", "/engagement?numero=17&site=cahors")
    assert urlsplit(page.url).path == "/engagement"
    assert parse_qs(urlsplit(page.url).query)["numero"] == ["17"]
    text = page.inner_text(".stApp")
    assert "chef@figeac.fr" in text
    assert "Sous-préfecture de Figeac" in text
    assert "Cahors" not in text.replace("Vigie", "")
    page.get_by_text("Se déconnecter").click()
    page.wait_for_url("**/oauth2/end_session**")
    page.get_by_role("button", name="End session").click()
    page.wait_for_url("**/deconnecte**")
    assert "Vous êtes déconnecté" in page.inner_text("body")


def test_a_role_removed_while_the_page_is_open_counts_from_the_next_click(house, visit_as):
    page = visit_as("s-chef", "/courriels")
    at = now()
    remove_access(house.warehouse, "chef@figeac.fr", "test", at)
    page.locator(
        '[data-testid="stSegmentedControl"] button, .st-key-echelle button'
    ).last.click()
    page.get_by_text("Votre accès n’est pas ouvert").wait_for()
    assert "Figeac" not in page.inner_text(".stApp")
    chef = Person("chef@figeac.fr", Role.SERVICE_HEAD, Perimeter(frozenset({"figeac"})))
    give_access(house.warehouse, chef, "test", at)


@pytest.fixture
def visit_as(house, chromium):
    """Return what opens a page as a person of the provider, by its own button."""
    contexts = []

    def opened(sub, path):
        contexts.append(chromium.new_context(locale="fr-FR"))
        page = contexts[-1].new_page()
        page.goto(house.address + path)
        page.wait_for_url("**/oauth2/authorize**")
        page.get_by_role("button", name=sub).click()
        page.wait_for_url(f"{house.address}/**")
        serving.settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()
