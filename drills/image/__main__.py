"""
make image: the image is built with buildah, and run with Podman as docker-compose.yml runs it:
read-only, without capabilities, with fresh volumes. It must read its static files and seal a name.

On Debian, as root: apt-get install podman buildah runc mmdebstrap (docs/operations.md).
"""

import sys
from pathlib import Path

from drills.image.bases import bases, missing, said
from drills.image.podman import run, succeeds
from rasso.settings.where import ROOT

IMAGE, VOLUME = "localhost/rasso-tried", "rasso-tried-"
SEALS = """
import django; django.setup()
from rasso import folders
from victims import sealing
from uuid import uuid4
victim = uuid4()
assert sealing.opened(sealing.sealed("A name", of=victim, what="name"), of=victim, what="name")
assert folders.keys_can_be_kept() and not folders.unreadable_static_files()
"""
SECRETS = ("SECRET_KEY", "DRAFT_KEYS", "VICTIM_KEYS", "VICTIM_INDEX_KEY")


def main() -> None:
    if wanted := missing():
        sys.exit(f"NOT PLAYED: {', '.join(wanted)} is not here (docs/operations.md).")
    found = bases(Path(".local/image").resolve())
    print(f"What the image stands on:\n{said(found)}", flush=True)
    run(
        "buildah", "bud", "--isolation", "chroot", "--network", "host", "--pull=never",
        "--build-arg", f"PYTHON={found['PYTHON_IMAGE']}", "-t", IMAGE, ROOT,
    )  # fmt: skip
    play()
    print("The image reads its static files and seals a name.")


def play() -> None:
    """Run it once; raises SystemExit with what it said where it cannot do what it must."""
    volumes = {"state": "/var/lib/rasso", "victim-keys": "/var/lib/rasso-victim-keys"}
    given = [part for name in SECRETS for part in ("-e", f"{name}=only-for-this-trial")]
    given += [part for name, at in volumes.items() for part in ("-v", f"{VOLUME}{name}:{at}")]
    try:
        run(
            "podman", "run", "--rm", "--network", "none", "--read-only", "--tmpfs", "/tmp",
            "--cap-drop", "ALL", "-e", "ALLOWED_HOSTS=rasso.example",
            "-e", "DJANGO_SETTINGS_MODULE=rasso.settings", *given, IMAGE, "python", "-c", SEALS,
        )  # fmt: skip
    finally:
        for name in volumes:
            succeeds("podman", "volume", "rm", "-f", f"{VOLUME}{name}")


if __name__ == "__main__":
    main()
