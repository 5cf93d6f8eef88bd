import json

import pytest
from django.conf import settings
from django.utils.translation import gettext_lazy

from devtools.case_builder import cast
from people.api.endpoints import SCOPES
from people.api.openapi_view import openapi_description
from people.api.problems import TITLES
from tests.support.api.token_callers import FORM, Caller

pytestmark = pytest.mark.django_db


def test_the_description_is_whole(capsys):
    told = openapi_description()
    print(len(told["paths"]), told["openapi"])
    assert told["openapi"] == "3.1.0"
    assert not capsys.readouterr().err


def test_each_holder_of_a_token_gets_the_description():
    people = cast()
    assert Caller(people.police).get("/api/description/").status_code == 200


@pytest.fixture
def fresh_description():
    """Clear the cached description before and after a test."""
    openapi_description.cache_clear()
    yield
    openapi_description.cache_clear()


def test_the_description_is_in_one_language_whichever_the_first_reader_has(
    fresh_description, settings, monkeypatch
):
    settings.LANGUAGES = [*settings.LANGUAGES, ("cy", "Cymraeg")]
    monkeypatch.setitem(TITLES, 404, gettext_lazy("Police"))
    caller = Caller(cast().police)

    def read(language):
        return caller.get("/api/description/", Accept_Language=language)

    assert read("cy").json()["components"]["responses"]["Problem404"]["description"] == "Police"
    assert read("cy").content == read("en-gb").content
    assert {read(each)["Content-Language"] for each in ("cy", "en-gb")} == {"en-gb"}
    missing = caller.get("/api/nowhere/", Accept_Language="cy")
    assert missing.json()["title"] == "Yr heddlu"


@pytest.mark.parametrize("is_believed", [True, False])
def test_the_header_that_names_an_officer_stands_in_it_where_it_is_believed(
    fresh_description, settings, is_believed
):
    settings.OFFICERS_NAMED_BY_HEADER = is_believed
    assert ('"Rasso-Officer"' in json.dumps(openapi_description()["paths"])) == is_believed


def test_each_address_and_method_may_meet_a_fault():
    told = openapi_description()
    answers = [each["responses"] for path in told["paths"].values() for each in path.values()]
    assert answers
    for each in answers:
        name = each["500"]["$ref"].rpartition("/")[2]
        [content] = told["components"]["responses"][name]["content"].values()
        assert "Idempotency-Key" in content["examples"]["Told"]["value"]["detail"]


def test_how_a_token_is_got_and_ended_is_described_as_it_is_done():
    told, caller = openapi_description(), Caller(cast().police)
    flow = told["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] in told["paths"]
    assert flow["scopes"].keys() == SCOPES.keys()
    for address, ends in (("/api/token/", False), ("/api/token/end/", True)):
        operation = told["paths"][address]["post"]
        [[kind, body]] = operation["requestBody"]["content"].items()
        assert kind == FORM
        asked = body["examples"]["The secret in the body"]["value"] | {
            "client_id": caller.system.pk, "client_secret": caller.secret,
        }  # fmt: skip
        asked |= {"token": caller.token} if ends else {}
        assert asked.keys() <= body["schema"]["properties"].keys()
        answer = caller.post_form(address, asked)
        assert answer.status_code == 200, answer.content
        if content := operation["responses"]["200"].get("content"):
            fields = content["application/json"]["schema"]["properties"]
            assert answer.json().keys() == fields.keys()
            assert answer.json()["expires_in"] == settings.TOKEN_SECONDS
        wrong = caller.post_form(address, asked | {"client_secret": "x"})
        assert str(wrong.status_code) in operation["responses"]
        assert "error" in wrong.json()
    assert caller.get("/api/cases/").status_code == 401
