"""The tests' identity providers as a process, the settings that name them, and a browser's way."""

import json
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

from rasso.settings.environment import ROOT

NAMES = {"police": "Wessex Police", "cps": "CPS Wessex"}


class Providers:
    """The running process. base: its origin."""

    def __init__(self, base):
        self.base = base

    def tell(self, name="police", **what):
        """Say what is to happen at a provider. Returns what was sent to it since the last reset."""
        asked = Request(f"{self.base}/{name}/control", json.dumps(what).encode(), method="POST")
        with urlopen(asked, timeout=10) as answer:
            return json.load(answer)

    def settings(self):
        """settings.SOCIALACCOUNT_PROVIDERS that name both; a factor of the police is "mfa"."""
        return {"openid_connect": {"APPS": [self._app(name) for name in NAMES]}}

    def _app(self, name):
        issuer = f"{self.base}/{name}"
        asked = {"acr": ["two-step"], "amr": ["mfa"]} if name == "police" else {}
        return {
            "provider_id": name,
            "name": NAMES[name],
            "client_id": "rasso",
            "secret": "a secret of the tests",
            "settings": {
                "server_url": issuer,
                "issuer": issuer,
                "mfa_acr": asked.get("acr", []),
                "mfa_amr": asked.get("amr", []),
                "oauth_pkce_enabled": True,
                "scope": ["openid"],
            },
        }


@contextmanager
def running_providers():
    """Run the process for as long as the block."""
    command = [sys.executable, "-m", "tests.support.openid.provider"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Providers(process.stdout.readline().strip())
        finally:
            process.kill()


class NoRedirects(HTTPRedirectHandler):
    """Follows no redirect."""

    def http_error_302(self, _request, answer, *_rest):
        """Return the redirect itself."""
        return answer


def address_back(away):
    """Go to a provider as a browser does. Returns the path and query that it sends back to."""
    with build_opener(NoRedirects).open(away, timeout=10) as answer:
        there = urlsplit(answer.headers["Location"])
    return f"{there.path}?{there.query}"


def through_provider(client, address, **more):
    """Follow a client's way to the provider and back. Returns the page it comes back to."""
    return client.get(address_back(client.get(address).url), **more)
