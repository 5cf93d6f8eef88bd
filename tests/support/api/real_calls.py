"""A valid call of each operation in the OpenAPI schema, about a real row."""

from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from devtools.case_builder import MONDAY, CaseBuilder
from people.administration.actions.systems import secret_digest
from people.api.endpoints import FIGURES, READ
from people.models import Token, User
from tests.api.test_pages_and_api_agree import Systems
from tests.cases.test_matrix_pages import row_at_stage
from tests.support.api.form_equivalents import api_body
from tests.support.api.row_versions import version_of
from tests.support.api.token_callers import Caller
from tests.support.cases import expected
from tests.support.cases.conflicts import nobody_in_conflict
from tests.support.cases.expected.roles import UNIT_ROLES
from tests.support.cases.matrix_states import row_of, state_values
from tests.support.cases.permission_matrix import MatrixPerson
from tests.support.sitemap import api_endpoints

ALONE = {  # a system without a user: its side, capacity on a case, and token scope
    "exchange_cases": ("POLICE", {"allowed_on_case"}, {READ}),
    "see_figures, alone": ("CPS", set(), {FIGURES}),
}
# What a system without a user does not read, since victims' records are read by named people.
READ_BY_PEOPLE = {"VictimRecord"}
NAMED = {
    "officer_in_case": ("POLICE", "officer", "refer_cases"),
    "reviewing_prosecutor": ("CPS", "prosecutor", "prosecute_cases"),
}
CALLERS = [
    *ALONE, *NAMED, *(role for role, side in UNIT_ROLES.items() if side in ("POLICE", "CPS")),
]  # fmt: skip
DOORS = {each.door.__name__: each for each in api_endpoints()}
BEST_FIRST = (expected.OPEN, expected.NOT_NOW, expected.FORBIDDEN, expected.HIDDEN)
NAMES = {"see_worklist": "unit", "see_figure": "referral-to-decision"}
URN = "52RS0012326"
KEY = "key-of-a-real-call"


@dataclass
class RealCall:
    """A call that can be refused only because of who makes it.

    Args:
        outcome: what the permission matrix expects.
        parts: {part of a call as Schemathesis names it: value}.
        headers: credentials of the caller.
    """

    outcome: str
    parts: dict
    headers: dict


def next_query(name, told):
    """Query parameters for the next call, taken from a response."""
    rows = next((each for each in told.values() if isinstance(each, list)), [])
    of_first = rows[0] if rows else {}
    special = {
        "list_notices": lambda: {"after": told["next"]},
        "list_cases": lambda: {"urn": of_first.get("urn", URN)},
        "see_uploads": lambda: {"sending": str(uuid4())},
        "see_proof": lambda: {"suspect": "1"},
        "see_worklist": lambda: {"after": f"{MONDAY.isoformat()}~{uuid4()}"},
        "see_figure": lambda: {
            "place": told["places"][0]["key"], "urgency": "GREEN", "by": "month",
        },
    }  # fmt: skip
    return special[name]() if name in special else {"after": of_first["id"]}


