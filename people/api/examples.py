"""
What calls and their answers look like, for the description.

Beside the doors of each app lies examples.json, made of what a test sent and was answered
(tests/api/story.py): {door: {"requests": {title: what was sent}, "answer": what was answered}}.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from drf_spectacular.utils import OpenApiExample

from people.api.doors import ApiDoor


@cache
def _beside(package: str) -> dict[str, Any]:
    return json.loads(files(package).joinpath("examples.json").read_text())


def of(door: ApiDoor[Any]) -> dict[str, Any]:
    """The examples of a door: {"requests": {title: body}, "answer": body}."""
    return _beside(door.__module__.rpartition(".")[0])[door.__name__]


def requests(door: ApiDoor[Any]) -> list[OpenApiExample]:
    """What may be sent, an example for each way to answer its questions."""
    return [OpenApiExample(title, value=sent) for title, sent in of(door)["requests"].items()]


def answers(door: ApiDoor[Any]) -> list[OpenApiExample]:
    """What was answered."""
    return [OpenApiExample("As answered", value=of(door)["answer"])]
