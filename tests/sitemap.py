"""Every address of the site, read from the site map itself, so that no test can forget one."""

from dataclasses import dataclass

from django.urls import get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One address: its name, what it takes, and the view behind it with what its door checks."""

    name: str
    view: object
    takes: tuple  # (name, kind of converter), such as ("pk", "UUIDConverter")

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
    """Every route of the site, whatever it is included under."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = (*takes, *((k, type(v).__name__) for k, v in pattern.pattern.converters.items()))
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, here)
        else:
            yield Route(pattern.name, pattern.callback, here)


def about_rows():
    """The routes about one walled row, whose id the address carries."""
    return [route for route in routes() if route.is_about_a_row]
