"""Calls that the description allows, and calls that it does not, by every kind of caller."""

from functools import cache
from zlib import crc32

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.transport.serialization import contains_binary

from cases.api.serializers import SuspectShown
from people.api.bearer_auth import CHALLENGE, NO_TOKEN
from people.api.openapi_view import openapi_description
from people.api.problems import MEDIA_TYPE, TITLES
from people.identity.capacities import READING
from rasso.wsgi import application
from tests.api.test_pages_and_api_agree import TOLD
from tests.support.api.real_calls import (
    CALLERS,
    DOORS,
    NAMED,
    AllCallers,
    credentials,
    invalid_credentials,
    next_query,
    token_call,
)
from tests.support.browser.ci_share import share_of_checks
from tests.support.cases import expected
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

# Generated calls for each real one: by roles that read cases, by others.
BESIDE = {True: 6, False: 2}
# The part of such a call that is generated, if the operation has it.
OFTEN = [
    *["a property"] * 3, *["body"] * 2, *["query"] * 2, "headers", "path_parameters", "all",
]  # fmt: skip
ODD = [None, True, 0, -1, 1.5, "", " ", "x", "2026-02-30", [], ["x"], {}, {"x": 1}]
REFUSED = {
    "type": "about:blank", "title": str(TITLES[401]), "status": 401, "detail": str(NO_TOKEN),
}  # fmt: skip


@module_fixture
def all_callers():
    return AllCallers()


@pytest.fixture(autouse=True)
def kept_connection():
    """
    Keep the connection open after a call, as Django's test client does, so the transaction lives.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def described_operations():
    """{name: operation} of the description."""
    found = {}
    for result in schemathesis.openapi.from_dict(openapi_description()).get_all_operations():
        operation = result.ok()
        operation.app = application
        found[operation.definition.raw["operationId"]] = operation
    return found


@pytest.mark.parametrize("role", share_of_checks(CALLERS, at_least=1))
def test_no_call_breaks_it_and_no_answer_is_other_than_described(all_callers, role):
    """Each role's real calls get the expected outcome, and generated calls cause no error."""
    who, told, n = all_callers.who(role), 0, BESIDE[role in READING or role in NAMED]
    for name, door in DOORS.items():
        with all_callers.ready(door, who) as real:
            answer, queries = make_call(generated_case(name, real), real.headers), [{}]
            assert answer.status_code in TOLD[real.outcome][0], (name, answer.content)
            if described_operations()[name].query and real.outcome == expected.OPEN:
                queries.append(next_query(name, answer.json()))
                answer = make_call(generated_case(name, real, query=queries[-1]), real.headers)
                assert answer.status_code == 200, (name, queries, answer.content)
            told += make_calls_near(name, real, queries, role, n)
    assert told > n * len(DOORS) * 0.9  # operations without parameters have few


def test_every_operation_is_done_and_nothing_is_told_without_a_token_that_lives(all_callers):
    """A real call without a valid token gets a 401."""
    everyone = [all_callers.who(role) for role in CALLERS]
    for name, door in DOORS.items():
        who = next(each for each in everyone if all_callers.outcome(door, each)[0] == expected.OPEN)
        with all_callers.ready(door, who) as real:
            for why, token in all_callers.dead[all_callers.system_of(who).token].items():
                headers = {k: v for k, v in real.headers.items() if k != "Authorization"}
                answer = make_call(generated_case(name, real), headers | token)
                assert (answer.status_code, answer.json()) == (401, REFUSED), (name, why)
                assert_usual_headers_only(answer)
            answer = make_call(generated_case(name, real), real.headers)
            assert answer.status_code in (200, 201), (name, answer.content)


def assert_usual_headers_only(answer):
    """A 401 response has the usual headers and no others."""
    headers = {name.lower(): told for name, told in answer.headers.items()}
    assert headers["content-type"] == [MEDIA_TYPE]
    assert headers["www-authenticate"] == [CHALLENGE["WWW-Authenticate"]]
    assert not headers.keys() & {"etag", "content-disposition", "set-cookie"}


def test_a_token_is_given_and_ended_as_described_and_for_its_system_alone(all_callers):
    names = described_operations().keys() - DOORS.keys()
    assert names == {"get_token", "end_token"}
    system = all_callers.of["POLICE"]
    wrong = invalid_credentials(system, all_callers.closed)
    for name in sorted(names):
        for why, client in wrong.items():
            answer = make_call(generated_case(name, token_call(name, system, client)), {})
            assert answer.status_code == 401, (name, why)
            assert answer.json() == {"error": "invalid_client"}, (name, why)
        real = token_call(name, system, credentials(system))
        assert make_call(generated_case(name, real), {}).status_code == 200
        assert make_calls_near(name, real, [{}], "a system", 10) > 5


