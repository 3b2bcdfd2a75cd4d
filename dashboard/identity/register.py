"""The list of accesses and the open sessions, as the gateway keeps them.

The gateway is imported when it is first asked: its caches look for the runtime of Streamlit,
which has not started when the server is put together.
"""

from collections.abc import Mapping


def is_open(session: str) -> bool:
    from dashboard.gateway import admission

    return admission.is_open(session)


def is_known(name: str) -> bool:
    from dashboard.gateway import admission

    return admission.is_known(name)


def enter(claims: Mapping[str, object], id_token: str) -> str | None:
    from dashboard.gateway import admission

    return admission.enter(claims, id_token)


def leave(session: str) -> str | None:
    from dashboard.gateway import admission

    return admission.leave(session)
