"""Rules of all responses to a person who is signed in."""

import pytest
from django.urls import reverse

from devtools.case_builder import CaseBuilder, cast

pytestmark = pytest.mark.django_db


def test_no_page_for_a_signed_in_person_is_cached(client):
    builder = CaseBuilder(cast())
    client.force_login(builder.cast.officer)
    case = reverse("see-case", args=[builder.case.pk])
    missing = reverse("see-case", args=["00000000-0000-4000-8000-000000000000"])

    for address in (case, missing, reverse("worklist"), reverse("mfa_index"), "/nowhere/"):
        kept = client.get(address).headers["Cache-Control"]
        assert "no-store" in kept and "private" in kept, address


def test_text_kept_by_a_browser_goes_with_the_session(client):
    client.force_login(CaseBuilder(cast(), suspects=0).cast.officer)
    assert "Clear-Site-Data" not in client.get(reverse("worklist")).headers

    out = client.post(reverse("account_logout"))
    assert out.headers["Clear-Site-Data"] == '"cache"'
    assert "no-store" in out.headers["Cache-Control"]
    assert "Clear-Site-Data" not in client.get(reverse("account_login")).headers
