"""Fixtures of tests that sign in at the providers; import them by name."""

import pytest
from django.core.cache import cache

from people.models import LinkedSignIn
from tests.support.openid.running import running_providers
from tests.support.people.cast import make_unit, make_user

PASSWORD = "a long enough pass phrase"


@pytest.fixture(scope="module")
def process():
    """The process of the providers."""
    with running_providers() as found:
        yield found


@pytest.fixture
def providers(process, settings, db):
    """The providers, as they are before a test."""
    cache.clear()
    settings.SOCIALACCOUNT_PROVIDERS = process.settings()
    for name in ("police", "cps"):
        process.tell(name, reset=True)
    return process


@pytest.fixture
def officer(providers):
    """An officer with a password, whose sign-in at a provider is not linked."""
    user = make_user(make_unit("POLICE"), "refer_cases")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def linked(officer, providers):
    """An officer whose sign-in at the police's provider is linked; the provider asks a factor."""
    link(officer, providers)
    providers.tell(claims={"amr": ["pwd", "mfa"]})
    return officer


def link(user, providers, name="police", subject="person-1"):
    """Link a person's sign-in at a provider to their account."""
    facts = {"issuer": f"{providers.base}/{name}", "subject": subject}
    return LinkedSignIn.objects.create(user=user, linked_at="2026-11-30T00:00Z", **facts)
