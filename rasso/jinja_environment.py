"""The Jinja2 environment: loaders of pages and components, and the globals they may call."""

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import (
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    Undefined,
)

from people.text.dates import (
    format_day,
    format_end,
    format_moment,
    format_month,
    format_period,
    format_short_day,
    format_time,
)
from people.web.unsaved_input import submitted_answers
from timeliness.due_text import day_with_doubt, due_in_days_text


class ComponentLoader(PrefixLoader):
    """
    Loads GOV.UK's macros in a lenient environment, because they test parameters that were not
    passed. In our own templates an undefined name is an error.
    """

    def load(
        self, environment: Environment, name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - jinja2's own name
    ) -> Template:  # fmt: skip
        return super().load(forgiving_environment(environment), name, globals)


COMPONENTS = ComponentLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})


@lru_cache
def forgiving_environment(environment: Environment) -> Environment:
    """The same environment, in which an undefined value renders as empty text."""
    return environment.overlay(undefined=Undefined)


def environment(**options: Any) -> Environment:
    """The environment of every page; Django's Jinja2 backend calls this once."""
    options |= {
        "loader": ChoiceLoader([options["loader"], COMPONENTS]), "undefined": StrictUndefined,
        "autoescape": is_markup, "trim_blocks": True, "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
        "cache_size": -1,  # keeps each compiled: there are more than jinja2's usual 400
    }  # fmt: skip
    env = Environment(**options)  # noqa: S701 - escapes all but mails, see is_markup
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translate,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        static=static, url=page_url, language=translation.get_language, due=due_in_days_text,
        typed_into=submitted_answers,
    )  # fmt: skip
    env.filters.update(
        month=format_month, day=format_day, until=format_period, short=format_short_day,
        moment=format_moment, end=format_end, clock=format_time, by_day=day_with_doubt,
    )  # fmt: skip
    return env


def translate(message: str) -> str:
    """A text of a template in the active language."""
    return _translation_of(message, translation.get_language())


@lru_cache(maxsize=10_000, typed=True)  # some thousand texts are in the templates
def _translation_of(message: str, _language: str | None) -> str:
    """Its translation: a page has some 170 texts, each looked up in several catalogues."""
    return translation.gettext(message)


def is_markup(name: str | None) -> bool:
    """Whether a template's output is HTML (all but the text of mails), to be auto-escaped."""
    return name is None or not name.endswith(".txt")


def page_url(name: str, *args: object) -> str:
    """The URL of a named page."""
    return reverse(name, args=args)
