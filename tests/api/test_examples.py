"""
The examples in the description are real requests and responses.

`EXAMPLES=write pytest tests/api/test_examples.py` writes them again.
"""

import json
import os
import re

import pytest

from people.api.openapi_view import openapi_description
from people.api.problems import TITLES
from rasso.settings.environment import ROOT
from tests.support.api.case_walkthrough import ID, Walkthrough
from tests.support.api.request_bodies import BODIES, DAY
from tests.support.sitemap import api_endpoints

APPS = ("people", "cases", "victims", "pilots")
MOMENT = re.compile(rf"(?:{DAY.pattern})(?:T[0-9:.]+(?:Z|[+]0[01]:00))?")
BY_HAND = {"see_description", "list_measures", "see_figure"}  # not in the walkthrough


def examples_file(app):
    return ROOT / app / "api" / "examples.json"


def stored_examples():
    return {
        name: told
        for app in APPS
        for name, told in json.loads(examples_file(app).read_text()).items()
    }


def normalised(told):
    """Replace dates and ids and sort lists, so that two runs can be compared."""
    if isinstance(told, dict):
        return {name: normalised(each) for name, each in told.items()}
    if isinstance(told, list):
        return sorted(map(normalised, told), key=json.dumps)
    return MOMENT.sub("a day", ID.sub("an id", told)) if isinstance(told, str) else told


@pytest.mark.django_db
@pytest.mark.usefixtures("commit_after_requests")
def test_each_example_was_sent_and_answered_so(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    story = Walkthrough().told_whole()
    assert not story.faults, "\n".join(story.faults)
    if os.environ.get("EXAMPLES") == "write":
        write_examples(story.told)
    known = stored_examples()
    assert known.keys() - BY_HAND == story.told.keys()
    for name, told in story.told.items():
        assert normalised(known[name]) == normalised(told), name


def write_examples(told):
    """Write the files; examples that are not in the walkthrough stay."""
    of = {each.door.__name__: each.door.__module__.partition(".")[0] for each in api_endpoints()}
    told = {name: each for name, each in stored_examples().items() if name in BY_HAND} | told
    told = keep_equal_examples(told, stored_examples())
    for app in APPS:
        mine = {name: told[name] for name in sorted(told) if of[name] == app}
        text = json.dumps(mine, indent=1, ensure_ascii=False)
        examples_file(app).write_text(text + "\n")


def keep_equal_examples(told, known):
    """Examples that differ from the known ones by dates and ids only stay as they are known."""
    return {
        name: known[name] if name in known and normalised(known[name]) == normalised(each) else each
        for name, each in told.items()
    }


def test_an_example_is_written_again_only_where_more_than_a_day_has_changed():
    known = {"see": {"on": "2026-11-24", "what": ["a", "b"]}, "go": {"on": "2026-11-24"}}
    told = {"see": {"on": "2026-11-25", "what": ["b", "a"]}, "go": {"on": "2026-11-25", "who": ""}}
    assert keep_equal_examples(told, known) == {"see": known["see"], "go": told["go"]}


def media_types_of(operation):
    """(media type, with schema and examples) of the operation's request and responses."""
    told = openapi_description()
    if "requestBody" in operation:
        yield from operation["requestBody"]["content"].values()
    for answer in operation["responses"].values():
        if "$ref" in answer:
            answer = told["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        yield from answer.get("content", {}).values()


def all_operations():
    for methods in openapi_description()["paths"].values():
        yield from methods.values()


def test_each_example_is_what_its_schema_says():
    # Its grammars take seconds to load, which not every process of a run has to wait for.
    from jsonschema import Draft202012Validator, FormatChecker

    parts, seen = {"components": openapi_description()["components"]}, 0
    for operation in all_operations():
        for part in media_types_of(operation):
            assert part["examples"], operation["operationId"]
            judge = Draft202012Validator(part["schema"] | parts, format_checker=FormatChecker())
            for title, example in part["examples"].items():
                wrong = [error.message for error in judge.iter_errors(example["value"])]
                assert not wrong, (operation["operationId"], title, wrong)
                seen += 1
    assert seen > 100


@pytest.mark.register
def test_each_door_that_acts_has_every_body_and_each_status_one_problem():
    doors_that_act = {each.door.__name__ for each in api_endpoints() if each.method == "POST"}
    assert doors_that_act == BODIES.keys()
    responses = openapi_description()["components"]["responses"]
    assert {int(each.removeprefix("Problem")) for each in responses} == TITLES.keys() - {406}
    for name, response in responses.items():
        [[kind, part]] = response["content"].items()
        assert kind == "application/problem+json"
        assert f"Problem{part['examples']['Told']['value']['status']}" == name


@pytest.mark.register
def test_no_example_is_left_of_a_door_that_is_gone():
    assert stored_examples().keys() == {each.door.__name__ for each in api_endpoints()}
