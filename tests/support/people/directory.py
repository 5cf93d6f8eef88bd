"""The directory of an agency in tests: it says in SCIM who joins, moves and leaves."""

import json
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from people.administration.actions.directories import add_directory
from people.models import User
from tests.support.people.approvals import approved
from tests.support.people.cast import scope_of

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """A directory with its secret. Its calls are named by the method of HTTP."""

    def __init__(self, unit, by, name="Staff directory"):
        self.system = add_directory(
            approval=approved("add_directory"), by=scope_of(by), at=timezone.now(), name=name,
            agency=unit.agency,
        )  # fmt: skip
        self.secret, self.client = self.system.shown, Client()

    def call(self, method, path, body=None, *, kind="application/scim+json", **headers):
        """One call below /scim/v2. body: what is sent as JSON, or the text of it."""
        told = {"Authorization": f"Bearer {self.secret}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        sent = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
        return self.client.generic(
            method, f"/scim/v2/{path}", sent, content_type=kind, headers=told
        )

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def join(self, email=None, **facts):
        """A joiner, as Okta sends one."""
        email = email or f"{uuid4().hex[:8]}@force.example"
        return self.call("POST", "Users", joiner(email, **facts))

    def patch(self, person, *operations, **headers):
        """Operations of a PATCH on an account."""
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self.call("PATCH", f"Users/{person.reference}", body, **headers)

    def end(self, person):
        """A leaver, as Microsoft Entra ID sends one."""
        return self.patch(person, {"op": "Replace", "path": "active", "value": "False"})


def joiner(email, **facts):
    """The body of a POST as in Okta's description, with what is dropped here."""
    return {
        "schemas": [USER],
        "userName": email,
        "name": {"givenName": "Jo", "familyName": "Newcomer"},
        "emails": [{"primary": True, "value": email, "type": "work"}],
        "displayName": "Jo Newcomer",
        "locale": "en-GB",
        "externalId": uuid4().hex,
        "groups": [],
        "password": "1mz050nq",
        "active": True,
    } | facts


def account_of(answer):
    """The account that an answer is about."""
    return User.objects.get(reference=answer.json()["id"])
