"""Operators are told before a certificate or a dated signing key ends, which tests make here."""

import base64
import contextlib
import datetime as dt
import http.server
import json
import socket
import ssl
import threading
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from devtools.case_builder import person
from people.sealing.keys import verifier_keys
from rasso import readiness, tasks
from rasso.management.commands import watchdog
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.tls_proxy import SSL_REQUEST
from timeliness.actions import heartbeats
from timeliness.models import Mark

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
ENDS_SOON, NOT_LOOKED = "a certificate or signing key ends soon", "certificates not looked at"


def certificate(days):
    """(certificate, key) of localhost that ends in so many days, or ended so many days ago."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(NOW - dt.timedelta(days=400))
    made = made.not_valid_after(NOW + dt.timedelta(days=days))
    return made.sign(key, hashes.SHA256()), key


@pytest.fixture
def files(tmp_path):
    """A certificate in files: (path of it, path of its key)."""

    def make(days, name="server"):
        shown, key = certificate(days)
        paths = tmp_path / f"{name}.crt", tmp_path / f"{name}.key"
        paths[0].write_bytes(shown.public_bytes(serialization.Encoding.PEM))
        paths[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return paths

    return make


class Shown:
    """A server that shows a certificate and notes all that it hears before and after."""

    def __init__(self, path, key, *, is_postgres=False):
        self.is_postgres, self.heard = is_postgres, []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(path, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        self.listener.close()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _address = self.listener.accept()
                with client, contextlib.suppress(OSError):
                    self.show(client)

    def show(self, client):
        if self.is_postgres:
            self.heard.append(client.recv(8))
            client.sendall(b"S")
        with self.context.wrap_socket(client, server_side=True) as secure:
            self.heard.append(secure.recv(1000))


@pytest.fixture
def servers(files, settings):
    """A database and a broker whose certificates, and those of their authority, end in … days."""
    proxies = []

    def serve(*, database=400, broker=400, authority=400):
        (ca, _key) = files(authority, "ca")
        for name, days, setting in (
            ("postgres", database, "DATABASE_IN_USE"),
            ("redis", broker, "CELERY_BROKER_URL"),
        ):
            proxy = Shown(*files(days, name), is_postgres=name == "postgres")
            proxies.append(proxy)
            scheme, asked = (
                ("postgres", "sslmode=verify-full&sslrootcert=")
                if name == "postgres"
                else ("rediss", "ssl_cert_reqs=required&ssl_ca_certs=")
            )
            url = f"{scheme}://rasso:x@localhost:{proxy.port}/0?{asked}{quote(str(ca), safe='/')}"
            setattr(settings, setting, url)
        return proxies

    yield serve
    for each in proxies:
        each.close()


def look():
    tasks.look_at_certificates()


def first_of(kind):
    return Mark.objects.get(name=f"ends: {kind}").at


def check(problem, at=NOW):
    [found] = [each for each in readiness.readiness_checks(at=at) if each.problem == problem]
    return found


@pytest.mark.parametrize(("days", "is_well"), [(400, True), (31, True), (29, False), (-3, False)])
@pytest.mark.parametrize("which", ["database", "broker", "authority"])
def test_each_certificate_of_the_servers_is_told_of_before_it_ends(servers, which, days, is_well):
    servers(**{which: days})
    look()
    found = check(ENDS_SOON)
    assert found.is_well is is_well
    assert (ENDS_SOON in readiness.readiness_problems(at=NOW)) is not is_well
    kind = "database" if which == "authority" else which
    assert first_of(kind) == NOW + dt.timedelta(days=days)


def test_how_long_before_is_a_setting(servers, settings):
    servers(broker=60)
    look()
    assert check(ENDS_SOON).is_well
    settings.CERTIFICATES_WARN_WITHIN = dt.timedelta(days=61)
    assert not check(ENDS_SOON).is_well


def test_the_page_says_which_and_when_and_the_watchdog_and_the_command_tell(servers, capsys):
    servers(broker=12, database=300)
    look()
    client = Client()
    client.force_login(person(make_administration_unit(), "administer_accounts"))
    day = NOW + dt.timedelta(days=12)
    shown = client.get("/administration/operations/").content.decode()
    assert f"The broker: {day.day} {day:%B %Y}" in shown
    assert ENDS_SOON in watchdog.current_problems()
    with pytest.raises(SystemExit):
        call_command("readiness")
    told = "".join(capsys.readouterr())
    assert "PROBLEM  The first certificate or signing key that ends: The broker: " in told


def test_a_renewed_certificate_ends_the_alarm(servers):
    servers(broker=3)
    look()
    assert not check(ENDS_SOON).is_well
    servers(broker=300)
    look()
    assert check(ENDS_SOON).is_well


def test_of_a_server_that_does_not_answer_what_was_known_stays(servers, settings):
    _database, broker = servers(broker=3)
    look()
    broker.close()
    ca = settings.CELERY_BROKER_URL.rpartition("=")[2]
    settings.CELERY_BROKER_URL = f"rediss://r:x@localhost:{free_port()}/0?ssl_ca_certs={ca}"
    look()
    assert not check(ENDS_SOON).is_well and first_of("broker") == NOW + dt.timedelta(days=3)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_what_is_no_longer_used_is_forgotten(servers, settings):
    servers(broker=3)
    look()
    settings.CELERY_BROKER_URL = "redis+socket:///tmp/nowhere"
    look()
    assert check(ENDS_SOON).is_well


def test_nothing_is_sent_to_a_server_that_is_looked_at(servers):
    """It is not verified, so that one that has ended is seen."""
    database, broker = servers()
    look()
    assert b"".join(database.heard) == SSL_REQUEST and b"".join(broker.heard) == b""


def test_a_worker_that_does_not_look_is_told_of(servers):
    assert check(NOT_LOOKED).is_well  # before the first run, other checks say why
    heartbeats.leave_heartbeat("looked for ends", at=NOW - dt.timedelta(hours=23))
    assert check(NOT_LOOKED).is_well
    heartbeats.leave_heartbeat("looked for ends", at=NOW - dt.timedelta(hours=25))
    assert not check(NOT_LOOKED).is_well


# Identity providers, and those who co-sign the log


@pytest.fixture
def provider(settings):
    """A provider that publishes signing keys with certificates that end in these days."""
    servers = []

    def publish(*days):
        keys = [{"kty": "OKP", "kid": "bare"}]
        for each in days:
            der = certificate(each)[0].public_bytes(serialization.Encoding.DER)
            keys.append({"kty": "EC", "x5c": [base64.b64encode(der).decode()]})
        listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        at = f"http://127.0.0.1:{listener.server_port}"
        listener.answers = {
            "/.well-known/openid-configuration": {"issuer": at, "jwks_uri": f"{at}/keys"},
            "/keys": {"keys": keys},
        }
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        servers.append(listener)
        app = {
            "provider_id": "police", "name": "Police", "client_id": "c", "secret": "s",
            "settings": {"server_url": at, "issuer": at, "mfa_acr": [], "mfa_amr": []},
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    yield publish
    for each in servers:
        each.shutdown()
        each.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(self.server.answers[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_the_first_dated_signing_key_of_a_provider_counts(provider):
    provider(90, 5, 200)
    look()
    assert first_of("signing key") == NOW + dt.timedelta(days=5)
    assert not check(ENDS_SOON).is_well


def test_keys_without_a_date_and_answers_that_are_none_raise_no_alarm(provider, settings):
    provider()
    look()
    assert check(ENDS_SOON).is_well
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"] |= {
        "issuer": f"http://127.0.0.1:{free_port()}"
    }
    look()
    assert check(ENDS_SOON).is_well and check(NOT_LOOKED).is_well


def test_the_certificate_of_a_provider_and_of_a_co_signer_count(files, settings):
    for name, days in (("provider", 20), ("co-signer", 10)):
        proxy = Shown(*files(days, name))
        url = f"https://localhost:{proxy.port}"
        if name == "provider":
            facts = {"server_url": url, "issuer": url, "mfa_acr": [], "mfa_amr": []}
            app = {"provider_id": "cps", "name": "CPS", "client_id": "c", "secret": "s"}
            apps = {"APPS": [app | {"settings": facts}]}
            settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": apps}
        else:
            settings.AUDIT_COSIGNERS = [(url, verifier_keys()[0].text)]
    look()
    assert first_of("provider") == NOW + dt.timedelta(days=20)
    assert first_of("co-signer") == NOW + dt.timedelta(days=10)
