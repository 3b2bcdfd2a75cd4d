"""Addresses for those who watch the server: alive, ready, metrics (closed to outsiders)."""

import hmac

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard import metrics
from etl.errors import UserError

HERE = ("127.0.0.1", "::1")
# What a reverse proxy adds: then the neighbour is the proxy, and says nothing of who asks.
FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded")
NEVER_KEPT = {"cache-control": "no-store"}


def alive(request: Request) -> Response:
    """Answer as long as the process runs."""
    return PlainTextResponse("en vie\n", headers=NEVER_KEPT)


def ready(request: Request) -> Response:
    """Answer 200 when the store answers, 503 while it does not."""
    from dashboard.gateway import health

    if health.is_ready():
        return PlainTextResponse("prêt\n", headers=NEVER_KEPT)
    return PlainTextResponse("base injoignable\n", 503, headers=NEVER_KEPT)


def measured(request: Request) -> Response:
    """Return the metrics to this machine, or to who brings the token; to others, nothing."""
    # Not at the top: the caches of the gateway look for the runtime.
    from dashboard.gateway import health

    try:
        token = health.metrics_token()
    except UserError:
        token = ""
    if not _is_admitted(request, token):
        return Response(status_code=404)
    told = generate_latest(metrics.REGISTRY) + generate_latest(health.StoreMetrics())
    return Response(told, media_type=CONTENT_TYPE_LATEST, headers=NEVER_KEPT)


def _is_admitted(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    near = request.client is not None and request.client.host in HERE
    # Under another name, a page of elsewhere made the browser of this machine ask.
    named = request.url.hostname in (*HERE, "localhost")
    return near and named and not any(name in request.headers for name in FORWARDED)


ROUTES = (
    Route("/sante", alive),
    Route("/pret", ready),
    Route("/metriques", measured),
)
