"""``python -m dashboard``: open the dashboard."""

import argparse

from dashboard import server, wording
from dashboard.identity.policy import refuse_to_be_reached
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
    server.app.run(config={"server.port": chosen.port, "server.address": chosen.address})


if __name__ == "__main__":
    main()
