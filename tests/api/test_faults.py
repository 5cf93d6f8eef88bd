"""Errors of every kind are returned as problems, and internal errors reveal nothing."""

import logging

import pytest
from django.core.exceptions import BadRequest, DisallowedHost, PermissionDenied
from django.core.signals import got_request_exception
from django.db import DatabaseError, OperationalError
from django.http import Http404
from django.test import Client

from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast
from people.access.audit_log import AuditWriteFailed
from tests.support.module_fixtures import module_fixture
from tests.support.sitemap import api_endpoints

pytestmark = pytest.mark.django_db
ADDRESSES = ("/api/cases/", "/api/token/", "/api/nowhere/")
SECRET = "the row of A. Person"
WRONG = {
    RuntimeError: 500, DatabaseError: 500, PermissionDenied: 403, Http404: 404,
    BadRequest: 400, DisallowedHost: 400,
}  # fmt: skip


@module_fixture
def builder():
    return CaseBuilder(cast())


@pytest.fixture
def officer(officer):
    """The same client, which gets a 500 instead of the exception."""
    officer.client = Client(raise_request_exception=False)
    return officer


def raising_middleware(error, *, afterwards):
    def middleware(get_response):
        def answer(request):
            if afterwards:
                get_response(request)
            raise error(SECRET)

        return answer

    return middleware


def raising_function(error):
    def fail(*_given, **_named):
        raise error(SECRET)

    return fail


def assert_problem(answer, status):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    told = answer.json()
    assert told["status"] == status and told["type"] == "about:blank"
    assert told["title"] and told["detail"]
    assert SECRET not in answer.content.decode()
    return told


@pytest.mark.parametrize("afterwards", [False, True])
@pytest.mark.parametrize("place", ["before all", "after all"])
@pytest.mark.parametrize("error", WRONG)
def test_a_fault_before_an_endpoint_is_a_problem(
    officer, settings, monkeypatch, error, place, afterwards
):
    monkeypatch.setattr(
        f"{__name__}.stumbling", raising_middleware(error, afterwards=afterwards), raising=False
    )
    ours = [f"{__name__}.stumbling"]
    before, after = (ours, []) if place == "before all" else ([], ours)
    settings.MIDDLEWARE = [*before, *settings.MIDDLEWARE, *after]
    for address in ADDRESSES:
        assert_problem(officer.post(address), WRONG[error])


@pytest.mark.parametrize(
    ("error", "status"), [*WRONG.items(), (AuditWriteFailed, 503), (OperationalError, 503)]
)
def test_an_error_behind_an_endpoint_is_a_problem_with_its_status(
    officer, monkeypatch, error, status
):
    monkeypatch.setattr("people.api.resource.Resource.run_endpoint", raising_function(error))
    monkeypatch.setattr(
        "people.administration.actions.systems.issue_token", raising_function(error)
    )
    assert_problem(officer.get("/api/cases/"), status)
    assert_problem(officer.get_token(), status)


def test_a_fault_is_recorded_and_says_that_the_call_may_be_made_again(officer, monkeypatch, caplog):
    heard = []

    def hear(request, **_about):
        heard.append(request.path)

    monkeypatch.setattr("people.api.resource.Resource.run_endpoint", raising_function(RuntimeError))
    got_request_exception.connect(hear)
    try:
        told = assert_problem(officer.get("/api/cases/"), 500)
    finally:
        got_request_exception.disconnect(hear)
    assert told.keys() == {"type", "title", "status", "detail"}
    assert "logged" in told["detail"] and "same Idempotency-Key" in told["detail"]
    assert heard == ["/api/cases/"]
    [line] = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert (line.name, str(line.exc_info[1])) == ("django.request", SECRET)


@pytest.mark.parametrize(
    "where",
    [
        "people.administration.actions.systems.store_response",
        "people.api.resource._answer_response",
    ],
)
def test_a_call_that_met_a_fault_is_done_once_though_it_is_made_again(
    builder, officer, monkeypatch, where
):
    def ask():
        asked = {"surname": "Nobody", "custody": "NOT_ARRESTED"}
        return officer.make(f"/api/cases/{builder.case.pk}/suspects/", asked, key="k" * 16)

    with monkeypatch.context() as patch:
        patch.setattr(where, raising_function(RuntimeError))
        assert_problem(ask(), 500)
    assert ask().status_code == 201
    assert Suspect.objects.unscoped("test").filter(surname="Nobody").count() == 1


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("address", ["/api/token/", "/api/token/end/", "/api/suspects/{}/custody/"])
def test_another_method_is_told_which_there_is(builder, officer, method, address):
    address = address.format(builder.suspects[0].pk)
    answer = getattr(officer.client, method)(address, headers=officer.headers({}))
    assert_problem(answer, 405)
    assert answer["Allow"] == "POST"


def test_each_address_names_the_methods_that_it_takes_and_no_other(builder, officer):
    taken = {}
    for door in api_endpoints():
        taken.setdefault(door.at(pk=builder.case.pk, name="mine"), set()).add(door.method)
    for address, methods in taken.items():
        answer = officer.client.options(address, headers=officer.headers({}))
        assert_problem(answer, 405)
        told = answer["Allow"].split(", ")
        assert {*told} == methods | ({"HEAD"} if "GET" in methods else set()), address
        for method in told:
            call = getattr(officer.client, method.lower())
            assert call(address, headers=officer.headers({})).status_code != 405, address


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
@pytest.mark.parametrize(
    "address", ["/api/", "/api/nowhere", "/api/nowhere/", "/api/token", "/api/cases/%0A", "/api//"]
)
def test_an_address_that_is_none(officer, method, address):
    ask = getattr(officer.client, method)
    assert_problem(ask(address, headers=officer.headers({})), 404)
    assert_problem(ask(address), 401)


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError, 500), (PermissionDenied, 403), (Http404, 404)]
)
def test_a_page_says_it_as_a_page(officer, monkeypatch, error, status):
    monkeypatch.setattr(
        "rasso.middleware.responses.AuditFailureMiddleware.__call__", raising_function(error)
    )
    answer = officer.client.get("/")
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
