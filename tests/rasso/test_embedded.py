"""Local servers start from nothing, keep their data, and leave no process or file behind."""

import os
import shutil
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from devtools.child_processes import CannotStart, processes_in_folder
from devtools.local_servers import LocalServers
from devtools.server_binaries import find_redis
from rasso.settings.environment import ROOT

KEPT = "SELECT text FROM kept"
LAUNCHER = """
import sys, time
from devtools.local_servers import LocalServers
print(LocalServers(sys.argv[1]).start()["DATABASE_OWNER_URL"], flush=True)
time.sleep(600)
"""


@pytest.fixture
def start_servers(tmp_path):
    """Start the servers of one folder; any left are ended after the test."""
    started = []

    def run(**options):
        servers = LocalServers(tmp_path / "state", **options)
        started.append(servers)
        return servers, servers.start()

    yield run
    for servers in started:
        end_servers(servers)


def end_servers(servers):
    """Stop the servers, and remove what root stores elsewhere, as pytest's folders are private."""
    servers.stop()
    if not servers.postgres.folder.is_relative_to(servers.state):
        shutil.rmtree(servers.postgres.folder.parent, ignore_errors=True)


def write_kept_row(url):
    with psycopg.connect(url) as database:
        database.execute("CREATE TABLE kept (text text)")
        database.execute("INSERT INTO kept VALUES ('still here')")


def read_kept_row(url):
    with psycopg.connect(url) as database:
        return database.execute(KEPT).fetchone()[0]


def data_folders(servers):
    return servers.postgres.data, servers.redis.data


def test_a_second_start_finds_what_the_first_kept_and_ending_leaves_no_process(start_servers):
    first, found = start_servers()
    write_kept_row(found["DATABASE_OWNER_URL"])
    assert all(processes_in_folder(folder) for folder in data_folders(first))
    first.stop()
    assert not any(processes_in_folder(folder) for folder in data_folders(first))
    second, found = start_servers()
    assert read_kept_row(found["DATABASE_OWNER_URL"]) == "still here"
    assert second.addresses.exists()


def test_a_killed_launcher_takes_its_servers_along_and_the_next_start_recovers(
    start_servers, tmp_path
):
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, tmp_path / "state"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    write_kept_row(launcher.stdout.readline().strip())
    os.kill(launcher.pid, signal.SIGKILL)
    launcher.wait()
    servers, found = start_servers()  # at once, while orphans may still be ending
    assert read_kept_row(found["DATABASE_OWNER_URL"]) == "still here"
    assert len(processes_in_folder(servers.redis.data)) == 1


def test_a_killed_server_recovers_its_data(start_servers):
    servers, found = start_servers()
    write_kept_row(found["DATABASE_OWNER_URL"])
    os.kill(servers.postgres.process.pid, signal.SIGKILL)
    servers.stop()
    assert read_kept_row(start_servers()[1]["DATABASE_OWNER_URL"]) == "still here"


def test_two_launchers_never_share_a_folder(start_servers, tmp_path):
    start_servers()
    with pytest.raises(CannotStart, match=f"is in use by process {os.getpid()}"):
        LocalServers(tmp_path / "state")


def test_data_of_another_postgres_are_left_alone(start_servers, tmp_path):
    servers, _ = start_servers()
    servers.stop()
    (servers.postgres.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(CannotStart, match="was made by Postgres 9"):
        start_servers()
    assert (servers.postgres.data / "base").exists()


def test_another_redis_reads_nothing_that_the_one_before_wrote(
    start_servers, tmp_path, monkeypatch
):
    servers, _ = start_servers()
    before = servers.redis.data
    servers.stop()
    for written in (before / "appendonlydir").iterdir():
        written.write_bytes(b"what only its own program can read")
    other = tmp_path / "redis-server"
    other.write_text(
        "#!/bin/sh\n"
        '[ "$1" = --version ] && echo "Redis server v=99.1.2 sha=0" && exit\n'
        f'exec {find_redis()} "$@"\n'
    )
    other.chmod(0o755)
    monkeypatch.setenv("REDIS_SERVER", str(other))
    servers, found = start_servers()
    assert servers.redis.data == tmp_path / "state" / "redis-99" != before
    assert found["REDIS_URL"] == servers.redis.url


def test_a_deep_folder_does_not_make_a_socket_too_long(tmp_path):
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    servers = LocalServers(deep)
    try:
        found = servers.start()
        psycopg.connect(found["DATABASE_URL"]).close()
        rooms = [servers.postgres.room, servers.redis.room]
        assert all(len(str(room)) < 80 for room in rooms)
    finally:
        end_servers(servers)
    assert not any(room.exists() for room in rooms)


def test_a_server_that_is_started_again_is_where_it_was(tmp_path):
    """In a checkout with a long path, clients would wait at the first socket for ever."""
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    assert len(str(deep)) >= 120
    servers = LocalServers(deep)
    try:
        found = servers.start()
        os.kill(servers.postgres.process.pid, signal.SIGKILL)
        for server in (servers.postgres, servers.redis):
            server.end()
            server.start()
        psycopg.connect(found["DATABASE_URL"]).close()
        assert servers.start() == found
        assert found["REDIS_URL"] == servers.redis.url
        rooms = [servers.postgres.room, servers.redis.room]
    finally:
        end_servers(servers)
    assert not any(room.exists() for room in rooms)


TYPED = {
    "check constraint": "INSERT INTO person VALUES ('jane.roe@example.org', 'Jane Roe')",
    "unique constraint": "INSERT INTO person VALUES ('jane.roe@example.org', 'Jane R'), "
    "('jane.roe@example.org', 'Jane R')",
    "value of another type": "SELECT 'jane.roe@example.org'::uuid",
    "syntax error": "INSERT INTO person VALUES ('jane.roe@example.org' 'Jane Roe')",
    "statement timeout": "SELECT pg_sleep(5), 'jane.roe@example.org'",
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """(servers, addresses) that several tests share; none of them stops or changes a server."""
    servers = LocalServers(tmp_path_factory.mktemp("standing") / "state")
    try:
        yield servers, servers.start()
    finally:
        end_servers(servers)


@pytest.mark.parametrize("fault", TYPED)
def test_values_of_a_failing_statement_are_not_in_the_server_s_log(standing, fault):
    servers, found = standing
    with psycopg.connect(found["DATABASE_OWNER_URL"], autocommit=True) as database:
        database.execute("DROP TABLE IF EXISTS person")
        database.execute(
            "CREATE TABLE person (email text UNIQUE, name text CHECK (name < 'Jane Ro'))"
        )
        database.execute("SET statement_timeout = 100")
        with pytest.raises(psycopg.Error):
            database.execute(TYPED[fault])
    text = servers.postgres.log.read_text()
    assert "ready to accept connections" in text
    assert "jane.roe" not in text and "Jane" not in text


def test_the_socket_is_closed_to_other_people(standing):
    servers, _ = standing
    for path in (servers.postgres.room, servers.redis.room):
        assert path.stat().st_mode & 0o077 == 0


def test_a_server_named_elsewhere_is_not_started(tmp_path):
    servers = LocalServers(tmp_path / "state")
    started = time.monotonic()
    found = servers.start(postgres=False, redis=False)
    end_servers(servers)
    assert found == {} and time.monotonic() - started < 1
