"""The command that creates the first administrator."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.urls import reverse

from people.administration.permissions import SITE
from people.models import Agency, AuditEntry, Side, Unit, User
from tests.support.people.cast import make_unit, make_user, scope_of
from timeliness.models import Delivery

PASSWORD = "a long enough pass phrase"


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", PASSWORD)


def run_create_command(email="Ada@Example.org", name="Ada Able", **options):
    said = StringIO()
    call_command("create_first_administrator", email, name, stdout=said, **options)
    return said.getvalue()


@pytest.mark.django_db
class TestCommand:
    def test_the_command_makes_an_administrator(self):
        assert "ada@example.org can now sign in" in run_create_command()

        ada = User.objects.get()
        assert ada.check_password(PASSWORD)
        assert "add_person" in SITE.allowed_verbs(scope_of(ada))
        assert "read_audit_log" not in SITE.allowed_verbs(scope_of(ada))
        assert AuditEntry.objects.get().ids == [str(ada.pk)]

    def test_the_first_is_told_that_it_takes_a_second_person_and_the_second_is_not(self):
        assert "for a second person" in run_create_command()
        said = run_create_command(email="second@example.org", another=True)
        assert "can now sign in" in said and "second person" not in said

    def test_the_command_makes_only_one_unless_told_to_make_another(self):
        run_create_command()
        with pytest.raises(CommandError, match="Add --another"):
            run_create_command(email="second@example.org")
        run_create_command(email="second@example.org", another=True)

        assert User.objects.count() == 2
        assert Unit.objects.count() == Agency.objects.filter(side="OVERSIGHT").count() == 1

    def test_another_is_told_to_those_who_administer_and_to_the_auditor(self):
        run_create_command()
        ada = User.objects.get()
        unit = Unit.objects.get()
        auditor = make_user(unit, "read_audit_log")
        assert not Delivery.objects.exists()
        run_create_command(email="second@example.org", another=True)
        told = Delivery.objects.filter(notice="access_given", about=unit.reference)
        assert set(told.values_list("recipient", flat=True)) == {ada.pk, auditor.pk}

    def test_who_administers_is_found_and_told_whatever_their_office_is_called(self):
        run_create_command()
        ada = User.objects.get()
        offices = Agency.objects.filter(side="OVERSIGHT")
        offices.update(name="Office for access")
        with pytest.raises(CommandError, match="Add --another"):
            run_create_command(email="second@example.org")
        run_create_command(email="second@example.org", another=True)
        assert offices.count() == Unit.objects.count() == 1
        assert set(self.told()) == {ada.pk}

    def test_who_administers_or_reads_the_log_on_another_office_is_told_and_sees_what_of(self):
        other = make_unit(Side.OVERSIGHT)
        run_create_command()
        unit = Unit.objects.exclude(pk=other.pk).get()
        grace, auditor = make_user(other, "administer_accounts"), make_user(other, "read_audit_log")
        taker = make_user(other, "take_exports")
        run_create_command(email="second@example.org", another=True)
        ada = User.objects.get(email="ada@example.org")
        assert set(self.told()) == {ada.pk, grace.pk, auditor.pk}
        page = reverse("see-unit-access", args=[unit.reference])
        for who, status in ((grace, 200), (auditor, 200), (taker, 403)):
            client = Client()
            client.force_login(who)
            notices = client.get(reverse("see-notices")).content.decode()
            assert (page in notices) == (status == 200)
            assert client.get(page).status_code == status

    def test_an_administrator_on_another_office_counts(self):
        make_user(make_unit(Side.OVERSIGHT), "administer_accounts")
        with pytest.raises(CommandError, match="Add --another"):
            run_create_command()
        run_create_command(another=True)
        assert Unit.objects.count() == 1

    def told(self):
        rows = Delivery.objects.filter(notice="access_given")
        return rows.values_list("recipient", flat=True)

    def test_a_deactivated_administrator_does_not_count(self):
        run_create_command()
        User.objects.update(is_active=False)

        assert run_create_command(email="second@example.org")

    def test_the_command_does_not_take_over_an_account(self):
        run_create_command()
        with pytest.raises(CommandError, match="already an account"):
            run_create_command(email="ada@example.org", another=True)

    @pytest.mark.parametrize(
        ("email", "password", "error"),
        [
            ("nobody", PASSWORD, "email address"),
            ("ada@example.org", "short", "too short"),
            ("ada@example.org", "ada@example.org", "too similar"),
        ],
    )
    def test_a_bad_address_or_password_is_refused(self, monkeypatch, email, password, error):
        monkeypatch.setenv("ADMINISTRATOR_PASSWORD", password)
        with pytest.raises(CommandError, match=error):
            run_create_command(email=email)
        assert not User.objects.exists()

    def test_the_password_is_asked_for_twice(self, monkeypatch):
        monkeypatch.delenv("ADMINISTRATOR_PASSWORD")
        typed = iter([PASSWORD, "something else", PASSWORD, PASSWORD])
        asked = "people.management.commands.create_first_administrator.getpass"
        monkeypatch.setattr(asked, lambda prompt: next(typed))
        with pytest.raises(CommandError, match="not the same"):
            run_create_command()

        assert run_create_command()


@pytest.mark.django_db(transaction=True)
def test_two_commands_at_once_make_one_administrator():
    refused, barrier = [], threading.Barrier(2)

    def run(n):
        barrier.wait(10)
        try:
            run_create_command(email=f"ada{n}@example.org")
        except CommandError as error:
            refused.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[n]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert User.objects.count() == 1
    assert len(refused) == 1
