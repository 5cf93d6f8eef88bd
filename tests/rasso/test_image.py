"""What the Dockerfile and docker-compose.yml must agree on, read from their text."""

import re
from pathlib import Path

import pytest
import yaml

from drills.image.proxy import nginx_configuration
from rasso.settings.environment import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
# By the image, for one program alone, or in no service.
SET_ELSEWHERE = {
    "BIND", "DATABASE_AUDITOR_URL", "DATABASE_OWNER_URL", "DATABASE_ROLE", "DEMO_SIGN_IN_DOMAIN",
    "DOCUMENT_ROOT",
    "OFFICERS_NAMED_BY_HEADER", "RASSO_STATE", "REDIS_URL", "WORKER_SIGN",
}  # fmt: skip
OURS = [name for name, service in SERVICES.items() if service["image"] == "rasso"]


def folders_made():
    """The folders that the image creates for its account."""
    [made] = re.findall(r"install -d -o rasso -g rasso -m 0700((?:\s|\\|/[\w/-]+)+)", DOCKERFILE)
    return set(made.replace("\\", " ").split())


def test_the_account_that_is_made_is_the_one_that_runs():
    assert re.search(r"useradd --system --uid 10001 --no-create-home rasso", DOCKERFILE)
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("name", OURS)
def test_every_volume_of_ours_is_a_folder_that_the_image_makes_for_its_account(name):
    """
    A fresh volume takes its owner from the image's folder, and belongs to root if there is none.
    """
    volumes = [each for each in SERVICES[name]["volumes"] if isinstance(each, str)]
    mounted = {volume.split(":")[1] for volume in volumes}
    assert mounted and mounted <= folders_made()


@pytest.mark.parametrize(
    "setting", ["RASSO_STATE", "DOCUMENT_ROOT", "VICTIM_KEY_ROOT", "CASE_KEY_ROOT"]
)
def test_the_service_writes_into_folders_that_the_image_makes(setting):
    folder = re.findall(rf"{setting}=(\S+)", DOCKERFILE)[-1]  # of the final stage, not of the build
    assert folder in folders_made()
    for name in OURS:
        assert SERVICES[name]["environment"].get(setting, folder) == folder


@pytest.mark.parametrize("name", OURS)
def test_each_program_has_time_to_end_and_a_limit(name):
    service = SERVICES[name]
    # Longer than a task's hard limit.
    assert int(service["stop_grace_period"].removesuffix("s")) > 60
    assert service["mem_limit"] and service["pids_limit"]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}


def test_each_program_signs_in_as_the_role_of_its_work_and_has_no_other_s_password():
    roles = {"web": "app", "worker": "worker", "beat": "worker", "watchdog": "worker"}
    for name, role in roles.items():
        told = SERVICES[name]["environment"]
        assert told["DATABASE_URL"].startswith(f"postgres://rasso_{role}:")
        assert told.get("DATABASE_ROLE", "app") == role
        asked = {
            each for value in told.values() for each in re.findall(r"RASSO_\w+_PASSWORD", value)
        }
        assert asked == {f"RASSO_{role.upper()}_PASSWORD"}


def test_postgres_and_redis_are_reached_by_verified_tls_with_a_password_alone():
    for name in OURS:
        told = SERVICES[name]["environment"]
        addresses = [told["DATABASE_URL"], told.get("DATABASE_OWNER_URL", told["DATABASE_URL"])]
        for each in addresses:
            assert each.endswith("?sslmode=verify-full&sslrootcert=/etc/rasso/ca.crt")
            assert re.match(r"postgres://\w+:\$\{\w+:\?\}@postgres/", each)
    for name in ("worker", "beat"):
        broker = SERVICES[name]["environment"]["REDIS_URL"]
        assert re.match(r"rediss://rasso:\$\{REDIS_PASSWORD:\?\}@redis:6379/0\?", broker)
        assert "ssl_cert_reqs=required&ssl_ca_certs=/etc/rasso/ca.crt" in broker
    postgres, redis = (" ".join(SERVICES[name]["command"]) for name in ("postgres", "redis"))
    assert "-c ssl=on" in postgres and "hba_file=/etc/rasso/pg_hba.conf" in postgres
    assert "--port 0 --tls-port 6379" in redis and "--aclfile /run/tls/users.acl" in redis
    lines = (ROOT / "deploy" / "pg_hba.conf").read_text().splitlines()
    ways = [line.split() for line in lines if not line.startswith("#")]
    assert [(way[0], way[-1]) for way in ways] == [
        ("local", "trust"), ("hostssl", "scram-sha-256"), ("hostnossl", "reject"),
    ]  # fmt: skip
    assert (ROOT / "deploy" / "redis.acl").read_text().startswith("user default off\n")


def test_the_worker_and_beat_alone_can_reach_the_broker():
    told = {name for name in OURS if "REDIS" in str(SERVICES[name]["environment"].values())}
    assert told == {"worker", "beat"}


@pytest.mark.parametrize("name", [*OURS, "postgres", "redis"])
def test_a_certificate_that_is_missing_is_an_error_and_not_a_new_folder(name):
    volumes = [each for each in SERVICES[name]["volumes"] if "CERTIFICATES" in str(each)]
    assert volumes
    for each in volumes:
        assert each["type"] == "bind" and each["read_only"] is True
        assert each["bind"] == {"create_host_path": False}


def test_nothing_that_only_tests_need_is_in_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()
    folders = {"docs", "tests", "benchmarks", "drills", "mutants", "tools", ".ci", ".git"}
    assert folders <= set(ignored)
    groups = ("local", "test", "load", "audit")
    assert {f"requirements-{group}.txt" for group in groups} <= set(ignored)


def test_each_setting_of_compose_is_explained():
    manual = (ROOT / "docs" / "operations.md").read_text()
    names = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    ours = set(SERVICES["web"]["environment"])
    assert ours & names and not [name for name in ours if f"`{name}`" not in manual]


def test_each_setting_of_a_service_that_is_explained_reaches_its_programs():
    manual = (ROOT / "docs" / "operations.md").read_text()
    table = manual.partition("\n## Environment\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert len(names) > 40
    assert sorted(names - SERVICES["web"]["environment"].keys() - SET_ELSEWHERE) == []


def test_the_proxy_says_itself_how_it_was_asked_and_sends_nothing_twice():
    server = nginx_configuration(Path("/here/certificate"), Path("/here/key"), 8443)
    assert "ssl_certificate /here/certificate;" in server and "listen 127.0.0.1:8443 ssl" in server
    for line in (
        "proxy_set_header X-Forwarded-Proto $scheme;", "proxy_next_upstream off;",
        "proxy_set_header X-Forwarded-For $remote_addr;", "client_max_body_size 260m;",
        "proxy_request_buffering off;",
    ):  # fmt: skip
        assert line in server
    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == "${TRUSTED_PROXIES:-1}"


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/readyz/", "/readyz/reminders"])
def test_the_proxy_tells_nobody_how_the_service_is(path):
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    [pattern] = re.findall(r"location ~ (\S+) \{ return 404; \}", text)
    assert re.search(pattern, path)
    assert not re.search(pattern, "/cases/readyz") and not re.search(pattern, "/readyzz")


def test_the_example_scans_files_unless_somebody_says_otherwise():
    assert not SERVICES["clamav"].get("profiles")
    for name in OURS:
        told = SERVICES[name]["environment"]
        assert told["CLAMD"] == "${CLAMD-clamav:3310}"
        assert told["UNSCANNED_FILES"] == "${UNSCANNED_FILES:-}"