class AllCallers(Systems):
    """All callers: systems on their own behalf, and with each user they can name."""

    def __init__(self):
        super().__init__()
        builder = CaseBuilder(self.crowd.cast).allocate().review()
        self.come_so_far |= {"record_review": builder.case, "set_action_plan": builder.last_review}
        systems = (*self.of.values(), self.of_figures)
        self.dead = {system.token: invalid_tokens(system) for system in systems}
        self.closed = Caller(self.crowd.units["POLICE"])
        User.objects.filter(pk=self.closed.system.account_id).update(is_active=False)

    def who(self, role):
        """A person in a role, of the unit that has the case or with a named role on it."""
        if role in ALONE:
            side, holds, _scopes = ALONE[role]
            user, held = self.of[side].system.account, role.removesuffix(", alone")
            return MatrixPerson(role, "by itself", user, "plain", holds, side, {held})
        if role in NAMED:
            side, of_cast, held = NAMED[role]
            user = getattr(self.crowd.cast, of_cast)
            return MatrixPerson(role, "named", user, "plain", {role, held}, side, {held})
        return next(
            each for each in self.people() if (each.role, each.relation) == (role, "own unit")
        )

    def system_of(self, who):
        """The system that calls for a person or on its own behalf."""
        return self.of_figures if who.role == "see_figures, alone" else self.of[who.side]

    def headers(self, who):
        """Headers that name the system and the user."""
        named = {} if who.role in ALONE else {"Rasso-Officer": who.user.email}
        return {"Authorization": f"Bearer {self.system_of(who).token}"} | named

    def outcome(self, door, who):
        """(expected outcome for a person, stage of the row at which the verb is open)."""
        found, verb = {}, door.door.verb
        if door.is_about_a_row:
            model = door.door.model.__name__
            for state in expected.TABLES[model][1]:
                if row_of(self.crowd.rows[who.case], model, state):
                    found.setdefault(expected.expected(model, verb, state, who), state)
        elif verb in expected.SITE:
            found = {expected.expected("Site", verb, None, who): None}
        else:  # the OpenAPI schema, which only the API has
            found = {expected.OPEN: None}
        if who.role in ALONE and door.door.token_scope not in ALONE[who.role][2]:
            found = {expected.FORBIDDEN: next(iter(found.values()))}
        elif who.role in ALONE and door.is_about_a_row and model in READ_BY_PEOPLE:
            found = {expected.HIDDEN: next(iter(found.values()))}
        return next((each, found[each]) for each in BEST_FIRST if each in found)

    @contextmanager
    def ready(self, door, who):
        """The Real call of an endpoint, with its row at the stage for it."""
        if who.role in ALONE:
            with nobody_in_conflict(), self.ready_for(door, who) as real:
                yield real
        else:
            with self.ready_for(door, who) as real:
                yield real

    @contextmanager
    def ready_for(self, door, who):
        """As ready(), with conflicts of interest as they are."""
        outcome, state = self.outcome(door, who)
        if not door.is_about_a_row:
            yield RealCall(outcome, self.parts(door), self.headers(who))
            return
        model, rows = door.door.model.__name__, self.crowd.rows[who.case]
        row = outcome == expected.OPEN and self.row_for(door, state, who)
        row = row or row_of(rows, model, state)
        with row_at_stage(model, row, state_values(model, state, who)):
            row = type(row).objects.unscoped("test").get(pk=row.pk)
            yield RealCall(outcome, self.parts(door, row, rows), self.headers(who))

    def parts(self, door, row=None, rows=()):
        """The values sent, by part."""
        name = NAMES.get(door.door.__name__)
        told = {"path_parameters": {"id": str(row.pk)} if row else {"name": name} if name else {}}
        told |= {"query": {}, "headers": {}}
        if door.method == "POST":
            told["headers"] = {"Idempotency-Key": KEY}
            if not door.door.creates:
                told["headers"]["If-Match"] = f'"{version_of(row) or 1}"'
            sent = api_body(door, row, self.crowd, rows) if row else {"urn": URN}
            files = {"documents": ["What she said."]} if "documents" in sent else {}
            told["body"] = sent | files
        return told


def invalid_tokens(system):
    """{fault: headers with an invalid token}."""
    expired, revoked = (system.get_token().json()["access_token"] for _which in range(2))
    Token.objects.filter(digest=secret_digest(expired)).update(expires_at=timezone.now())
    answer = system.post_form("/api/token/end/", credentials(system) | {"token": revoked})
    assert answer.status_code == 200
    told = {"made up": "nobody-was-given-this", "expired": expired, "revoked": revoked}
    return {"none": {}} | {why: {"Authorization": f"Bearer {token}"} for why, token in told.items()}


def credentials(system):
    """Credentials of a system, to get or revoke a token."""
    return {"client_id": str(system.system.pk), "client_secret": system.secret}


def invalid_credentials(system, closed):
    """{fault: invalid credentials}."""
    return {
        "none": {},
        "made up": {"client_id": str(uuid4()), "client_secret": system.secret},
        "another secret": credentials(system) | {"client_secret": "nobody-was-given-this"},
        "closed": credentials(closed),
    }


def token_call(name, system, client):
    """A call that gets or revokes a token with these credentials."""
    asked = {"grant_type": "client_credentials"}
    body = (asked if name == "get_token" else {"token": system.token}) | client
    return RealCall(
        expected.OPEN, {"path_parameters": {}, "query": {}, "headers": {}, "body": body}, {}
    )
