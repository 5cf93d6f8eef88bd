"""Pages of systems: an administrator adds them, hands over secrets and deactivates them."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.administration.actions import systems
from people.models import AccessProposal, AuditEntry, Side, System, Token, UnitGrant, User
from tests.support.people.approvals import (
    approve_on_page,
    approved,
    post_by_two,
    propose_on_page,
    second_administrator,
    secret_by_two,
)
from tests.support.people.cast import make_unit, make_user, scope_of
from tests.support.people.pages import ImmediateThread, last_entry, post_page, response_text


@pytest.fixture
def system(police, administrator):
    return add_system_row(police, administrator)


def add_system_row(unit, by, name="Records system"):
    return systems.add_system(
        approval=approved("add_system"),
        by=scope_of(by),
        at=timezone.now(),
        name=name,
        agency=unit.agency,
    )


def token_of(system):
    now = timezone.now()
    return systems.issue_token(system=system, token=str(uuid4()), scopes=["read"], at=now)


def add_system_on_page(admin, police, **facts):
    facts = {"name": "Niche", "agency": police.agency_id} | facts
    return propose_on_page(admin, "add-system", **facts)


def secrets_on_page(page):
    """Words of a page that are secrets of a system."""
    kept = set(System.objects.values_list("secret", flat=True))
    return [
        word
        for word in re.findall(r"[\w-]{20,}", response_text(page))
        if systems.secret_digest(word) in kept
    ]


class TestAdding:
    def test_the_client_id_and_the_secret_are_shown_in_answer_to_the_click(
        self, admin, police, administrator
    ):
        answer = secret_by_two(admin, "add-system", name="Niche", agency=police.agency_id)

        system = System.objects.select_related("account").get()
        assert answer.status_code == 200
        assert str(system.client_id) in response_text(answer)
        assert len(secrets_on_page(answer)) == 1
        assert "no-store" in answer.headers["Cache-Control"]
        assert system.account.is_system and not system.account.has_usable_password()
        assert system.account.history.get().history_user == administrator
        entry = last_entry("add_system")
        assert (entry.operation, entry.ids) == ("collection", [str(system.account_id)])

    def test_a_second_click_makes_no_second_system_and_says_how_to_get_another_secret(
        self, admin, police
    ):
        post_by_two(admin, "add-system", name="Niche", agency=police.agency_id)
        [proposal], key = AccessProposal.objects.all(), str(uuid4())
        post_page(admin, "carry-out-access", proposal.pk, form_key=key)
        again = post_page(admin, "carry-out-access", proposal.pk, form_key=key)

        account = User.objects.get(is_system=True)
        assert again.url == reverse("person", args=[account.pk])
        page = admin.get(again.url)
        assert "The secret was shown once" in response_text(page)
        assert reverse("renew-secret", args=[account.pk]) in response_text(page)
        assert secrets_on_page(page) == []

    def test_no_one_but_its_proposer_is_shown_the_secret_and_only_after_approval(
        self, admin, police
    ):
        propose_on_page(admin, "add-system", name="Niche", agency=police.agency_id)
        [proposal] = AccessProposal.objects.all()
        assert post_page(admin, "carry-out-access", proposal.pk).status_code == 409
        assert not System.objects.exists()
        assert secrets_on_page(approve_on_page()) == []
        other = Client()
        other.force_login(second_administrator())
        assert post_page(other, "carry-out-access", proposal.pk).status_code == 403
        assert not System.objects.exists()

    def test_only_an_agency_whose_units_a_system_can_act_for_is_offered(self, admin):
        service = make_unit(Side.SUPPORT)
        page = admin.get(reverse("add-system"))

        assert f'value="{service.agency_id}"' not in response_text(page)
        assert "Select one of the answers shown" in response_text(
            add_system_on_page(admin, service)
        )
        assert not System.objects.exists()

    def test_a_blank_name_or_agency_is_asked_for(self, admin, police):
        answer = add_system_on_page(admin, police, name="", agency="")

        assert "Enter the name of the system" in response_text(answer)
        assert "Select the agency whose system it is" in response_text(answer)


class TestRenewing:
    def test_a_new_secret_is_shown_and_the_old_one_and_its_tokens_end(self, admin, system):
        token_of(system)
        answer = secret_by_two(admin, "renew-secret", system.account_id)

        [secret] = secrets_on_page(answer)
        assert secret != system.shown
        assert not Token.objects.exists()
        assert last_entry("renew_secret").operation == "disclosure"

    def test_a_second_click_leaves_the_secret_that_was_shown(self, admin, system):
        post_by_two(admin, "renew-secret", system.account_id)
        [proposal], key = AccessProposal.objects.all(), str(uuid4())
        [secret] = secrets_on_page(post_page(admin, "carry-out-access", proposal.pk, form_key=key))
        again = post_page(admin, "carry-out-access", proposal.pk, form_key=key)

        assert again.url == reverse("person", args=[system.account_id])
        assert System.objects.get().secret == systems.secret_digest(secret)

    def test_two_administrators_do_not_renew_it_past_each_other(self, admin, system):
        propose_on_page(admin, "renew-secret", system.account_id)
        User.objects.filter(pk=system.account_id).update(version=2)  # as if another had renewed it
        approve_on_page()
        [proposal] = AccessProposal.objects.all()
        answer = post_page(admin, "carry-out-access", proposal.pk)

        assert answer.status_code == 409
        assert "has been changed since it was proposed" in response_text(answer)
        assert System.objects.get().secret == systems.secret_digest(system.shown)

    def test_a_person_has_no_secret(self, admin, officer):
        for answer in (
            admin.get(reverse("renew-secret", args=[officer.pk])),
            post_page(admin, "renew-secret", officer.pk),
        ):
            assert answer.status_code == 403
            assert "This is the account of a person." in response_text(answer)


class TestAccount:
    def test_a_system_s_page_says_that_it_is_one_and_offers_no_person_s_verbs(self, admin, system):
        page = response_text(admin.get(reverse("person", args=[system.account_id])))

        assert str(system.client_id) in page
        assert "never signs in" in page
        assert "system.invalid" not in page
        for name in ("send-set-up-link", "join-accounts", "see-namings"):
            assert reverse(name, args=[system.account_id]) not in page
        assert reverse("renew-secret", args=[system.account_id]) in page

    def test_a_renamed_system_keeps_its_internal_address(self, admin, system):
        before = system.account.email
        page = response_text(admin.get(reverse("change-person", args=[system.account_id])))
        post_page(admin, "change-person", system.account_id, name="New name", email="a@b.org")

        account = User.objects.get(pk=system.account_id)
        assert 'name="email"' not in page
        assert (account.name, account.email) == ("New name", before)

    @pytest.mark.parametrize("name", ["send-set-up-link", "join-accounts"])
    def test_a_system_is_refused_what_only_people_have(self, admin, system, name):
        for answer in (
            admin.get(reverse(name, args=[system.account_id])),
            post_page(admin, name, system.account_id, email="a@b.org"),
        ):
            assert answer.status_code == 403
            assert "which does not sign in" in response_text(answer)

    def test_a_system_is_no_person_s_other_account(self, admin, system, officer):
        answer = post_by_two(admin, "join-accounts", officer.pk, email=system.account.email)

        assert answer.status_code == 409
        assert "There is no account with this email address." in response_text(answer)

    def test_deactivating_it_ends_its_tokens_for_good(self, admin, system):
        token_of(system)
        page = response_text(admin.get(reverse("deactivate-person", args=[system.account_id])))
        post_page(admin, "deactivate-person", system.account_id)
        post_by_two(admin, "reactivate-person", system.account_id, version=2)

        assert "Its tokens end at once" in page
        assert User.objects.get(pk=system.account_id).is_active
        assert not Token.objects.exists()

    def test_a_system_s_page_costs_the_same_however_much_it_holds(
        self, admin, system, administrator
    ):
        found = []
        for _ in range(2):
            address = reverse("person", args=[system.account_id])
            admin.get(address)
            with CaptureQueriesContext(connection) as queries:
                admin.get(address)
            found.append(len(queries))
            for _more in range(3):
                unit = make_unit(Side.POLICE)
                facts = {"unit": unit.pk, "capacity": "exchange_cases"}
                post_by_two(admin, "give-capacity", system.account_id, **facts)
        assert found[0] == found[1]


class TestHolding:
    def test_a_system_is_given_a_unit_to_act_for(self, admin, system, police):
        facts = {"unit": police.pk, "capacity": "exchange_cases"}
        assert post_by_two(admin, "give-capacity", system.account_id, **facts).status_code == 302

        assert scope_of(system.account).capacities == {police.pk: {"exchange_cases"}}
        assert "Acts for" in response_text(admin.get(reverse("systems")))
        assert police.name in response_text(admin.get(reverse("systems")))

    def test_a_system_is_offered_system_capacities_and_a_person_people_s(
        self, admin, system, officer
    ):
        def offered(account):
            page = response_text(admin.get(reverse("give-capacity", args=[account])))
            return set(re.findall(r'name="capacity"[^>]*value="(\w+)"', page))

        assert offered(system.account_id) == {"exchange_cases", "see_figures"}
        assert "see_figures" in offered(officer.pk)
        assert "exchange_cases" not in offered(officer.pk)

    @pytest.mark.parametrize("capacity", ["refer_cases", "supervise_cases"])
    def test_a_system_cannot_hold_what_people_hold(self, admin, system, police, capacity):
        post_by_two(admin, "give-capacity", system.account_id, unit=police.pk, capacity=capacity)

        assert not UnitGrant.objects.filter(user=system.account).exists()


class TestList:
    def test_the_list_says_whose_a_system_is_its_units_and_its_last_call(
        self, admin, system, police
    ):
        for capacity in ("exchange_cases", "see_figures"):
            post_by_two(
                admin, "give-capacity", system.account_id, unit=police.pk, capacity=capacity
            )
        AuditEntry.objects.create(
            at=timezone.now(), operation="sign-in", verb="system_signed_in", user=system.account
        )
        [row] = admin.get(reverse("systems")).context_data["systems"]

        assert (row.name, row.agency, row.is_active) == (
            "Records system", police.agency.name, True,
        )  # fmt: skip
        assert (row.acts_for, row.counts) == ([police.name], [police.name])
        assert row.token_at

    def test_a_try_that_was_refused_is_no_token(self, admin, system):
        AuditEntry.objects.create(
            at=timezone.now(), operation="sign-in", verb="system_signed_in", user=system.account,
            refused="OAuth 2 answered 401",
        )  # fmt: skip
        [row] = admin.get(reverse("systems")).context_data["systems"]

        assert row.token_at is None

    def test_the_list_costs_the_same_however_long(self, admin, police, administrator):
        found = []
        for _ in range(2):
            add_system_row(police, administrator)
            admin.get(reverse("systems"))
            with CaptureQueriesContext(connection) as queries:
                admin.get(reverse("systems"))
            found.append(sum("SAVEPOINT" not in query["sql"] for query in queries))

        assert found[0] == found[1] <= 6

    def test_no_system_stands_among_people(self, admin, system, officer):
        page = response_text(admin.get(reverse("people")))
        rows = admin.get(reverse("agencies")).context_data["agencies"]

        assert officer.name in page
        assert system.account.name not in page
        assert {row[5] for row in rows if row[0] == system.account.agency_id} == {1}


def test_a_system_that_has_an_address_here_cannot_be_asked_a_password_for(
    system, client, mailoutbox, monkeypatch
):
    monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
    client.post(reverse("account_reset_password"), {"email": system.account.email})
    client.post(reverse("account_login"), {"login": system.account.email, "password": system.shown})

    assert mailoutbox == []
    assert "_auth_user_id" not in client.session


def test_the_log_says_through_which_system_a_person_asked(client, office, system, officer):
    client.force_login(make_user(office, "read_audit_log"))
    facts = {"operation": "consultation", "verb": "see_case", "at": timezone.now()}
    AuditEntry.objects.create(user=officer, system=system, **facts)
    AuditEntry.objects.create(user=system.account, system=system, **facts)
    page = response_text(client.get(reverse("read-audit-log")))

    assert page.count("Through Records system") == 1
