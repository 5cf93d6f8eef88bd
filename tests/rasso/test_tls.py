"""The way to Postgres and Redis: verified TLS and a password (docs/decisions/0111)."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from kombu import Connection
from redis import Redis

from devtools.local_servers import LocalPostgres
from devtools.worker_processes import Crew, wait_for
from rasso import deployment_checks
from rasso.addresses import database_settings
from rasso.settings.environment import ROOT
from tests.support.tls_proxy import TlsProxy

PASSWORD = "0a" * 32
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """The folder that the documented command makes, and one of another authority."""
    folders = tmp_path_factory.mktemp("tls"), tmp_path_factory.mktemp("other")
    for folder in folders:
        make_certificates(folder)
    return folders


def make_certificates(folder):
    command = ["sh", ROOT / "deploy" / "certificates.sh", folder]
    subprocess.run(command, check=True, capture_output=True)


def test_the_command_renews_certificates_and_keeps_its_authority(tmp_path):
    make_certificates(tmp_path)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    make_certificates(tmp_path)
    for name in ("ca.crt", "ca.key"):
        assert (tmp_path / name).read_bytes() == before[name]
    for name in ("postgres.crt", "postgres.key", "redis.crt", "redis.key"):
        assert (tmp_path / name).read_bytes() != before[name]
    assert all(each.stat().st_mode & 0o077 == 0 for each in tmp_path.glob("*.key"))
    (tmp_path / "ca.key").unlink()
    with pytest.raises(subprocess.CalledProcessError):
        make_certificates(tmp_path)


def test_a_certificate_is_of_a_server_alone_and_names_its_authority(certificates):
    folder, _other = certificates
    for name in ("postgres", "redis"):
        shown = openssl("x509", "-noout", "-text", "-in", folder / f"{name}.crt").stdout
        assert b"CA:FALSE" in shown and b"CA:TRUE" not in shown
        asked = ("verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", name)
        done = openssl(*asked, "-CAfile", folder / "ca.crt", folder / f"{name}.crt")
        assert done.returncode == 0, done.stderr


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], capture_output=True)


@pytest.mark.parametrize("name", ["ca.crt", "ca.key", "postgres.key"])
def test_a_folder_in_a_certificate_s_place_is_named(tmp_path, name):
    (tmp_path / name).mkdir()
    command = ["sh", ROOT / "deploy" / "certificates.sh", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and f"{name} is a folder" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_certificates_never_get_into_the_repository_or_the_image():
    ignored = subprocess.run(["git", "check-ignore", "-q", "deploy/certificates/ca.key"], cwd=ROOT)
    assert ignored.returncode == 0
    assert "deploy/certificates" in (ROOT / ".dockerignore").read_text().splitlines()


# Postgres


@pytest.fixture
def postgres(certificates, db):
    folder, _other = certificates
    told = settings.DATABASES["default"]
    proxy = TlsProxy(
        f"{told['HOST']}/.s.PGSQL.{told['PORT'] or 5432}", folder / "postgres.crt",
        folder / "postgres.key", is_postgres=True,
    )  # fmt: skip
    yield proxy
    proxy.close()


def sign_in(
    port, *, ca, host="localhost", mode="verify-full", password="", database=None, at="127.0.0.1"
):
    """Sign in as our settings do, by an address such as that of docker-compose.yml."""
    name = database or connection.settings_dict["NAME"]
    url = f"postgres://rasso_app:{password}@{host}:{port}/{name}?sslmode={mode}&sslrootcert={ca}"
    url += f"&hostaddr={at}"
    told = database_settings(url, options={"connect_timeout": 10})
    return psycopg.connect(
        host=told["HOST"], port=told["PORT"], user=told["USER"], password=told["PASSWORD"],
        dbname=told["NAME"], **told["OPTIONS"],
    )  # fmt: skip


def test_postgres_is_reached_by_tls_and_only_as_who_it_is(certificates, postgres):
    ca, other = (folder / "ca.crt" for folder in certificates)
    with sign_in(postgres.port, ca=ca) as session:
        assert session.pgconn.ssl_in_use
        assert session.execute("SELECT count(*) FROM people_unit").fetchone()
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        sign_in(postgres.port, ca=other)
    with pytest.raises(psycopg.OperationalError, match="does not match host name"):
        sign_in(postgres.port, ca=ca, host="127.0.0.1")


@pytest.mark.skipif(not DEBIAN, reason="no Postgres with TLS on this machine")
def test_postgres_as_deployed_asks_for_tls_and_a_password(certificates, tmp_path, monkeypatch):
    """With the deployment's own pg_hba.conf, on a server that speaks TLS itself."""
    monkeypatch.setenv("PG_BIN", str(DEBIAN[-1]))
    folder, _other = certificates
    server = LocalPostgres(tmp_path)
    kept = server.folder.parent / "tls"
    kept.mkdir(parents=True, exist_ok=True)
    for name in ("postgres.crt", "postgres.key"):
        shutil.copy(folder / name, kept)
    shutil.copy(ROOT / "deploy" / "pg_hba.conf", kept)
    server.lend(kept)
    for each in kept.iterdir():
        each.chmod(0o600)
        if server.account:
            os.chown(each, server.account.pw_uid, server.account.pw_gid)
    port = 5432  # at an address of this machine that nobody else listens on
    at = f"127.{secrets.randbelow(254) + 1}.{secrets.randbelow(254) + 1}.2"
    try:
        server.start(
            "ssl=on", f"ssl_cert_file={kept}/postgres.crt", f"ssl_key_file={kept}/postgres.key",
            f"hba_file={kept}/pg_hba.conf", "password_encryption=scram-sha-256",
            f"listen_addresses={at}",
        )  # fmt: skip
        ways = {"ca": folder / "ca.crt", "database": "postgres", "at": at}
        with server.connect() as session:
            session.execute(f"CREATE ROLE rasso_app LOGIN PASSWORD '{PASSWORD}'")
            [kind] = session.execute(
                "SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = 'rasso_app'"
            ).fetchone()
            assert kind == "SCRAM-SHA-256"
        with sign_in(port, password=PASSWORD, **ways) as session:
            assert session.pgconn.ssl_in_use
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            sign_in(port, password="wrong", **ways)
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            sign_in(port, **ways)
        with pytest.raises(psycopg.OperationalError, match="rejects connection"):
            sign_in(port, password=PASSWORD, mode="disable", **ways)
    finally:
        server.end()
        shutil.rmtree(kept, ignore_errors=True)


