"""nginx in front of the pages with TLS, configured by deploy/nginx.conf."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.worker_processes import wait_for
from drills.image.podman import run_program
from rasso.settings.environment import ROOT

NAME = "localhost"
AROUND = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ }}
http {{ client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/answers; access_log off;
{server}
}}
"""


@contextmanager
def tls_proxy(folder: Path, port: int) -> Iterator[tuple[str, Path]]:
    """Run nginx while the block runs. Yields (origin, path of the certificate to trust)."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    run_program(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
        "-keyout", key, "-out", certificate,
    )  # fmt: skip
    server = nginx_configuration(certificate, key, port)
    written = folder / "nginx.conf"
    written.write_text(AROUND.format(folder=folder, server=server))
    nginx = subprocess.Popen(["nginx", "-p", folder, "-c", written])
    try:
        wait_for(lambda: not socket.socket().connect_ex(("127.0.0.1", port)), 30, "nginx")
        yield f"https://{NAME}:{port}", certificate
    finally:
        nginx.terminate()
        nginx.wait(30)


def nginx_configuration(certificate: Path, key: Path, port: int) -> str:
    """deploy/nginx.conf with these values. Raises SystemExit if it lacks a place for one."""
    server = (ROOT / "deploy/nginx.conf").read_text()
    for was, becomes in (
        (r"listen 443", f"listen 127.0.0.1:{port}"), (r"server_name \S+;", f"server_name {NAME};"),
        (r"ssl_certificate  .*;", f"ssl_certificate {certificate};"),
        (r"ssl_certificate_key .*;", f"ssl_certificate_key {key};"),
    ):  # fmt: skip
        server, times = re.subn(was, becomes, server)
        if times != 1:
            raise SystemExit(f"deploy/nginx.conf has {was} {times} times.")
    return server
