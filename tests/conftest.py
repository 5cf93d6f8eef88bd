"""What every test stands on: a database of its own, as the application's role meets it."""

import os

import pytest
from django.db import connections
from django.template.backends.jinja2 import Template
from django.test import TransactionTestCase
from django.test.signals import template_rendered

from tests import databases


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """Copy the migrated database for this run; the tests reach it as the application's role.

    A test that commits is followed by a new copy instead of Django's TRUNCATE, which that role
    may not do and which would take the rows that migrations loaded.
    """
    template = databases.build_template()
    name = f"rasso_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

    def renew(*_):
        connections.close_all()
        databases.copy(template, name)

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        renew()
        connections["default"].settings_dict["NAME"] = name
        patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
        for key in ("DATABASE_URL", "DATABASE_OWNER_URL"):  # for the processes that tests start
            patch.setenv(key, databases.named(os.environ[key], name))
        yield
        connections.close_all()
        databases.remove(name)


@pytest.fixture(autouse=True)
def pages_tell_the_client(monkeypatch):
    """Django's client hears its own template engine only; this gives our pages a context too."""
    draw = Template.render

    def render(self, context=None, request=None):
        context = {} if context is None else context
        html = draw(self, context, request)
        template_rendered.send(sender=self, template=self.template, context=context)
        return html

    monkeypatch.setattr(Template, "render", render)


@pytest.fixture(autouse=True)
def documents_lie_apart(settings, tmp_path_factory):
    """No test adds to the documents of this checkout."""
    settings.DOCUMENT_ROOT = tmp_path_factory.getbasetemp() / "documents"
