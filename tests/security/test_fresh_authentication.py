"""Names, files of figures and administration ask who it is again after ten minutes."""

from datetime import date
from html import unescape
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.urls import reverse

from devtools.case_builder import CaseBuilder, cast, person
from devtools.signed_in import signed_in_long_ago
from people.models import Agency, AuditEntry, Draft
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.pages.form_site import PASSWORD
from tests.support.sitemap import routes
from victims.models import VictimRecord

CONFIRM = "/account/confirm/"
ROW = "0198c5ae-0000-7000-8000-000000000000"
SAMPLES = {"DayConverter": date(2026, 12, 24), "UUIDConverter": ROW, "IntConverter": 1}
FILES = {
    "export-figure", "export-share", "fetch-export", "ask-export", "export-panel-report",
    "export-file-quality", "make-log-extract",
}  # fmt: skip
# Pages of the administration about neither accounts nor what they may read.
APART = ("/administration/closed-days/", "/administration/operations/")


def is_asked(route, address):
    """Whether a route asks who it is again, by the words of the rule and not of the product."""
    is_power = address.startswith("/administration/") and not address.startswith(APART)
    return (
        route.name in FILES
        or route.name
        in {
            "reveal-identity",
            "break-glass",
            "make-calendar-address",
            "approve-reading",
            "approve-destruction",
            "approve-identity-destruction",
            "add-pilot-area",
            "change-pilot-area",
        }
        or (is_power and not route.verb.startswith(("see_", "read_")))
    )


def guarded_routes():
    for route in routes():
        if route.verb:
            url = {name: SAMPLES.get(kind, "x") for name, kind in route.takes}
            address = route.at(**url)
            yield route, address, is_asked(route, address)


@pytest.fixture
def administrator(client, db):
    """A client of an administrator who signed in an hour ago."""
    cache.clear()
    user = person(make_administration_unit(), "administer_accounts")
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    signed_in_long_ago(client)
    return client


@pytest.mark.register
def test_every_such_page_asks_before_it_is_shown_and_no_other_does(administrator):
    asked = 0
    for route, address, is_expected in guarded_routes():
        answer = administrator.get(address)
        led = answer.status_code == 302 and answer.url == f"{CONFIRM}?next={quote(address)}"
        assert led == is_expected, route.name
        asked += led
    assert asked > 25


def test_every_such_form_is_refused_with_what_was_typed(administrator):
    for route, address, is_expected in guarded_routes():
        if is_expected:
            page = administrator.post(address, {"name": "Typed at length"})
            text = unescape(page.content.decode())
            assert page.status_code == 403 and "Confirm it is you first" in text, route.name
            assert "Typed at length" in text and f"{CONFIRM}?next={quote(address)}" in text


def test_after_confirming_the_page_opens(administrator):
    address = reverse("add-person")
    asked = administrator.get(address)
    assert "Confirm it is you" in administrator.get(asked.url).content.decode()
    done = administrator.post(asked.url, {"password": PASSWORD, "next": address})
    assert done.url == address
    assert administrator.get(address).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(590, 200), (610, 302), (-600, 302)])
def test_ten_minutes_after_signing_in_it_asks(client, db, seconds, status):
    client.force_login(person(make_administration_unit(), "administer_accounts"))
    signed_in_long_ago(client, seconds)
    assert client.get(reverse("add-person")).status_code == status


@pytest.fixture
def record(db):
    builder = CaseBuilder(cast())
    return builder.cast.supervisor, VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def test_a_reason_typed_too_long_is_the_draft_of_the_form_after_confirming(client, record):
    reader, about = record
    reader.set_password(PASSWORD)
    reader.save()
    client.force_login(reader)
    address = reverse("reveal-identity", args=[about.pk])
    form = client.get(address).context["form"]
    signed_in_long_ago(client)
    sent = {"form_key": form["form_key"].value(), "continues": "", "reason": "To ring them back."}
    page = client.post(address, sent)
    assert "is saved as your draft" in page.content.decode()
    assert Draft.objects.filter(user=reader).count() == 1
    assert not AuditEntry.objects.filter(verb="reveal_identity", operation="DISCLOSURE").exists()
    client.post(f"{CONFIRM}?next={quote(address)}", {"password": PASSWORD, "next": address})
    assert "To ring them back." in client.get(address).content.decode()


def test_a_second_click_after_a_while_is_told_that_it_was_sent_already(administrator):
    address = reverse("add-agency")
    administrator.post(CONFIRM, {"password": PASSWORD})
    form = administrator.get(address).context["form"]
    sent = {"form_key": form["form_key"].value(), "continues": ""}
    sent |= {"name": "Harbour Support", "side": "SUPPORT"}
    assert administrator.post(address, sent).status_code == 302
    signed_in_long_ago(administrator)
    again = administrator.post(address, sent)
    text = unescape(again.content.decode())
    assert again.status_code == 200 and "This was sent already" in text
    assert "Nothing was done yet" not in text and "saved as your draft" not in text
    assert Agency.objects.filter(name="Harbour Support").count() == 1
    assert not Draft.objects.exists()


def test_a_draft_is_saved_without_confirming(client, record):
    reader, about = record
    client.force_login(reader)
    address = reverse("reveal-identity", args=[about.pk])
    signed_in_long_ago(client)
    saved = client.post(address, {"save_draft": "typing", "continues": "", "reason": "Half a"})
    assert saved.status_code == 200 and "Draft saved" in saved.content.decode()


def test_a_hidden_victim_and_a_missing_one_ask_alike(client, record):
    client.force_login(person(make_administration_unit(), "administer_accounts"))
    signed_in_long_ago(client)
    for pk in (record[1].pk, ROW):
        address = reverse("reveal-identity", args=[pk])
        assert client.get(address).url == f"{CONFIRM}?next={quote(address)}"


def test_a_proof_from_before_the_clock_was_set_back_changes_no_password_or_factor(administrator):
    address = reverse("mfa_activate_totp")
    administrator.post(CONFIRM, {"password": PASSWORD})
    assert administrator.get(address).status_code == 200
    signed_in_long_ago(administrator, -600)
    assert administrator.get(address).url == f"{CONFIRM}?next={quote(address, safe='')}"
