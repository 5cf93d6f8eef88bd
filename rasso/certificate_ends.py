"""
When certificates run out: those that servers of this service show to it, those by which it knows
them, and those in which identity providers date their signing keys.

The worker looks, because it alone is given every address, and leaves for each kind the moment at
which the first one ends (rasso/readiness.py). What has no end has none here: the keys of the audit
log, of co-signers and of systems are bare keys.
"""

import logging
import socket
import ssl
import struct
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from allauth.socialaccount.models import SocialApp
from cryptography import x509
from django.conf import settings

from people.sealing.cosigners import cosigners
from people.signing_in.openid_connect import FAILURES
from people.signing_in.provider_session import ProviderSession
from people.signing_in.providers import providers
from timeliness.actions import heartbeats
from timeliness.calendar import london_day

log = logging.getLogger(__name__)
LOOKED = "looked for ends"  # heartbeat: when the worker last looked
DATABASE, BROKER, PROVIDER, SIGNING, COSIGNER = (
    "database", "broker", "provider", "signing key", "co-signer",
)  # fmt: skip
KINDS = (DATABASE, BROKER, PROVIDER, SIGNING, COSIGNER)
WAIT_SECONDS = 10  # for one server; what is looked at has weeks
TLS_ASKED = struct.pack("!II", 8, 80877103)  # SSLRequest: PostgreSQL 18, 54.7
# What reaching a server, and reading what it shows, can raise.
UNREACHED = (OSError, ValueError, *FAILURES)


@dataclass(frozen=True)
class CertificateEnd:
    """name: whose certificate it is, for the service's log."""

    kind: str
    name: str
    ends_at: datetime


@dataclass(frozen=True)
class Place:
    """Where a server answers by TLS. is_postgres: it is first asked for TLS."""

    kind: str
    host: str
    port: int
    is_postgres: bool = False


def look_at_certificates(*, at: datetime) -> None:
    """
    Leave for each kind the moment at which the first of its certificates ends.

    Of a server that cannot be reached, the moment that was left before stays, if it is earlier.
    """
    found, missed = _ends_now()
    for kind in KINDS:
        moments = [each.ends_at for each in found if each.kind == kind]
        heartbeats.leave_first_end(kind, moments, keeps=kind in missed)
    soon = [each for each in found if each.ends_at <= at + settings.CERTIFICATES_WARN_WITHIN]
    for each in soon:
        log.warning(
            "The %s certificate %s ends on %s", each.kind, each.name, london_day(each.ends_at)
        )
    heartbeats.leave_heartbeat(LOOKED, at=at)


def _ends_now() -> tuple[list[CertificateEnd], set[str]]:
    """What was found, and the kinds of which something could not be looked at."""
    found: list[CertificateEnd] = []
    missed: set[str] = set()
    for kind, look in _looks():
        try:
            found += look
        except UNREACHED as error:
            missed.add(kind)
            log.warning("A %s certificate was not looked at: %s", kind, type(error).__name__)
    return found, missed


def _looks() -> Iterator[tuple[str, Iterator[CertificateEnd]]]:
    """Each look at one file or server, which is taken when it is read."""
    for kind, url, name in (
        (DATABASE, settings.DATABASE_IN_USE, "sslrootcert"),
        (BROKER, settings.CELERY_BROKER_URL, "ssl_ca_certs"),
    ):
        if files := parse_qs(urlsplit(url).query).get(name):
            yield kind, _of_file(kind, files[-1])
            yield kind, _of_server(_server_of(kind, url))
    for app in providers():
        if urlsplit(app.settings["issuer"]).scheme == "https":
            yield PROVIDER, _of_server(_web_server(PROVIDER, app.settings["issuer"]))
        yield SIGNING, _of_signing_keys(app)
    for each in cosigners():
        if urlsplit(each.address).scheme == "https":
            yield COSIGNER, _of_server(_web_server(COSIGNER, each.address))


def _of_file(kind: str, path: str) -> Iterator[CertificateEnd]:
    """The authorities of a file by which a server is known."""
    for each in x509.load_pem_x509_certificates(Path(path).read_bytes()):
        yield CertificateEnd(kind, f"of the authority in {path}", each.not_valid_after_utc)


def _of_server(place: Place) -> Iterator[CertificateEnd]:
    """
    The certificate that a server shows.

    It is not verified, so that one that has ended is seen too. Nothing is sent to the server.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((place.host, place.port), WAIT_SECONDS) as plain:
        if place.is_postgres:
            plain.sendall(TLS_ASKED)
            if plain.recv(1) != b"S":
                raise ConnectionError("The database speaks no TLS")
        with context.wrap_socket(plain, server_hostname=place.host) as secure:
            shown = secure.getpeercert(binary_form=True)
    if shown:
        end = x509.load_der_x509_certificate(shown).not_valid_after_utc
        yield CertificateEnd(place.kind, f"of {place.host}:{place.port}", end)


def _server_of(kind: str, url: str) -> Place:
    """The server of a database's or broker's address."""
    parts = urlsplit(url)
    usual = 5432 if kind == DATABASE else 6379
    return Place(kind, parts.hostname or "", parts.port or usual, is_postgres=kind == DATABASE)


def _web_server(kind: str, url: str) -> Place:
    parts = urlsplit(url)
    return Place(kind, parts.hostname or "", parts.port or 443)


def _of_signing_keys(app: SocialApp) -> Iterator[CertificateEnd]:
    """The ends of a provider's signing keys: of those that come with a certificate (x5c)."""
    issuer = app.settings["issuer"].rstrip("/")
    with ProviderSession(time.monotonic() + WAIT_SECONDS) as asking:
        config = asking.get(f"{issuer}/.well-known/openid-configuration").json()
        keys = asking.get(config["jwks_uri"]).json()["keys"]
    for key in keys:
        for shown in key.get("x5c", [])[:1]:
            end = x509.load_der_x509_certificate(b64decode(shown)).not_valid_after_utc
            yield CertificateEnd(SIGNING, f"of a signing key of {app.provider_id}", end)
