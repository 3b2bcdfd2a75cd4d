"""The example of nginx is one that nginx accepts, with the bounds of the dashboard."""

import re
import shutil
import subprocess
import tomllib

import pytest

from tests.pipeline.folders import DATA, ROOT

EXAMPLE = DATA / "deploiement" / "nginx" / "vigie.conf"


def test_nginx_lets_through_what_the_dashboard_lets_in():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    (bound,) = re.findall(r"client_max_body_size (\d+)m;", EXAMPLE.read_text("utf-8"))
    # A megabyte more: the file travels in an envelope.
    assert int(bound) == config["server"]["maxUploadSize"] + 1


@pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")),
    reason="nginx or openssl is not installed",
)
def test_nginx_accepts_the_example(tmp_path):
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=vigie", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    example = EXAMPLE.read_text("utf-8").replace("/etc/ssl/vigie", str(tmp_path))
    example = example.replace("listen 80;", "listen 127.0.0.1:18080;")
    example = example.replace("listen 443 ", "listen 127.0.0.1:18443 ")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log;\nevents {{}}\n"
        f"http {{ access_log off;\n{example}\n}}\n",
        "utf-8",
    )
    told = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf", "-p", tmp_path],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
