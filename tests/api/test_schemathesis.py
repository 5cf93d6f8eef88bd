"""The API is asked what its description allows and what it does not, as every kind of caller."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from people.api.described import description
from rasso.wsgi import application
from tests.api.test_pages_and_api_agree import Systems
from tests.browser.share import share
from tests.sitemap import doors
from tests.standing import standing

pytestmark = pytest.mark.django_db

CALLERS = ["refer_cases", "supervise_cases", "prosecute_cases", "allocate_cases", None]
EACH = 6  # calls of each address and method


@standing
def systems():
    return Systems()


def caller(systems, role):
    if role is None:
        system = systems.of["POLICE"]
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
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        operation.app = application
        asked += calls(operation, system, systems.crowd.rows["plain"])
    assert asked > 150


def calls(operation, system, rows):
    """How many calls were made of one address and method, every other one about a row there is."""
    made = []
    door = next(
        each for each in doors() if each.door.__name__ == operation.definition.raw["operationId"]
    )
    row = door.is_about_a_row and rows.get(door.door.model.__name__)

    negative = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=EACH,
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
        if row and len(made) % 2:
            case.path_parameters["pk"] = str(row.pk)
        answer = case.call(headers=headers)
        case.validate_response(answer, excluded_checks=[positive_data_acceptance])
        made.append(answer.status_code)

    ask()
    return len(made)
