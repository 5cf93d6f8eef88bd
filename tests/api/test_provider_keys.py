"""The keys of an agency's provider: how often they are read, and of which provider."""

import pytest
import requests
from django.core.cache import cache

from people.signing_in.openid_connect import ProviderRequests
from tests.api.test_signed_callers import OFFICER, PROSECUTOR, builder, is_refused, scene, served
from tests.support.api.signed_callers import officer_assertion

__all__ = ["builder", "scene", "served"]  # fixtures
pytestmark = pytest.mark.django_db


@pytest.fixture
def readings(monkeypatch):
    """The providers whose keys were read, each time."""
    found, read = [], ProviderRequests.published_keys

    def count(self):
        found.append(self.provider_id)
        return read(self)

    monkeypatch.setattr(ProviderRequests, "published_keys", count)
    return found


def ask(scene, subject=OFFICER, issuer=None):
    return scene.caller.ask(assertion=officer_assertion(issuer or scene.police, subject))


def test_they_are_read_once_for_many_officers(scene, readings):
    assert [ask(scene).status_code for _ in range(3)] == [200] * 3
    assert readings == ["police"]


def test_a_provider_that_fails_is_left_alone_for_a_moment(scene, monkeypatch):
    tries = []

    def fail(self):
        tries.append(1)
        raise requests.ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(ProviderRequests, "published_keys", fail)
        assert all(is_refused(ask(scene), "invalid_grant") for _ in range(3))
    assert tries == [1]
    assert is_refused(ask(scene), "invalid_grant")
    cache.clear()  # what the seconds do
    assert ask(scene).status_code == 200


def test_a_provider_of_another_agency_is_not_asked(scene, readings):
    assert is_refused(ask(scene, PROSECUTOR, scene.cps), "invalid_grant")
    assert readings == []


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": "none"}, {"keys": [{"kty": "?"}]}])
def test_keys_that_are_none_prove_nobody(scene, monkeypatch, keys):
    monkeypatch.setattr(ProviderRequests, "published_keys", lambda self: keys)
    assert is_refused(ask(scene), "invalid_grant")
