"""
What calls and their answers look like, for the description.

Beside the doors of each app lies examples.json, made of what a test sent and was answered
(tests/api/story.py): {door: {"requests": {title: what was sent}, "answer": what was answered}}.
"""

import json
from functools import cache
from importlib.resources import files

from drf_spectacular.utils import OpenApiExample


@cache
def _beside(package):
    return json.loads(files(package).joinpath("examples.json").read_text())


def of(door):
    """The examples of a door: {"requests": {title: body}, "answer": body}."""
    return _beside(door.__module__.rpartition(".")[0])[door.__name__]


def requests(door):
    """What may be sent, an example for each way to answer its questions."""
    return [OpenApiExample(title, value=sent) for title, sent in of(door)["requests"].items()]


def answers(door):
    """What was answered."""
    return [OpenApiExample("As answered", value=of(door)["answer"])]
