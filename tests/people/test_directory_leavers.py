"""A leaver by an agency's directory loses access at the next request, and nothing is deleted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEntry, Draft, LinkedSignIn, Session, User
from tests.support.api.token_callers import Caller
from tests.support.people.approvals import post_by_two
from tests.support.people.cast import give_capacity, make_user, scope_of
from tests.support.people.directory import Directory, account_of, joiner
from tests.support.people.pages import last_entry, post_page, response_text
from timeliness.models import Delivery

PASSWORD = "a long enough pass phrase"
BACK = {"op": "Replace", "path": "active", "value": "True"}


@pytest.fixture
def directory(police, administrator):
    return Directory(police, administrator)


def is_active(person):
    return User.objects.get(pk=person.pk).is_active


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


ENDINGS = {
    "Entra ID": lambda directory, person: directory.end(person),
    "Okta": lambda directory, person: directory.patch(
        person, {"op": "replace", "value": {"active": False}}
    ),
    "a whole resource": lambda directory, person: directory.call(
        "PUT", f"Users/{person.reference}", joiner(person.email, active=False)
    ),
    "deletion": lambda directory, person: directory.call("DELETE", f"Users/{person.reference}"),
}


class TestLeaving:
    @pytest.mark.parametrize("way", ENDINGS)
    def test_the_next_request_of_an_open_session_is_signed_out(self, directory, officer, way):
        browser = browser_of(officer)
        assert browser.get(reverse("worklist")).status_code == 200
        assert ENDINGS[way](directory, officer).status_code in (200, 204)

        assert browser.get(reverse("worklist")).status_code == 302
        assert SESSION_KEY not in browser.session
        assert not Session.objects.filter(user=officer).exists()
        assert not is_active(officer)

    def test_every_way_in_is_closed(self, directory, officer):
        cache.clear()
        officer.set_password(PASSWORD)
        officer.save()
        TOTP.activate(officer, generate_totp_secret())
        LinkedSignIn.objects.create(
            user=officer, issuer="https://id.example", subject="7", linked_at=timezone.now()
        )
        directory.end(officer)
        browser = Client()
        browser.post("/account/sign-in/", {"login": officer.email, "password": PASSWORD})

        assert SESSION_KEY not in browser.session
        assert not LinkedSignIn.objects.exists()
        assert Authenticator.objects.filter(user=officer).exists()  # of a closed account

    def test_no_system_can_name_a_leaver(self, directory, officer, police):
        cache.clear()
        caller = Caller(police).for_(officer)
        assert caller.get("/api/cases/").status_code == 200
        directory.end(officer)

        assert caller.get("/api/cases/").status_code == 403

    def test_drafts_roles_and_history_stay(self, directory, officer):
        facts = {"key": "open_case", "sealed": b"x", "saved_at": timezone.now()}
        draft = Draft.objects.create(user=officer, id=uuid4(), **facts)
        directory.end(officer)

        assert officer.unitgrants.count() == 1
        assert Draft.objects.filter(pk=draft.pk).exists()
        latest = officer.history.first()
        assert (latest.history_change_reason, latest.is_active) == ("end_by_directory", False)
        assert latest.history_user == directory.system.account

    def test_the_leaders_of_each_unit_are_told_and_see_who(self, directory, officer, police):
        leader = make_user(police, "supervise_cases")
        directory.end(officer)

        [told] = Delivery.objects.filter(notice="person_left")
        assert (told.recipient, told.subject) == (leader, police.name)
        browser = browser_of(leader)
        assert "someone in your unit has left" in response_text(browser.get(reverse("see-notices")))
        page = response_text(browser.get(reverse("see-unit-access", args=[police.reference])))
        assert officer.name in page and "left on" in page

    def test_an_end_is_said_once(self, directory, officer):
        directory.end(officer)
        entries, version = AuditEntry.objects.count(), User.objects.get(pk=officer.pk).version
        assert directory.end(officer).status_code == 200

        assert AuditEntry.objects.count() == entries
        assert User.objects.get(pk=officer.pk).version == version


class TestRemoving:
    def test_a_removed_person_is_found_no_more_and_every_row_stays(self, directory, officer):
        path = f"Users/{officer.reference}"
        assert directory.call("DELETE", path).status_code == 204
        missing = directory.get(f"Users/{uuid4()}")

        for answer in (directory.get(path), directory.call("DELETE", path)):
            assert (answer.status_code, answer.content) == (404, missing.content)
        assert directory.get("Users").json()["totalResults"] == 0
        assert not is_active(officer)
        assert officer.history.first().history_change_reason == "remove_by_directory"

    def test_one_who_is_said_again_is_the_same_account_and_waits(self, directory, officer, admin):
        directory.call("DELETE", f"Users/{officer.reference}")
        answer = directory.join(officer.email)

        assert (answer.status_code, answer.json()["active"]) == (201, False)
        assert account_of(answer) == officer and not is_active(officer)
        page = response_text(admin.get(reverse("see-directories")))
        assert "Works there again; the account is deactivated" in page

    def test_an_account_that_people_opened_again_can_be_ended_again(
        self, directory, officer, admin
    ):
        directory.call("DELETE", f"Users/{officer.reference}")
        version = User.objects.get(pk=officer.pk).version
        post_by_two(admin, "reactivate-person", officer.pk, version=version)
        assert is_active(officer)

        assert directory.end(officer).status_code == 200
        assert not is_active(officer)


class TestComingBack:
    def test_a_directory_brings_nobody_back_who_holds_something(self, directory, officer, admin):
        directory.end(officer)
        answer = directory.patch(officer, BACK)

        assert (answer.status_code, answer.json()["active"]) == (200, False)
        assert not is_active(officer)
        assert "Works there again" in response_text(admin.get(reverse("see-directories")))
        version = User.objects.get(pk=officer.pk).version
        post_by_two(admin, "reactivate-person", officer.pk, version=version)
        assert is_active(officer)
        assert "Works there again" not in response_text(admin.get(reverse("see-directories")))

    def test_one_whom_it_ended_and_who_holds_nothing_comes_back(self, directory):
        person = account_of(directory.join())
        directory.end(person)
        answer = directory.patch(person, BACK)

        assert answer.json()["active"] is True and is_active(person)
        assert not scope_of(person).all_capacities

    @pytest.mark.parametrize("way", ["a PATCH", "a PUT", "a POST"])
    def test_nobody_whom_an_administrator_ended_comes_back(self, directory, admin, way):
        person = account_of(directory.join())
        post_page(admin, "deactivate-person", person.pk)
        assert not is_active(person)
        body = joiner(person.email)
        calls = {
            "a PATCH": lambda: directory.patch(person, BACK),
            "a PUT": lambda: directory.call("PUT", f"Users/{person.reference}", body),
            "a POST": lambda: [
                directory.call("DELETE", f"Users/{person.reference}"),
                directory.call("POST", "Users", body),
            ],
        }
        calls[way]()

        assert not is_active(person)

    def test_nobody_comes_back_once_people_have_changed_the_account(self, directory, admin):
        person = account_of(directory.join())
        directory.end(person)
        version = User.objects.get(pk=person.pk).version
        post_page(admin, "change-person", person.pk, name="Kept shut", version=version)
        directory.patch(person, BACK)

        assert not is_active(person)

    def test_a_role_that_was_given_meanwhile_keeps_the_account_shut(self, directory, police):
        person = account_of(directory.join())
        directory.end(person)
        give_capacity("refer_cases", person, police)
        directory.patch(person, BACK)

        assert not is_active(person)


class TestLimit:
    @pytest.fixture
    def crew(self, directory):
        return [account_of(directory.join()) for _ in range(4)]

    def test_without_a_setting_there_is_no_limit(self, directory, crew, settings):
        assert settings.PEOPLE_ENDED_AN_HOUR is None
        assert {directory.end(each).status_code for each in crew} == {200}

    def test_above_it_nobody_more_is_ended_and_administrators_are_told_once(
        self, directory, crew, settings, administrator, police
    ):
        settings.PEOPLE_ENDED_AN_HOUR = 2
        leader = make_user(police, "supervise_cases")
        answers = [directory.end(each) for each in crew]
        deleted = directory.call("DELETE", f"Users/{crew[3].reference}")

        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert deleted.status_code == 429 and deleted["Retry-After"] == "3600"
        assert [is_active(each) for each in crew] == [False, False, True, True]
        told = Delivery.objects.filter(notice="directory_stopped")
        assert [each.recipient for each in told] == [administrator] != [leader]
        assert last_entry("change_by_directory").refused.startswith(
            "This directory has deactivated many"
        )

    def test_it_counts_the_last_hour(self, directory, crew, settings, monkeypatch):
        settings.PEOPLE_ENDED_AN_HOUR = 1
        directory.end(crew[0])
        assert directory.end(crew[1]).status_code == 429
        later = timezone.now() + timedelta(hours=1, seconds=1)
        monkeypatch.setattr("people.directories.guard.timezone.now", lambda: later)
        assert directory.end(crew[1]).status_code == 200

    def test_other_changes_go_on(self, directory, crew, settings):
        settings.PEOPLE_ENDED_AN_HOUR = 0
        rename = {"op": "replace", "path": "displayName", "value": "Still there"}
        assert directory.patch(crew[0], rename).status_code == 200
        assert directory.join().status_code == 201

    def test_the_notice_leads_to_the_directories(self, directory, crew, settings, admin):
        settings.PEOPLE_ENDED_AN_HOUR = 0
        directory.end(crew[0])
        page = response_text(admin.get(reverse("see-notices")))

        assert "A directory deactivated many accounts and was stopped" in page
        assert f'href="{reverse("see-directories")}"' in page
