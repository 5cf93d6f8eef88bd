"""Every URL of the site, read from the URL configuration, so that no test can miss one."""

import re
from dataclasses import dataclass
from importlib import import_module

from django.urls import get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One URL pattern: its name, its parameters and its view, with what the guard checks."""

    name: str
    view: object
    takes: tuple  # (name, converter), such as ("pk", "UUIDConverter")

    @property
    def verb(self):
        return getattr(self.view, "verb", None)

    @property
    def rules(self):
        return getattr(self.view, "rules", None)

    @property
    def model(self):
        return getattr(self.view, "model", None)

    @property
    def is_about_a_row(self):
        return self.model is not None and ("pk", "UUIDConverter") in self.takes

    def at(self, **url):
        return reverse(self.name, kwargs=url)

    def __str__(self):
        return self.name


def routes(patterns=None, takes=()):
    """Every route of the site, including nested ones."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = (*takes, *((k, type(v).__name__) for k, v in pattern.pattern.converters.items()))
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, here)
        elif not is_of_the_api(pattern):
            yield Route(pattern.name, pattern.callback, here)


def is_of_the_api(pattern):
    """Whether a URL answers in JSON: it has API endpoints, or issues tokens."""
    return hasattr(pattern.callback, "endpoints") or str(pattern.name).startswith("api-")


@dataclass(frozen=True)
class ApiEndpoint:
    """One method at one URL of the API."""

    method: str
    pattern: str  # under /api/
    door: object

    def at(self, **url):
        """The URL, with these parameters."""
        return "/api/" + re.sub(r"<\w+:(\w+)>", lambda taken: str(url[taken[1]]), self.pattern)

    @property
    def is_about_a_row(self):
        return self.door.model is not None and "<uuid:pk>" in self.pattern

    def __str__(self):
        return f"{self.method} {self.pattern}"


def api_endpoints():
    """Every endpoint of the API."""
    for pattern in import_module("rasso.api_urls").urlpatterns:
        for method, door in getattr(pattern.callback, "endpoints", {}).items():
            yield ApiEndpoint(method, str(pattern.pattern), door)


def routes_about_rows():
    """The routes about one access-controlled row, whose id is in the URL."""
    return [route for route in routes() if route.is_about_a_row]
