"""
Hidden rows and missing rows get the same bytes, by the same statements, wherever an id is given.

Status, body, all headers and the texts of all statements are compared. How long either takes is
measured, not tested (benchmarks/hidden_times.py). Only the CSRF token and the form's one-time key
are removed first, because they differ on every response.
"""

import re
from uuid import UUID

import pytest
from django.test import Client

from tests.support.browser.ci_share import share_of_checks
from tests.support.cases.permission_matrix import Crowd
from tests.support.module_fixtures import module_fixture
from tests.support.query_shapes import statements_sent
from tests.support.response_text import response_text
from tests.support.sitemap import routes, routes_about_rows

pytestmark = pytest.mark.django_db

MISSING = UUID("00000000-0000-4000-8000-000000000000")
# Roles and relations to which the case is hidden, each for another reason and from each side.
HIDDEN_FROM = [
    ("refer_cases", "another unit of the agency"),
    ("supervise_cases", "another agency"),
    ("refer_cases", "former"),
    ("supervise_cases", "expired"),
    ("refer_cases", "conflicted"),
    ("refer_cases", "restricted"),
    ("refer_cases", "of the other side"),
    ("triage_cases", "before sign-off"),
    ("allocate_cases", "before sign-off"),
    ("prosecute_cases", "before sign-off"),
    ("see_figures", "own unit"),
    ("administer_accounts", "own unit"),
    ("reviewing_prosecutor", "named before"),
    ("reviewing_prosecutor", "named, expired"),
    ("officer_in_case", "named, conflicted"),
    ("officer_in_case", "named on another case"),
    ("broke_glass", "named, expired"),
    ("allowed_on_case", "named, expired"),
    ("nobody", "holds nothing"),
    ("nobody", "says superuser"),
]
SENT_TO_SIGN_IN = [("nobody", "anonymous"), ("refer_cases", "inactive")]


@module_fixture
def crowd():
    return Crowd()


def warmed_client(who):
    """A signed-in client past its first page, which writes the session."""
    client = Client()
    if who.user.pk:
        client.force_login(who.user)
    client.get("/nowhere/")
    return client


def person_of_role(crowd, role, relation):
    [who] = [each for each in crowd.people if (each.role, each.relation) == (role, relation)]
    return who


def row_behind(route, rows):
    """The row of a crowd's case that a route is about; the first if there are several."""
    model = route.model.__name__
    return rows.get(model) or next((row for key, row in rows.items() if model in key), None)


def comparable_response(answer):
    """Everything in a response, without what differs on every response."""
    body = response_text(answer)
    for secret in ("csrfmiddlewaretoken", "form_key", "opened"):
        body = re.sub(rf'(name="{secret}"[^>]*value=")[^"]*', r"\1", body)
    body = re.sub(r'nonce="[^"]*"', "nonce", body)
    headers = {name: re.sub(r"'nonce-[^']*'", "nonce", value) for name, value in answer.items()}
    cookies = {name: cookie["path"] for name, cookie in answer.cookies.items()}
    return answer.status_code, body, headers, cookies


def request_page(client, method, route, pk):
    """(response, statements)."""
    with statements_sent() as sent:
        answer = getattr(client, method)(route.at(pk=pk), {"form_key": MISSING, "text": "x"})
    return comparable_response(answer), sent


def test_every_address_with_an_id_hides_as_if_the_row_did_not_exist(crowd):
    compared, missing = 0, {}
    for role, relation in share_of_checks(
        HIDDEN_FROM, at_least=3
    ):  # the permission matrix has all of them
        who = person_of_role(crowd, role, relation)
        # Of a page they depend on the person and the model; a form may first look at its key.
        client, statements = warmed_client(who), {}
        for route in routes_about_rows():
            row = row_behind(route, crowd.rows[who.case])
            for method in ("get", "post") if row else ():
                kind = route.model if method == "get" else route
                if (route, method) not in missing or kind not in statements:
                    answer, sent = request_page(client, method, route, MISSING)
                    missing.setdefault((route, method), answer)
                    statements.setdefault(kind, sent)
                    assert answer[0] == 404 and len(sent) > 2
                hidden = request_page(client, method, route, row.pk)
                wanted = missing[route, method], statements[kind]
                assert hidden == wanted, f"{method} {route} as {who}"
                compared += 1
    assert len({str(answer) for answer in missing.values()}) == 1
    assert compared > 1000


def test_a_visitor_is_asked_to_sign_in_whatever_the_id(crowd):
    for role, relation in share_of_checks(SENT_TO_SIGN_IN):
        client = warmed_client(person_of_role(crowd, role, relation))
        for route in routes_about_rows():
            row = row_behind(route, crowd.rows["plain"])
            for method, status in (("get", 302), ("post", 403)):
                hidden, missing = (
                    request_page(client, method, route, pk) for pk in (row.pk, MISSING)
                )
                assert hidden[0][0] == status
                assert str(hidden).replace(str(row.pk), str(MISSING)) == str(missing)


def test_numbered_addresses_tell_those_who_may_not_ask_nothing_either(crowd):
    """
    Agencies, units and people: except for administrators, every number gets the same answer.

    A person's own security keys have a test of their own (tests/people/test_security_keys.py).
    """
    client = warmed_client(person_of_role(crowd, "supervise_cases", "own unit"))
    numbered = [route for route in routes() if ("pk", "IntConverter") in route.takes]
    numbered = [route for route in numbered if not route.name.startswith("mfa_")]
    assert len(numbered) > 10
    for route in numbered:
        rest = {name: 1 for name, _kind in route.takes}
        for method in ("get", "post"):
            there, missing = (
                comparable_response(getattr(client, method)(route.at(**rest | {"pk": pk})))
                for pk in (crowd.cast.officer.pk, 987_654_321)
            )
            assert there[0] in (403, 404)
            assert there == missing, f"{method} {route}"
