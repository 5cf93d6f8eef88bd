"""
make image: build the image with buildah and run docker-compose.yml with podman-compose.

Behind nginx with TLS, an officer signs in, opens a case, records the victim's name and adds a
document. Then everything is restarted; then everything but a backup is deleted, and restored. Each
time all of it must be there.

Runs on Debian as root (docs/operations.md lists the packages).
"""

import sys
import time
from pathlib import Path

from devtools.smtp_relay import free_port
from drills.image.bases import base_images, missing_programs, substitutes_text
from drills.image.officer import STAFF, Officer
from drills.image.podman import run_program
from drills.image.proxy import tls_proxy
from drills.image.service import IMAGE, Service, image_sizes
from rasso.settings.environment import ROOT

SHELL = ("python", "manage.py", "shell", "-v", "0", "-c")
SEALS = """
from rasso import folder_checks
assert folder_checks.can_write_victim_keys() and not folder_checks.unreadable_static_files()
"""


def main() -> None:
    if wanted := missing_programs():
        print(f"THE IMAGE WAS NOT PLAYED: {', '.join(wanted)} not here (docs/operations.md).")
        sys.exit(0 if "--where-possible" in sys.argv else 1)
    folder = Path(".local/image").resolve()
    folder.mkdir(parents=True, exist_ok=True)  # also if no base image is made here
    found = base_images(folder)
    print(f"What the image stands on:\n{substitutes_text(found)}", flush=True)
    began = time.monotonic()
    run_program(
        "buildah", "bud", "--isolation", "chroot", "--network", "host", "--pull=never",
        "--build-arg", f"PYTHON={found['PYTHON_IMAGE']}", "-t", IMAGE, ROOT,
    )  # fmt: skip
    size = image_sizes().get(f"{IMAGE}:latest")
    print(f"Built in {time.monotonic() - began:.0f} s: {size}", flush=True)
    service = Service(folder, found)
    service.down("-v")
    try:
        play(service, folder)
    finally:
        service.down("-v")


def play(service: Service, folder: Path) -> None:
    """Run all steps. Raises SystemExit with what went wrong."""
    service.up()
    service.inside("web", *SHELL, SEALS)
    service.inside("web", *SHELL, STAFF)
    with tls_proxy(folder / "proxy", port=free_port()) as (site, certificate):
        officer = Officer(site, certificate)
        officer.signs_in()
        there = officer.opens_a_case()
        officer.finds_it_all(*there)
        print("Signed in through nginx, and a case opened with a name and a document.", flush=True)
        service.down()
        service.up()
        officer.finds_it_all(*there)  # the session is still valid
        print("All of it is there after everything was stopped and started.", flush=True)
        service.backup(folder)
        service.down("-v")
        service.restore(folder)
        officer = Officer(site, certificate, officer.app)
        officer.signs_in()
        officer.finds_it_all(*there)
        print("All of it is there after everything was lost and the backup restored.", flush=True)


if __name__ == "__main__":
    main()
