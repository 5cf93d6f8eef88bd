"""The base images: the registry's, or substitutes made from Debian packages."""

import shutil
from pathlib import Path

from drills.image.podman import run_program, succeeds

HERE = Path(__file__).parent
SOURCES = Path("/etc/apt/sources.list.d/debian.sources")  # this machine's Debian sources
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OFFICIAL = {
    "PYTHON_IMAGE": "python:3.13-slim-trixie",
    "POSTGRES_IMAGE": "postgres:18-trixie",
    "REDIS_IMAGE": "redis:8-trixie",
}
PACKAGES = {
    "PYTHON_IMAGE": "python3.13,python3.13-venv,ca-certificates,netbase,tzdata",
    "POSTGRES_IMAGE": "postgresql-17,gosu,tzdata",
    "REDIS_IMAGE": "redis-server,gosu,tzdata",
}


def base_images(folder: Path) -> dict[str, str]:
    """{build argument: image}; the registry's images if it can be reached."""
    return {name: _pulled(name) or _stood_in(name, folder / name.lower()) for name in OFFICIAL}


def _pulled(name: str) -> str | None:
    return (
        OFFICIAL[name]
        if succeeds("timeout", "60", "podman", "pull", "-q", OFFICIAL[name])
        else None
    )


def _stood_in(name: str, folder: Path) -> str:
    image = f"localhost/rasso-stand-in-{name.split('_')[0].lower()}"
    if succeeds("podman", "image", "exists", image):
        return image
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tar = folder / "debian.tar"
    run_program(
        "mmdebstrap", "--variant=minbase", f"--include={PACKAGES[name]}", "trixie", tar, SOURCES
    )
    {"PYTHON_IMAGE": _python, "POSTGRES_IMAGE": _postgres, "REDIS_IMAGE": _redis}[name](folder)
    run_program(
        "buildah", "bud", "--isolation", "chroot", "--network", "host", "--pull=never",
        "-t", image, "-f", folder / "Containerfile", folder,
    )  # fmt: skip
    tar.unlink()
    return image


def _python(folder: Path) -> None:
    """Debian's Python at the paths of the official image, with this machine's CA certificates."""
    shutil.copy(CERTIFICATES, folder)
    (folder / "Containerfile").write_text(
        "FROM scratch\nADD debian.tar /\n"
        "ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "
        f"PIP_CERT={CERTIFICATES}\n"
        f"COPY {CERTIFICATES.name} {CERTIFICATES}\n"
        "RUN ln -s /usr/bin/python3.13 /usr/local/bin/python"
        " && ln -s /usr/bin/python3.13 /usr/local/bin/python3\n"
    )


def _postgres(folder: Path) -> None:
    """Debian's Postgres, which speaks TLS, with an entrypoint of our own."""
    shutil.copy(HERE / "postgres.sh", folder)
    (folder / "Containerfile").write_text(
        "FROM scratch\nADD debian.tar /\n"
        "COPY postgres.sh /usr/local/bin/docker-entrypoint.sh\n"
        "RUN ln -s /usr/lib/postgresql/17 /opt/postgres"
        " && chmod 755 /usr/local/bin/docker-entrypoint.sh\n"
        "ENV PATH=/opt/postgres/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8"
        " PGHOST=/var/run/postgresql\n"
        'ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]\nSTOPSIGNAL SIGINT\n'
    )


def _redis(folder: Path) -> None:
    shutil.copy(HERE / "redis.sh", folder)
    (folder / "Containerfile").write_text(
        "FROM scratch\nADD debian.tar /\n"
        "COPY redis.sh /usr/local/bin/docker-entrypoint.sh\n"
        "RUN chmod 755 /usr/local/bin/docker-entrypoint.sh\n"
        "ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8\n"
        'ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]\n'
    )


def substitutes_text(found: dict[str, str]) -> str:
    """Which images are substitutes, for people to read."""
    return "\n".join(
        f"  {OFFICIAL[name]}: "
        + ("as named" if image == OFFICIAL[name] else f"{image}, made from Debian here")
        for name, image in found.items()
    )


def missing_programs() -> list[str]:
    """Programs that are needed and not installed."""
    wanted = ("podman", "podman-compose", "buildah", "mmdebstrap", "nginx", "openssl")
    return [each for each in wanted if not shutil.which(each)]
