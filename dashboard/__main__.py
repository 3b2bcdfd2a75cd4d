"""``python -m dashboard``: open the dashboard."""

import argparse

from dashboard import server, theme, wording
from dashboard.identity.policy import refuse_to_be_reached
from etl.config import STATE
from etl.errors import UserError


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=wording.PRODUCT)
    parser.add_argument("--port", type=int, default=8501, help=wording.PORT_HELP)
    parser.add_argument("--address", default="127.0.0.1", help=wording.ADDRESS_HELP)
    chosen = parser.parse_args()
    try:
        refuse_to_be_reached(server.SETTINGS, chosen.address)
    except UserError as error:
        parser.exit(error.exit_code, f"{error}\n")
    colours = theme.STATE_OPTIONS if server.SETTINGS.theme == STATE else {}
    server.app.run(
        config={"server.port": chosen.port, "server.address": chosen.address, **colours}
    )


if __name__ == "__main__":
    main()
