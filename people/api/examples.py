"""
Examples of requests and responses for the OpenAPI document.

Each app's api/examples.json is recorded by a test (tests/support/api/case_walkthrough.py):
{endpoint: {"requests": {title: body}, "answer": body}}.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from drf_spectacular.utils import OpenApiExample

from people.api.endpoints import Endpoint


@cache
def _examples_of_app(app: str) -> dict[str, Any]:
    text = files(f"{app}.api").joinpath("examples.json").read_text()
    examples: dict[str, Any] = json.loads(text)
    return examples


def examples_of(endpoint: Endpoint[Any]) -> dict[str, Any]:
    """The examples of an endpoint: {"requests": {title: body}, "answer": body}."""
    of_app = _examples_of_app(endpoint.__module__.partition(".")[0])
    examples: dict[str, Any] = of_app[endpoint.__name__]
    return examples


def request_examples(endpoint: Endpoint[Any]) -> list[OpenApiExample]:
    """Request examples, one for each way to fill the form."""
    return [
        OpenApiExample(title, value=sent)
        for title, sent in examples_of(endpoint)["requests"].items()
    ]


def response_examples(endpoint: Endpoint[Any]) -> list[OpenApiExample]:
    """Response examples."""
    return [OpenApiExample("As answered", value=examples_of(endpoint)["answer"])]
