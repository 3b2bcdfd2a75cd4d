"""The route by which a document of an edition is taken: rights are asked of each request.

A route and not a button: a server would keep in memory every pack that a button made.
"""

from starlette.requests import Request
from starlette.responses import Response

from dashboard import access
from dashboard.identity.gate import AGENT, SESSION
from dashboard.identity.replies import small_page
from dashboard.wording import documents as words
from dashboard.wording import identity as door
from etl.domain.assessments import EVERYWHERE
from etl.errors import UserError

# The headers by which the gate names a visitor, and the claims that they are to a page.
CLAIMS = ((SESSION.decode(), "session"), (AGENT.decode(), "sub"))


def deliver(request: Request) -> Response:
    """Return a document to whom may take it, else a page that says why not."""
    # Not at the top: the caches of the gateway look for the runtime.
    from dashboard.gateway import admission, publishing

    if request.headers.get("sec-fetch-site") == "cross-site":
        # Only our own page leads here: another site cannot have documents taken.
        return small_page(403, door.REFUSED_TITLE, words.NOT_FROM_ELSEWHERE)
    claims = {
        claim: request.headers[header] for header, claim in CLAIMS if header in request.headers
    }
    number, name = request.path_params["number"], request.path_params["name"]
    site = request.query_params.get("site", EVERYWHERE)
    try:
        with access.acting_as(admission.known_visitor(claims)):
            made = publishing.take(number, name, site)
    except access.NotAllowedError as error:
        return small_page(403, door.REFUSED_TITLE, str(error))
    except UserError as error:
        return small_page(409, words.IMPOSSIBLE, str(error))
    return Response(
        made.data,
        media_type=made.media,
        headers={
            "content-disposition": f'attachment; filename="{made.name}"',
            "cache-control": "no-store",
        },
    )
