"""The API is asked what its description allows and what it does not, as every kind of caller."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from people.api.described import description
from people.capacities import READING
from rasso.wsgi import application
from tests.api.test_pages_and_api_agree import Systems
from tests.browser.share import share
from tests.cases.oracle.roles import UNIT_ROLES
from tests.sitemap import doors
from tests.standing import standing

pytestmark = pytest.mark.django_db

ALONE = ["exchange_cases", "see_figures, alone"]  # a system that names nobody
CALLERS = [*ALONE, *(role for role, side in UNIT_ROLES.items() if side in ("POLICE", "CPS"))]
NAMED = {"see_worklist": {"name": "unit"}, "see_figure": {"name": "referral-to-decision"}}
EACH = {True: 6, False: 2}  # calls of each address and method: whoever reads cases, the others


@standing
def systems():
    return Systems()


def caller(systems, role):
    if role in ALONE:
        system = systems.of["POLICE"] if role in READING else systems.of_figures
        system.officer = None
        return system
    who = next(
        each for each in systems.people() if (each.role, each.relation) == (role, "own unit")
    )
    return systems.of[who.side].for_(who.user)


@pytest.fixture(autouse=True)
def one_connection():
    """As Django's own client for tests has it: a call does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", share(CALLERS, at_least=1))
def test_no_call_breaks_it_and_no_answer_is_other_than_described(systems, role):
    system = caller(systems, role)
    schema = schemathesis.openapi.from_dict(description())
    told, each = [], EACH[role in READING]
    for result in schema.get_all_operations():
        operation = result.ok()
        operation.app = application
        told += calls(operation, system, systems.crowd.rows["plain"], each)
    assert len(told) > each * 40
    assert sum(status < 300 for status in told) > (20 if role in READING else 0)


def asks_for_a_token(case, headers):
    """Whether what was answered is refused without a token, and with one that nobody was given."""
    assert "oauth2" in case.operation.definition.raw["security"][0]
    for told in ({}, {"Authorization": "Bearer nobody's"}):
        answer = case.call(headers=headers | {"Authorization": ""} | told)
        assert answer.status_code == 401, case.operation.label


def calls(operation, system, rows, most):
    """What calls of one address and method were told, every other one about a row there is."""
    made, name = [], operation.definition.raw["operationId"]
    door = next((each for each in doors() if each.door.__name__ == name), None)
    model = door and door.is_about_a_row and door.door.model.__name__
    row = model and (rows.get(model) or rows.get((model, True)) or rows.get((model, "POLICE")))
    assert row or not model

    negative = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | negative)
    def ask(case):
        headers = system.headers({})
        case.headers.pop("Rasso-Officer", None)
        if len(made) % 2:
            case.path_parameters |= {"id": str(row.pk)} if row else NAMED.get(name, {})
        answer = case.call(headers=headers)
        is_stale = answer.status_code == 412  # told of a row there is, whatever else was wrong
        unasked = [positive_data_acceptance, *[negative_data_rejection] * is_stale]
        case.validate_response(answer, excluded_checks=unasked)
        if answer.status_code < 300 and not any(status < 300 for status in made):
            asks_for_a_token(case, headers)
        made.append(answer.status_code)

    ask()
    return made