def test_a_field_that_is_answered_and_not_described_is_found(all_callers, monkeypatch):
    told = SuspectShown.to_representation

    def leaking(self, row):
        return told(self, row) | {"victim_name": "Norma"}

    monkeypatch.setattr(SuspectShown, "to_representation", leaking)
    door, who = DOORS["see_case"], all_callers.who("refer_cases")
    with all_callers.ready(door, who) as real, pytest.raises(FailureGroup, match="victim_name"):
        make_call(generated_case("see_case", real), real.headers)


def test_no_object_that_is_answered_may_have_more_than_is_described():
    told = openapi_description()
    answers = [*told["components"]["responses"].values()]
    for methods in told["paths"].values():
        answers += [each for one in methods.values() for each in one["responses"].values()]
    schemas = [kind["schema"] for each in answers for kind in each.get("content", {}).values()]
    found = [*object_schemas([*schemas, *told["components"]["schemas"].values()])]
    assert len(found) > 40
    is_open = [each for each in found if each.get("additionalProperties") is not False]
    assert is_open == [{"type": "object"}] * 3  # components, info and paths of the description


def object_schemas(schemas):
    """All object schemas, including nested ones."""
    for schema in schemas:
        if isinstance(schema, dict):
            if schema.get("type") == "object" or "properties" in schema:
                yield schema
            yield from object_schemas(schema.get("properties", {}).values())
            yield from object_schemas(
                [each for name, each in schema.items() if name != "properties"]
            )
        elif isinstance(schema, list):
            yield from object_schemas(schema)


# Calls


def generated_case(name, real, **other):
    """A real call as a Schemathesis case."""
    return described_operations()[name].Case(**real.parts | other)


def make_call(case, headers):
    """Make a call, check its response against the description, and roll the call back."""
    case.headers.pop("Rasso-Officer", None)
    if "Rasso-Officer" in headers:
        officer = {"Rasso-Officer": headers["Rasso-Officer"]}
        # Set anew, so that Schemathesis judges the headers as they are sent.
        case.headers = CaseInsensitiveDict({**case.headers, **officer})
    with transaction.atomic():
        answer = case.call(headers=headers)
        transaction.set_rollback(True)
    # A version conflict is answered before other errors of a row.
    is_stale = answer.status_code == 412
    unasked = [positive_data_acceptance, *[negative_data_rejection] * is_stale]
    case.validate_response(answer, excluded_checks=unasked)
    return answer


def make_calls_near(name, real, queries, role, most):
    """
    Make generated calls, which keep some, all or no parts of a real one. Returns their number.
    """
    made = []

    @seed(crc32(f"{role} {name}".encode()))
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=call_near(name, real, queries))
    def ask_beside(case):
        made.append(make_call(case, real.headers).status_code)

    ask_beside()
    assert 429 not in made
    return len(made)


@cache
def generated_values(name):
    """Values that the description of an operation allows, and values that it does not."""
    modes = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    positive, negative = (
        described_operations()[name].as_strategy(generation_mode=mode) for mode in modes
    )
    return positive | negative


@st.composite
def call_near(draw, name, real, queries):
    """A call that keeps the real parts but one, or none of them."""
    case, operation = draw(generated_values(name)), described_operations()[name]
    kept = draw(st.sampled_from([each for each in OFTEN if has_part(operation, each)]))
    for part, told in (real.parts | {"query": draw(st.sampled_from(queries))}).items():
        if (kept, part) == ("a property", "body"):
            case.body = told | draw_values(draw, case, told)
        elif kept not in (part, "all"):
            setattr(case, part, CaseInsensitiveDict(told) if part == "headers" else dict(told))
    return case


def has_part(operation, part):
    """Whether the operation has this part."""
    return part == "all" or bool(getattr(operation, "body" if part == "a property" else part))


def draw_values(draw, case, told):
    """
    {a property: another value} of any kind; {} if there is no property.

    Leaves out files, because Schemathesis cannot tell whether a misplaced one is allowed, and texts
    over the maximum length, which may be under a question that is not asked and is dropped. And an
    empty part of a form of several parts, which is no answer, as browsers send it; Schemathesis
    takes it for a value that the description does not have.
    """
    is_allowed = isinstance(case.body, dict) and not case.meta.is_negative_at(
        ParameterLocation.BODY
    )
    strange = case.body if is_allowed else {}
    strange = {name: each for name, each in strange.items() if not contains_binary(each)}
    name = draw(st.sampled_from(sorted({*strange, *told}) or [None]))
    odd = draw(st.sampled_from(ODD))
    value = draw(st.sampled_from([strange.get(name, odd), odd, odd]))
    is_empty_part = value in (None, "") and case.media_type == "multipart/form-data"
    return {} if name in (None, "documents") or is_empty_part else {name: value}
