"""What is wrong with the way to a database or broker on another machine (docs/decisions/0111)."""

from urllib.parse import parse_qs, unquote, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
UNASKED = "has no password"
NOT_VERIFIED = "is reached without TLS that verifies who answers"


def database_faults(url: str) -> list[str]:
    """Of a `postgres://` address: none for a socket or this machine itself."""
    parts, asked = urlsplit(url), _query(url)
    is_verified = asked.get("sslmode") == "verify-full" and bool(asked.get("sslrootcert"))
    return [] if _is_here(url) else _faults(parts.password, is_verified=is_verified)


def broker_faults(url: str) -> list[str]:
    """Of a `rediss://` address: none for a socket or this machine itself."""
    parts, asked = urlsplit(url), _query(url)
    is_verified = (
        parts.scheme == "rediss"
        and asked.get("ssl_cert_reqs") in ("required", "CERT_REQUIRED")
        and bool(asked.get("ssl_ca_certs"))
        and asked.get("ssl_check_hostname", "true").lower() == "true"
    )
    return [] if _is_here(url) else _faults(parts.password, is_verified=is_verified)


def _is_here(url: str) -> bool:
    """Whether an address is a socket's, or of this machine. Of several hosts, each counts."""
    parts = urlsplit(url)
    if parts.scheme == "redis+socket":
        return True
    asked = _query(url)
    named = [asked[name] for name in ("host", "hostaddr") if name in asked]
    hosts = [unquote(parts.netloc.rpartition("@")[2]), *named]
    return all(_is_local_host(host) for each in hosts for host in each.split(","))


def _is_local_host(host: str) -> bool:
    bare = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return not bare or bare.startswith("/") or bare in LOOPBACK


def _faults(password: str | None, *, is_verified: bool) -> list[str]:
    return [UNASKED] * (not password) + [NOT_VERIFIED] * (not is_verified)


def _query(url: str) -> dict[str, str]:
    """The parameters of an address; of one that is given twice, the last."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
