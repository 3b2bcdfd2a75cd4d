"""``python -m dashboard``: open the dashboard."""

import argparse

from dashboard import server, wording


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=wording.PRODUCT)
    parser.add_argument("--port", type=int, default=8501, help=wording.PORT_HELP)
    parser.add_argument("--address", default="127.0.0.1", help=wording.ADDRESS_HELP)
    chosen = parser.parse_args()
    server.app.run(config={"server.port": chosen.port, "server.address": chosen.address})


if __name__ == "__main__":
    main()
