"""What is wrong with the way to a database or broker on another machine (docs/decisions/0111)."""

import os
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

UNASKED = "has no password"
NOT_VERIFIED = "is reached without TLS that verifies who answers"
BY_SERVICE = "is named by a service file, which is not looked at"
SEVERAL = "is several addresses, of which one alone is looked at"
BY_ENVIRONMENT = "is led elsewhere by %s of the environment"
# They win over an address, or fill in what it leaves out. Sources: libpq's "Environment Variables";
# celery/app/utils.py.
LEADS_DATABASE = ("PGHOST", "PGHOSTADDR", "PGSERVICE")
LEADS_BROKER = ("CELERY_BROKER_URL", "CELERY_BROKER_READ_URL", "CELERY_BROKER_WRITE_URL")


def database_faults(url: str) -> list[str]:
    """Of a `postgres://` address: none for a socket or this machine itself."""
    parts, asked = urlsplit(url), _query(url)
    is_verified = asked.get("sslmode") == "verify-full" and bool(asked.get("sslrootcert"))
    found = _led_elsewhere(LEADS_DATABASE) + [BY_SERVICE] * ("service" in asked)
    return found + ([] if _is_here(url) else _faults(parts.password, is_verified=is_verified))


def broker_faults(url: str) -> list[str]:
    """Of a `rediss://` address: none for a socket or this machine itself."""
    parts, asked = urlsplit(url), _query(url)
    is_verified = (
        parts.scheme == "rediss"
        and asked.get("ssl_cert_reqs") in ("required", "CERT_REQUIRED")
        and bool(asked.get("ssl_ca_certs"))
        and asked.get("ssl_check_hostname", "true").lower() == "true"
    )
    found = _led_elsewhere(LEADS_BROKER) + [SEVERAL] * (";" in url)  # where kombu parts them
    return found + ([] if _is_here(url) else _faults(parts.password, is_verified=is_verified))


def _led_elsewhere(names: tuple[str, ...]) -> list[str]:
    return [BY_ENVIRONMENT % name for name in names if os.environ.get(name)]


def _is_here(url: str) -> bool:
    """Whether an address is a socket's, or of this machine. Of several hosts, each counts."""
    parts = urlsplit(url)
    if parts.scheme == "redis+socket":
        return True
    asked = _query(url)
    named = [asked[name] for name in ("host", "hostaddr") if name in asked]
    places = parts.netloc.rpartition("@")[2].split(",")
    hosts = [unquote(_without_port(place)) for place in places] + named
    return all(is_local_host(host) for each in hosts for host in each.split(","))


def _without_port(place: str) -> str:
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]


def is_local_host(host: str) -> bool:
    """Whether a host is this machine, by name, address or socket."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def _faults(password: str | None, *, is_verified: bool) -> list[str]:
    return [UNASKED] * (not password) + [NOT_VERIFIED] * (not is_verified)


def _query(url: str) -> dict[str, str]:
    """The parameters of an address; of one that is given twice, the last."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