# Redis


@pytest.fixture
def crew(certificates, tmp_path):
    """A Redis with the deployment's users, behind TLS; worker and beat are given its address."""
    folder, _other = certificates
    crew = Crew(tmp_path, {})
    client = Redis(unix_socket_path=str(crew.redis.socket))
    for line in reversed((ROOT / "deploy" / "redis.acl").read_text().splitlines()):
        _user, name, *rules = line.split()
        rules = [f">{PASSWORD}" if rule.startswith("#") else rule for rule in rules]
        client.execute_command("ACL", "SETUSER", name, "reset", *rules)
    crew.proxy = TlsProxy(crew.redis.socket, folder / "redis.crt", folder / "redis.key")
    crew.env["REDIS_URL"] = broker_url(crew, folder)
    yield crew
    crew.close()
    crew.proxy.close()


def broker_url(crew, folder, *, user=f"rasso:{PASSWORD}@", host="localhost"):
    query = f"ssl_cert_reqs=required&ssl_ca_certs={quote(str(folder / 'ca.crt'), safe='/')}"
    return f"rediss://{user}{host}:{crew.proxy.port}/0?{query}"


def try_broker(url):
    """Connect as Celery does, without trying again."""
    with Connection(url, transport_options={"max_retries": 0}) as broker:
        broker.default_channel.client.ping()


def test_worker_and_beat_work_by_tls_as_a_user_who_may_not_administer(crew):
    with Connection(crew.env["REDIS_URL"]) as broker:
        client = broker.default_channel.client
        assert client.execute_command("ACL", "WHOAMI") in (b"rasso", "rasso")
        crew.beat()  # nobody takes what it queues yet
        wait_for(lambda: client.llen("celery"), 60, "beat to queue")
        sign = crew.folder / "sign"
        crew.worker(env={"WORKER_SIGN": str(sign)})
        wait_for(sign.exists, 60, "the worker to reach the broker")


def test_the_broker_proves_who_it_is_and_lets_nobody_in_without_a_password(crew, certificates):
    folder, other = certificates
    try_broker(crew.env["REDIS_URL"])
    for url, words in (
        (broker_url(crew, other), "certificate verify failed"),
        (broker_url(crew, folder, host="127.0.0.1"), "certificate verify failed"),
        (broker_url(crew, folder, user=""), "Authentication required"),
        (broker_url(crew, folder, user="rasso:wrong@"), "invalid username-password"),
    ):
        with pytest.raises(Exception, match=words):
            try_broker(url)
    with (
        pytest.raises(Exception, match="no permissions"),
        Connection(crew.env["REDIS_URL"]) as broker,
    ):
        broker.default_channel.client.flushall()


# What a service is refused with

CA = "sslmode=verify-full&sslrootcert=/ca.crt"
BROKER_CA = "ssl_cert_reqs=required&ssl_ca_certs=/ca.crt"
NO_PASSWORD, NO_TLS = "has no password", "is reached without TLS that verifies who answers"
BY_SERVICE = "is named by a service file, which is not looked at"
SEVERAL = "is several addresses, of which one alone is looked at"


