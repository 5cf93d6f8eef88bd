"""
What calls and their answers look like, for the description.

Beside the doors of each app lies examples.json, made of what a test sent and was answered
(tests/support/api/case_walkthrough.py): {door: {"requests": {title: what was sent}, "answer": what
was answered}}.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from drf_spectacular.utils import OpenApiExample

from people.api.endpoints import Endpoint


@cache
def _package_examples(package: str) -> dict[str, Any]:
    return json.loads(files(package).joinpath("examples.json").read_text())


def examples_of(door: Endpoint[Any]) -> dict[str, Any]:
    """The examples of a door: {"requests": {title: body}, "answer": body}."""
    return _package_examples(door.__module__.rpartition(".")[0])[door.__name__]


def request_examples(door: Endpoint[Any]) -> list[OpenApiExample]:
    """What may be sent, an example for each way to answer its questions."""
    return [
        OpenApiExample(title, value=sent) for title, sent in examples_of(door)["requests"].items()
    ]


def response_examples(door: Endpoint[Any]) -> list[OpenApiExample]:
    """What was answered."""
    return [OpenApiExample("As answered", value=examples_of(door)["answer"])]
