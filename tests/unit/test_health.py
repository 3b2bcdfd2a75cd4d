"""Alive, ready, measured: who may ask, and what is answered."""

import json
import logging

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import metrics
from dashboard.gateway import health as gateway
from dashboard.health import ROUTES
from etl.errors import StoreError
from etl.logs import JsonLines

app = Starlette(routes=list(ROUTES))
HERE = TestClient(app, "http://localhost", client=("127.0.0.1", 5))
REBOUND = TestClient(app, "http://evil.example", client=("127.0.0.1", 5))
AWAY = TestClient(app, client=("192.0.2.7", 5))


@pytest.fixture(autouse=True)
def _store(monkeypatch):
    monkeypatch.setattr(gateway, "metrics_token", lambda: "jeton")
    monkeypatch.setattr(gateway.StoreMetrics, "collect", lambda self: iter(()))


@pytest.mark.parametrize(
    ("client", "headers", "code"),
    [
        (HERE, {}, 200),
        (AWAY, {}, 404),
        (REBOUND, {}, 404),
        (AWAY, {"authorization": "Bearer jeton"}, 200),
        (AWAY, {"authorization": "Bearer autre"}, 404),
        (HERE, {"x-forwarded-for": "192.0.2.7"}, 404),
        (HERE, {"x-forwarded-for": "192.0.2.7", "authorization": "Bearer jeton"}, 200),
    ],
)
def test_metrics_are_for_this_machine_or_the_bearer_of_the_token(client, headers, code):
    assert client.get("/metriques", headers=headers).status_code == code


def test_without_a_token_nobody_away_is_admitted(monkeypatch):
    monkeypatch.setattr(gateway, "metrics_token", lambda: "")
    for given in ("", "Bearer ", "Bearer None"):
        assert AWAY.get("/metriques", headers={"authorization": given}).status_code == 404


def test_the_time_of_pages_is_counted():
    with metrics.timed("essai"):
        pass
    told = HERE.get("/metriques").text
    assert 'vigie_page_seconds_count{page="essai"} 1.0' in told


def test_alive_is_not_ready_and_ready_comes_back(monkeypatch):
    def away():
        raise StoreError("injoignable")

    monkeypatch.setattr(gateway.opened, "version", away)
    assert AWAY.get("/sante").status_code == 200
    assert AWAY.get("/pret").status_code == 503
    monkeypatch.setattr(gateway.opened, "version", lambda: 3)
    assert AWAY.get("/pret").text == "prêt\n"


def test_a_line_of_log_has_no_message_of_an_error():
    try:
        raise ValueError("0612345678")
    except ValueError as error:
        told = (type(error), error, None)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "import %d", (3,), told)
    line = json.loads(JsonLines().format(record))
    assert (line["level"], line["message"]) == ("error", "import 3")
    assert "0612345678" not in str(line) and line["error"].startswith("ValueError")
