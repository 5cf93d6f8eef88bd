"""A form's action runs once, refusals give reasons, and nothing unseen is overwritten."""

import threading
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse

from cases.models import Case
from devtools.database_copies import owner
from people.models import AuditEntry, IdempotencyKey, Side
from tests.support.cases.concurrency import case_locked, short_lock_timeout, wait_until_blocked
from tests.support.people import guard_test_site
from tests.support.people.cast import make_case, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.support.people.guard_test_site")]


def form_data(urn="52RS9999926", version=1, key=None):
    return {"urn": urn, "version": version, "form_key": str(key or uuid4())}


def post_rename(client, fresh_case, **answers):
    return client.post(reverse("rename", args=[fresh_case.pk]), form_data(**answers))


def urn_of(fresh_case):
    return Case.objects.unscoped("a test").get(pk=fresh_case.pk).urn


def test_a_form_acts_and_leads_on(fresh_case, officer, client):
    client.force_login(officer)
    answer = post_rename(client, fresh_case)

    assert (answer.status_code, answer.url) == (302, reverse("case", args=[fresh_case.pk]))
    assert urn_of(fresh_case) == "52RS9999926"


def test_the_same_form_sent_again_does_nothing_and_leads_to_the_same_page(
    fresh_case, officer, client
):
    client.force_login(officer)
    key = uuid4()
    first = post_rename(client, fresh_case, key=key)
    again = post_rename(client, fresh_case, key=key, urn="52RS0000026")

    assert (again.status_code, again.url) == (302, first.url)
    assert urn_of(fresh_case) == "52RS9999926"
    assert IdempotencyKey.objects.count() == 1


def test_another_person_s_key_is_another_key(fresh_case, officer, client, police):
    key = uuid4()
    client.force_login(officer)
    post_rename(client, fresh_case, key=key)
    client.force_login(make_user(police, "refer_cases"))
    post_rename(client, fresh_case, key=key, urn="52RS0000026", version=2)

    assert urn_of(fresh_case) == "52RS0000026"


def test_a_refused_form_keeps_what_was_typed_and_its_key_is_still_good(fresh_case, officer, client):
    client.force_login(officer)
    key = uuid4()
    answer = post_rename(client, fresh_case, key=key, urn="taken")

    assert answer.status_code == 409
    assert "taken v1 ['This URN cannot be used.']" in answer.content.decode()
    assert post_rename(client, fresh_case, key=key).status_code == 302


def test_a_refusal_under_the_lock_is_recorded(fresh_case, officer, client):
    client.force_login(officer)
    post_rename(client, fresh_case, urn="taken")

    refused = AuditEntry.objects.get(operation="alteration")
    assert (refused.verb, refused.refused) == ("rename_case", "This URN cannot be used.")
    assert refused.case_id == fresh_case.pk


def test_a_stale_form_shows_both_versions_and_overwrites_nothing(fresh_case, officer, client):
    client.force_login(officer)
    Case.objects.unscoped("a test").filter(pk=fresh_case.pk).update(version=2, urn="52RS7777726")
    answer = post_rename(client, fresh_case)

    assert answer.status_code == 409
    assert "v2 [] [('URN', '52RS7777726', '52RS9999926')]" in answer.content.decode()
    assert urn_of(fresh_case) == "52RS7777726"


def test_a_stale_form_sent_again_is_about_the_version_it_showed(fresh_case, officer, client):
    client.force_login(officer)
    Case.objects.unscoped("a test").filter(pk=fresh_case.pk).update(version=2)
    key = uuid4()
    post_rename(client, fresh_case, key=key)

    assert post_rename(client, fresh_case, key=key, version=2).status_code == 302


