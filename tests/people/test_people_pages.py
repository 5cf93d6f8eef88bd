"""Pages of people: an administrator adds, changes, finds and deactivates accounts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEntry, Side, UnitGrant, User
from tests.support.people.approvals import post_by_two
from tests.support.people.cast import give_capacity, make_case, make_unit, make_user, scope_of
from tests.support.people.pages import ImmediateThread, last_entry, post_page, response_text

PASSWORD = "a long enough pass phrase"


class TestPeople:
    def test_a_person_is_added_and_given_a_link(self, admin, police, administrator):
        answer = post_page(
            admin,
            "add-person",
            name="Ann Able",
            email="Ann.Able@Example.org",
            agency=police.agency_id,
        )

        ann = User.objects.get(email="ann.able@example.org")
        assert answer.url == reverse("send-set-up-link", args=[ann.pk])
        assert not ann.has_usable_password()
        assert ann.history.get().history_user == administrator
        entry = last_entry()
        assert (entry.verb, entry.operation, entry.ids) == (
            "add_person",
            "collection",
            [str(ann.pk)],
        )

    def test_a_person_with_a_known_address_is_refused_with_what_to_do(self, admin, police, officer):
        answer = post_page(
            admin, "add-person", name="Ann", email=officer.email, agency=police.agency_id
        )

        assert answer.status_code == 409
        assert "reactivate or change that account" in response_text(answer)
        assert 'value="Ann"' in response_text(answer)

    def test_a_double_click_adds_one_person(self, admin, police):
        key = str(uuid4())
        facts = {"name": "Ann", "email": "ann@example.org", "agency": police.agency_id}
        first = post_page(admin, "add-person", form_key=key, **facts)
        second = post_page(admin, "add-person", form_key=key, **facts)

        assert (second.status_code, second.url) == (302, first.url)
        assert User.objects.filter(email="ann@example.org").count() == 1

    def test_a_key_spent_on_one_form_silences_no_other(self, admin, police, officer):
        key = str(uuid4())
        post_page(
            admin, "add-person", form_key=key, name="A", email="a@b.org", agency=police.agency_id
        )
        post_page(admin, "deactivate-person", officer.pk, form_key=key)

        assert not User.objects.get(pk=officer.pk).is_active

    def test_a_change_is_remembered_with_what_it_was(self, admin, officer, administrator):
        before = officer.name
        post_page(admin, "change-person", officer.pk, name="Olive Officer", email=officer.email)

        page = response_text(admin.get(reverse("person", args=[officer.pk])))
        assert f"Name: from {before} to Olive Officer" in page
        assert f"by {administrator.name}" in page

    def test_a_stale_change_shows_both_versions(self, admin, officer):
        User.objects.filter(pk=officer.pk).update(name="Theirs", version=2)
        answer = post_page(admin, "change-person", officer.pk, name="Yours", email=officer.email)

        assert answer.status_code == 409
        assert "Theirs" in response_text(answer)
        assert 'value="2"' in response_text(answer)  # sent again, it has the version it showed
        assert User.objects.get(pk=officer.pk).name == "Theirs"

    def test_deactivation_ends_what_a_person_holds_and_reactivation_gives_it_back(
        self, admin, officer
    ):
        post_page(admin, "deactivate-person", officer.pk)
        assert scope_of(officer).user_id is None
        page = response_text(admin.get(reverse("person", args=[officer.pk])))
        assert "Reactivate the account" in page
        assert "Deactivate the account" not in page
        assert admin.get(reverse("give-capacity", args=[officer.pk])).status_code == 403

        post_by_two(admin, "reactivate-person", officer.pk, version=2)
        assert scope_of(officer).capacities

    def test_an_administrator_cannot_shut_themselves_out_or_give_themselves_more(
        self, admin, administrator
    ):
        grant = UnitGrant.objects.get(user=administrator)
        addresses = [
            ("deactivate-person", [administrator.pk]),
            ("give-capacity", [administrator.pk]),
            ("send-set-up-link", [administrator.pk]),
            ("take-capacity-back", [administrator.pk, grant.pk]),
        ]
        for name, args in addresses:
            for answer in (admin.get(reverse(name, args=args)), post_page(admin, name, *args)):
                assert answer.status_code == 403
                assert "another administrator must do this" in response_text(answer)

    def test_people_are_found_by_name_and_address_and_agency(self, admin, officer, prosecutor):
        found = response_text(admin.get(reverse("people"), {"words": officer.email[:-4].upper()}))
        assert officer.name in found
        assert f">{prosecutor.name}<" not in found
        page = response_text(admin.get(reverse("people"), {"agency": prosecutor.agency_id}))
        assert prosecutor.email in page
        assert officer.email not in page
        assert "No results" in response_text(admin.get(reverse("people"), {"words": "zzzz"}))
        assert AuditEntry.objects.filter(verb="see_accounts").exclude(sought="").count() == 2

    def test_people_come_in_pages(self, admin, police):
        for n in range(60):
            make_user(police, name=f"Person {n % 7}")  # names are not unique
        seen, address = [], reverse("people")
        while address:
            page = admin.get(address).context_data
            seen += [person.pk for person in page["people"]]
            address = page["following"] and reverse("people") + page["following"]

        assert sorted(seen) == sorted(User.objects.values_list("pk", flat=True))

    @pytest.mark.parametrize("name", ["people", "agencies"])
    def test_a_list_costs_six_queries_however_long(self, admin, police, name):
        admin.get(reverse(name))  # writes the session once
        found = []
        for _ in range(2):
            for _ in range(5):
                make_user(make_unit(Side.POLICE))
            with CaptureQueriesContext(connection) as queries:
                admin.get(reverse(name))
            found.append(sum("SAVEPOINT" not in query["sql"] for query in queries))

        assert found[0] == found[1] <= 6  # session, user, scope, agencies, people, audit entry

    @pytest.mark.parametrize("after", ["x", "~", "~1", "A~99999999999999999999", "A~-1", "\0~5"])
    def test_a_forged_cursor_is_the_first_page(self, admin, after):
        assert admin.get(reverse("people"), {"after": after}).status_code == 200


@pytest.fixture
def user_without_password(police):
    person = make_user(police, "refer_cases")
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def prosecutor(prosecutor):
    prosecutor.set_password(PASSWORD)
    prosecutor.save()
    return prosecutor


@pytest.fixture
def sent_mails(monkeypatch):
    """Send account mail in this thread. Returns the mails."""
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    return mail.outbox


def test_a_page_and_an_act_are_recorded_from_where_they_were_asked(admin, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    where = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    admin.get(reverse("people"), **where)
    answers = {"form_key": str(uuid4()), "name": "New", "side": "CPS"}
    assert admin.post(reverse("add-agency"), answers, **where).status_code == 302

    rows = AuditEntry.objects.filter(verb__in=["see_accounts", "add_agency"])
    assert set(rows.values_list("verb", "address")) == {
        ("see_accounts", "203.0.113.9"),
        ("add_agency", "203.0.113.9"),
    }


class TestSetUpLink:
    def test_the_link_goes_by_mail_and_sets_a_password_once(
        self, admin, user_without_password, client, sent_mails
    ):
        officer = user_without_password
        post_page(admin, "send-set-up-link", officer.pk)
        assert last_entry().verb == "send_set_up_link"
        assert last_entry().operation == "disclosure"
        [message] = sent_mails
        assert message.to == [officer.email]
        assert officer.name not in message.body + message.subject

        [link] = [word for word in message.body.split() if "/password/reset/" in word]
        client.logout()
        form = client.get(link.partition("testserver")[2], follow=True)
        address = form.request["PATH_INFO"]
        new = "a long enough pass phrase"
        client.post(address, {"password1": new, "password2": new})
        assert User.objects.get(pk=officer.pk).check_password(new)
        again = client.get(link.partition("testserver")[2], follow=True)
        assert 'name="password1"' not in response_text(again)

    def test_no_administrator_sees_a_link(self, admin, user_without_password, sent_mails):
        """Whatever is posted: a link that an administrator reads lets them sign in as another."""
        for how in ("show", "mail", ""):
            answer = post_page(admin, "send-set-up-link", user_without_password.pk, how=how)
            assert "/password/reset/" not in response_text(answer)
        assert {tuple(message.to) for message in sent_mails} == {(user_without_password.email,)}

    def test_a_second_click_sends_no_second_link(self, admin, officer, sent_mails):
        key = str(uuid4())
        for _ in range(2):
            post_page(admin, "send-set-up-link", officer.pk, form_key=key)
        assert len(sent_mails) == 1

    def test_a_new_address_is_told_at_both_and_gets_no_new_password(
        self, admin, prosecutor, client, sent_mails, django_capture_on_commit_callbacks
    ):
        old, new = prosecutor.email, "mine@example.org"
        with django_capture_on_commit_callbacks(execute=True):
            post_by_two(admin, "change-address", prosecutor.pk, email=new)
        assert sorted(message.to[0] for message in sent_mails) == sorted([old, new])
        assert not any(prosecutor.name in message.body + message.subject for message in sent_mails)

        answer = post_page(admin, "send-set-up-link", prosecutor.pk)
        client.logout()
        client.post(reverse("account_reset_password"), {"email": new})
        assert answer.status_code == 409
        assert "changed recently" in response_text(answer)
        assert len(sent_mails) == 2

    def test_an_address_settles_with_time_or_when_its_owner_signs_in(
        self, admin, prosecutor, sent_mails, settings
    ):
        post_by_two(admin, "change-address", prosecutor.pk, email="new@example.org")
        settings.ADDRESS_SETTLES_HOURS = 0
        assert post_page(admin, "send-set-up-link", prosecutor.pk).status_code == 302

        settings.ADDRESS_SETTLES_HOURS = 24
        assert post_page(admin, "send-set-up-link", prosecutor.pk).status_code == 409
        Client().post(reverse("account_login"), {"login": "new@example.org", "password": PASSWORD})
        assert post_page(admin, "send-set-up-link", prosecutor.pk).status_code == 302

    def test_the_new_address_of_a_newcomer_gets_its_link(
        self, admin, user_without_password, sent_mails
    ):
        post_by_two(admin, "change-address", user_without_password.pk, email="new@example.org")
        sent = post_page(admin, "send-set-up-link", user_without_password.pk)
        assert (sent.status_code, sent_mails[-1].to) == (302, ["new@example.org"])


def test_long_names_and_expired_grants_are_shown(admin, police, officer):
    User.objects.filter(pk=officer.pk).update(name="A" * 100)
    give_capacity("supervise_cases", officer, police, expires_at=timezone.now() - timedelta(days=1))
    page = response_text(admin.get(reverse("person", args=[officer.pk])))

    assert "A" * 100 in page
    assert "Ended" in page
    make_case(police, by=officer)