@pytest.mark.parametrize(
    ("url", "faults"),
    [
        ("postgres:///rasso", []),
        ("postgres://rasso_app@%2Fvar%2Frun%2Fpostgresql/rasso", []),
        ("postgres://rasso_app@localhost:5432/rasso", []),
        (f"postgres://rasso_app:x@db.example/rasso?{CA}", []),
        (f"postgres://rasso_app@db.example/rasso?{CA}", [NO_PASSWORD]),
        ("postgres://rasso_app:x@db.example/rasso", [NO_TLS]),
        ("postgres://rasso_app:x@db.example/rasso?sslmode=require", [NO_TLS]),
        ("postgres://rasso_app:x@db.example/rasso?sslmode=verify-full", [NO_TLS]),
        (f"postgres://rasso_app:x@db.example/rasso?{CA}&sslmode=prefer", [NO_TLS]),
        ("postgres://rasso_app@/rasso?host=db.example", [NO_PASSWORD, NO_TLS]),
        ("postgres://rasso_app@localhost,db.example/rasso", [NO_PASSWORD, NO_TLS]),
        ("postgres://rasso_app@localhost.evil.example/rasso", [NO_PASSWORD, NO_TLS]),
        ("postgres:///rasso?host=::ffff:10.0.0.5", [NO_PASSWORD, NO_TLS]),
        ("postgres:///rasso?hostaddr=fd00::5", [NO_PASSWORD, NO_TLS]),
        ("postgres://localhost/rasso?hostaddr=10.0.0.5", [NO_PASSWORD, NO_TLS]),
        ("postgres://%3A%3Affff%3A10.0.0.5/rasso", [NO_PASSWORD, NO_TLS]),
        ("postgres:///rasso?host=::1", []),
        ("postgres:///rasso?hostaddr=127.3.2.1", []),
        ("postgres:///rasso?service=prod", [BY_SERVICE]),
    ],
)
def test_a_remote_database_needs_verified_tls_and_a_password(settings, url, faults):
    settings.DATABASE_URL = url
    found = [each.msg for each in deployment_checks.servers_are_proven(None)]
    assert found == [f"The database {words}." for words in faults]


@pytest.mark.parametrize(
    ("url", "faults"),
    [
        ("", []),
        ("redis+socket:///run/redis.sock", []),
        ("redis://127.0.0.1:6379/0", []),
        ("redis://[::1]:6379/0", []),
        (f"rediss://rasso:x@redis:6379/0?{BROKER_CA}", []),
        (f"rediss://redis:6379/0?{BROKER_CA}", [NO_PASSWORD]),
        (f"redis://rasso:x@redis:6379/0?{BROKER_CA}", [NO_TLS]),
        ("rediss://rasso:x@redis:6379/0", [NO_TLS]),
        ("rediss://rasso:x@redis:6379/0?ssl_cert_reqs=none&ssl_ca_certs=/ca.crt", [NO_TLS]),
        (f"rediss://rasso:x@redis:6379/0?{BROKER_CA}&ssl_check_hostname=false", [NO_TLS]),
        ("redis://redis/0", [NO_PASSWORD, NO_TLS]),
        ("redis://[::ffff:10.0.0.5]/0", [NO_PASSWORD, NO_TLS]),
        ("redis://localhost:6379/0;redis://redis/0", [SEVERAL]),
        (f"rediss://rasso:x@redis/0?{BROKER_CA};redis://redis/0", [SEVERAL]),
    ],
)
def test_a_remote_broker_needs_verified_tls_and_a_password(settings, url, faults):
    settings.CELERY_BROKER_URL = url
    found = [each.msg for each in deployment_checks.servers_are_proven(None)]
    assert found == [f"The broker {words}." for words in faults]


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("PGHOST", "The database"),
        ("PGHOSTADDR", "The database"),
        ("PGSERVICE", "The database"),
        ("CELERY_BROKER_URL", "The broker"),
        ("CELERY_BROKER_READ_URL", "The broker"),
        ("CELERY_BROKER_WRITE_URL", "The broker"),
    ],
)
def test_the_environment_leads_to_no_other_server(settings, monkeypatch, name, whose):
    settings.DATABASE_URL, settings.CELERY_BROKER_URL = "postgres:///rasso", "redis://localhost/0"
    assert deployment_checks.servers_are_proven(None) == []
    monkeypatch.setenv(name, "elsewhere")
    found = {each.msg for each in deployment_checks.servers_are_proven(None)}
    assert f"{whose} is led elsewhere by {name} of the environment." in found
