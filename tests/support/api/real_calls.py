"""A call of each operation of the description that is real: about a row, as it is, with its ids."""

from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from devtools.case_builder import MONDAY, Road
from people.administration.actions.systems import secret_digest
from people.api.endpoints import FIGURES, READ
from people.models import Token, User
from tests.api.test_pages_and_api_agree import Systems
from tests.cases.test_matrix_pages import at_stage
from tests.support.api.form_equivalents import body_of
from tests.support.api.token_callers import Caller
from tests.support.cases import expected
from tests.support.cases.expected.roles import UNIT_ROLES
from tests.support.cases.matrix_states import facts, row_of
from tests.support.cases.permission_matrix import Somebody
from tests.support.sitemap import doors

ALONE = {  # a system that names nobody: its side, what it reads a case as, what its token is for
    "exchange_cases": ("POLICE", {"allowed_on_case"}, {READ}),
    "see_figures, alone": ("CPS", set(), {FIGURES}),
}
NAMED = {
    "officer_in_case": ("POLICE", "officer", "refer_cases"),
    "reviewing_prosecutor": ("CPS", "prosecutor", "prosecute_cases"),
}
CALLERS = [
    *ALONE, *NAMED, *(role for role, side in UNIT_ROLES.items() if side in ("POLICE", "CPS")),
]  # fmt: skip
DOORS = {each.door.__name__: each for each in doors()}
BEST_FIRST = (expected.OPEN, expected.NOT_NOW, expected.FORBIDDEN, expected.HIDDEN)
NAMES = {"see_worklist": "unit", "see_figure": "referral-to-decision"}
URN = "52RS0012326"
KEY = "key-of-a-real-call"


@dataclass
class Real:
    """
    A call that is refused for who makes it, if at all.

    outcome: what the oracle of the matrix expects; parts: {what Schemathesis calls a part of a
    call: what is sent there}; headers: who makes it.
    """

    outcome: str
    parts: dict
    headers: dict


def goes_on(name, told):
    """What a query to the same address may ask, for whoever has read its answer."""
    rows = next((each for each in told.values() if isinstance(each, list)), [])
    of_first = rows[0] if rows else {}
    special = {
        "list_notices": lambda: {"after": told["next"]},
        "list_cases": lambda: {"urn": of_first.get("urn", URN)},
        "see_uploads": lambda: {"sending": str(uuid4())},
        "see_worklist": lambda: {"after": f"{MONDAY.isoformat()}~{uuid4()}"},
        "see_figure": lambda: {
            "place": told["places"][0]["key"], "urgency": "GREEN", "by": "month",
        },
    }  # fmt: skip
    return special[name]() if name in special else {"after": of_first["id"]}


class Everybody(Systems):
    """Whoever calls: a system by itself, or with one of those whom it can name."""

    def __init__(self):
        super().__init__()
        road = Road(self.crowd.cast).allocate().review()
        self.come_so_far |= {"record_review": road.case, "set_action_plan": road.last_review}
        systems = (*self.of.values(), self.of_figures)
        self.dead = {system.token: dead_tokens(system) for system in systems}
        self.closed = Caller(self.crowd.units["POLICE"])
        User.objects.filter(pk=self.closed.system.account_id).update(is_active=False)

    def who(self, role):
        """Somebody in a role, of the unit that has the case or named on it."""
        if role in ALONE:
            side, holds, _scopes = ALONE[role]
            user, held = self.of[side].system.account, role.removesuffix(", alone")
            return Somebody(role, "by itself", user, "plain", holds, side, {held})
        if role in NAMED:
            side, of_cast, held = NAMED[role]
            user = getattr(self.crowd.cast, of_cast)
            return Somebody(role, "named", user, "plain", {role, held}, side, {held})
        return next(
            each for each in self.people() if (each.role, each.relation) == (role, "own unit")
        )

    def system_of(self, who):
        """The system that calls for somebody, or for itself."""
        return self.of_figures if who.role == "see_figures, alone" else self.of[who.side]

    def headers(self, who):
        """What says who calls, and for whom."""
        named = {} if who.role in ALONE else {"Rasso-Officer": who.user.email}
        return {"Authorization": f"Bearer {self.system_of(who).token}"} | named

    def outcome(self, door, who):
        """(what somebody finds there, at which stage): that it may be done, where it ever may."""
        found, verb = {}, door.door.verb
        if door.is_about_a_row:
            model = door.door.model.__name__
            for state in expected.TABLES[model][1]:
                if row_of(self.crowd.rows[who.case], model, state):
                    found.setdefault(expected.expected(model, verb, state, who), state)
        elif verb in expected.SITE:
            found = {expected.expected("Site", verb, None, who): None}
        else:  # the description: it is of the API alone
            found = {expected.OPEN: None}
        if who.role in ALONE and door.door.needs not in ALONE[who.role][2]:
            found = {expected.FORBIDDEN: next(iter(found.values()))}
        return next((each, found[each]) for each in BEST_FIRST if each in found)

    @contextmanager
    def ready(self, door, who):
        """The Real call of a door, while its row is at the stage for it."""
        outcome, state = self.outcome(door, who)
        if not door.is_about_a_row:
            yield Real(outcome, self.parts(door), self.headers(who))
            return
        model, rows = door.door.model.__name__, self.crowd.rows[who.case]
        row = outcome == expected.OPEN and self.row_for(door, state)
        row = row or row_of(rows, model, state)
        with at_stage(model, row, facts(model, state, who)):
            row = type(row).objects.system("test").get(pk=row.pk)
            yield Real(outcome, self.parts(door, row, rows), self.headers(who))

    def parts(self, door, row=None, rows=()):
        """What is sent, part by part."""
        name = NAMES.get(door.door.__name__)
        told = {"path_parameters": {"id": str(row.pk)} if row else {"name": name} if name else {}}
        told |= {"query": {}, "headers": {}}
        if door.method == "POST":
            told["headers"] = {"Idempotency-Key": KEY}
            if not door.door.creates:
                told["headers"]["If-Match"] = f'"{getattr(row, "version", 1)}"'
            sent = body_of(door, row, self.crowd, rows) if row else {"urn": URN}
            files = {"documents": ["What she said."]} if "documents" in sent else {}
            told["body"] = sent | files
        return told


def dead_tokens(system):
    """{what is wrong with it: the headers in place of those with a system's token}."""
    expired, revoked = (system.get_token().json()["access_token"] for _which in range(2))
    Token.objects.filter(digest=secret_digest(expired)).update(expires_at=timezone.now())
    answer = system.post_form("/api/token/end/", credentials(system) | {"token": revoked})
    assert answer.status_code == 200
    told = {"made up": "nobody-was-given-this", "expired": expired, "revoked": revoked}
    return {"none": {}} | {why: {"Authorization": f"Bearer {token}"} for why, token in told.items()}


def credentials(system):
    """What says which system it is, where it asks for a token or ends one."""
    return {"client_id": str(system.system.pk), "client_secret": system.secret}


def no_clients(system, closed):
    """{what is wrong with it: what is sent in place of a system's credentials}."""
    return {
        "none": {},
        "made up": {"client_id": str(uuid4()), "client_secret": system.secret},
        "another secret": credentials(system) | {"client_secret": "nobody-was-given-this"},
        "closed": credentials(closed),
    }


def about_tokens(name, system, client):
    """A call for a token, or to end one, by whoever sends these credentials."""
    asked = {"grant_type": "client_credentials"}
    body = (asked if name == "get_token" else {"token": system.token}) | client
    return Real(
        expected.OPEN, {"path_parameters": {}, "query": {}, "headers": {}, "body": body}, {}
    )