def test_a_row_that_went_out_of_sight_is_missing(fresh_case, officer, client, monkeypatch):
    def gone(**arguments):
        raise Case.DoesNotExist

    monkeypatch.setattr(guard_test_site, "rename", gone)
    client.force_login(officer)

    assert post_rename(client, fresh_case).status_code == 404


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two requests at the same moment, on separate connections."""

    def cast(self):
        police = make_unit(Side.POLICE)
        officer = make_user(police, "refer_cases")
        return officer, make_case(police, by=officer)

    def test_the_second_click_waits_for_the_first_and_counts_as_done(self, monkeypatch):
        officer, case = self.cast()
        calls, answers, key = [], [], uuid4()
        began, proceed = threading.Event(), threading.Event()
        act = guard_test_site.rename

        def slow(**arguments):
            calls.append(1)
            began.set()
            assert proceed.wait(10)
            return act(**arguments)

        monkeypatch.setattr(guard_test_site, "rename", slow)
        first = self.send_in_thread(officer, case, key, answers)
        assert began.wait(10)
        second = self.send_in_thread(officer, case, key, answers)
        wait_until_blocked(1)
        proceed.set()
        for thread in (first, second):
            thread.join(20)

        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0].url == answers[1].url
        assert len(calls) == 1
        assert Case.objects.unscoped("a test").get(pk=case.pk).version == 2

    def test_two_people_changing_one_row_give_one_change_and_one_clear_answer(self):
        officer, case = self.cast()
        answers = []
        threads = [self.send_in_thread(officer, case, uuid4(), answers) for _ in range(2)]
        for thread in threads:
            thread.join(20)

        assert sorted(answer.status_code for answer in answers) == [302, 409]
        assert Case.objects.unscoped("a test").get(pk=case.pk).version == 2

    def test_a_person_who_waits_too_long_for_another_keeps_the_typed_text(self, client):
        officer, case = self.cast()
        client.force_login(officer)
        key = uuid4()
        with case_locked(case), short_lock_timeout():
            refused = post_rename(client, case, key=key)
        sent_again = post_rename(client, case, key=key)

        assert refused.status_code == 409
        told = refused.content.decode()
        assert "52RS9999926 v1" in told and "Someone else is saving changes to this" in told
        assert AuditEntry.objects.get(verb="rename_case", case_id=case.pk, refused__gt="")
        assert (sent_again.status_code, urn_of(case)) == (302, "52RS9999926")

    def test_a_person_in_a_deadlock_with_another_is_told_the_same(self, client, monkeypatch):
        officer, case = self.cast()
        client.force_login(officer)

        def loses(**arguments):
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$")

        monkeypatch.setattr(guard_test_site, "rename", loses)
        refused = post_rename(client, case)
        assert refused.status_code == 409
        assert "Someone else is saving changes to this" in refused.content.decode()

    def test_other_faults_of_the_database_are_not_explained_by_another_person(
        self, client, monkeypatch
    ):
        officer, case = self.cast()
        client.force_login(officer)

        def breaks(**arguments):
            raise OperationalError("the disk is full")

        monkeypatch.setattr(guard_test_site, "rename", breaks)
        with pytest.raises(OperationalError):
            post_rename(client, case)

    def send_in_thread(self, officer, fresh_case, key, answers):
        client = Client()
        client.force_login(officer)

        def run():
            try:
                answers.append(post_rename(client, fresh_case, key=key))
            finally:
                connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def test_a_log_the_database_will_not_take_shows_nothing_and_changes_nothing(self, client):
        officer, case = self.cast()
        client.force_login(officer)
        with self.log_refused():
            shown = client.get(reverse("case", args=[case.pk]))
            refused = post_rename(client, case, urn="taken")
        assert (shown.status_code, refused.status_code) == (503, 503)
        assert case.urn not in shown.content.decode()
        assert client.get(reverse("case", args=[case.pk])).status_code == 200

    @contextmanager
    def log_refused(self):
        role, name = (connection.settings_dict[key] for key in ("USER", "NAME"))
        with owner(name) as session:
            session.execute(f"REVOKE INSERT ON people_auditentry FROM {role}")
            try:
                yield
            finally:
                session.execute(f"GRANT INSERT ON people_auditentry TO {role}")
