"""A force's system in tests: it gets a token and calls the API."""

import base64
from itertools import count
from urllib.parse import urlencode

from django.test import Client

from devtools.case_builder import MONDAY, person, scope
from people.access import grants
from people.administration.actions import systems
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.people.approvals import approved

KEYS = count(1)


class Caller:
    """A system with units and a token."""

    def __init__(self, *units, capacity="exchange_cases", scopes="read act"):
        admin = person(make_administration_unit(), "administer_accounts")
        self.system = systems.add_system(
            approval=approved("add_system"),
            by=scope(admin),
            at=MONDAY,
            name="Records system",
            agency=units[0].agency,
        )
        self.secret = self.system.shown
        for unit in units:
            grants.grant_capacity(capacity, to=self.system.account, on=unit, by=admin, at=MONDAY)
        self.client, self.officer = Client(), None
        answer = self.get_token(scope=scopes)
        assert answer.status_code == 200, answer.content
        self.token = answer.json()["access_token"]

    def get_token(self, secret=None, **asked):
        told = f"{self.system.pk}:{secret or self.secret}".encode()
        basic = f"Basic {base64.b64encode(told).decode()}"
        asked = {"grant_type": "client_credentials"} | asked
        return self.post_form("/api/token/", asked, Authorization=basic)

    def post_form(self, address, asked, **headers):
        return self.client.post(address, urlencode(asked), headers=headers, content_type=FORM)

    def for_(self, officer):
        """The same system, calling for an officer."""
        self.officer = officer.email
        return self

    def headers(self, more):
        told = {"Authorization": f"Bearer {self.token}"}
        if self.officer:
            told["Rasso-Officer"] = self.officer
        return told | {name.replace("_", "-"): value for name, value in more.items()}

    def get(self, address, asked=None, **headers):
        return self.client.get(address, asked or {}, headers=self.headers(headers))

    def make(self, address, asked=None, key=None, **headers):
        """A call that creates a row, with a new Idempotency-Key unless one is given."""
        headers = {"Idempotency-Key": key or f"key-of-a-test-{next(KEYS):06d}"} | headers
        return self.post(address, asked, **headers)

    def change(self, address, asked=None, version=None, **headers):
        """A call that changes a version of a row, with If-Match."""
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.make(address, asked, **headers)

    def post(self, address, asked=None, **headers):
        return self.client.post(
            address, asked or {}, content_type="application/json", headers=self.headers(headers)
        )


FORM = "application/x-www-form-urlencoded"
