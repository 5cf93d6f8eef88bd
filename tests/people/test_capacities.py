"""Giving and withdrawing capacities through pages."""

from uuid import uuid4

import pytest
from django.urls import reverse

from people.access.scopes import Refused
from people.administration.actions.grants import take_capacity_back
from people.identity.capacities import READ_SETS
from people.models import AuditEntry, UnitGrant
from tests.support.cases.pages import client_for
from tests.support.people.approvals import post_by_two
from tests.support.people.cast import make_user, scope_of
from tests.support.people.pages import last_entry, post_page, response_text


class TestCapacities:
    def test_a_capacity_is_given_with_an_end_at_the_end_of_its_last_day(
        self, admin, officer, police
    ):
        answer = post_by_two(
            admin,
            "give-capacity",
            officer.pk,
            unit=police.pk,
            capacity="supervise_cases",
            **{"ends_on-day": "31", "ends_on-month": "7", "ends_on-year": "2031"},
        )

        assert answer.status_code == 302
        given = UnitGrant.objects.get(permission__codename="supervise_cases")
        assert given.expires_at.isoformat() == "2031-07-31T23:00:00+00:00"  # midnight in London
        assert scope_of(officer).holds("supervise_cases")
        assert last_entry("give_capacity").user_id != last_entry("approve_access").user_id

    @pytest.mark.parametrize("of", ["office", "police"])
    def test_the_role_of_taking_files_away_is_given_by_two_and_reads_nothing(
        self, request, admin, of
    ):
        unit = request.getfixturevalue(of)
        person = make_user(unit)
        answer = post_by_two(
            admin, "give-capacity", person.pk, unit=unit.pk, capacity="take_exports"
        )
        assert answer.status_code == 302
        assert last_entry("give_capacity").user_id != last_entry("approve_access").user_id
        scope = scope_of(person)
        assert scope.holds("take_exports") and not scope.units_with(*READ_SETS["case_rows"])

    def test_the_history_says_who_gave_and_who_took_back(self, admin, officer, administrator):
        grant = UnitGrant.objects.get(user=officer)
        post_page(admin, "take-capacity-back", officer.pk, grant.pk)

        assert not scope_of(officer).capacities
        page = response_text(admin.get(reverse("person", args=[officer.pk])))
        assert "Withdrawn" in page
        assert f"by {administrator.name}" in page

    def test_taking_back_twice_is_taking_back_once(self, admin, officer):
        grant = UnitGrant.objects.get(user=officer)
        key = str(uuid4())
        for _ in range(2):
            answer = post_page(admin, "take-capacity-back", officer.pk, grant.pk, form_key=key)
            assert answer.status_code == 302
        assert UnitGrant.history.filter(history_type="-").count() == 1

    def test_who_comes_second_is_told_who_was_first(self, admin, office, officer, administrator):
        grant = UnitGrant.objects.get(user=officer)
        second = client_for(make_user(office, "administer_accounts", name="Sara Second"))
        assert (
            second.get(reverse("take-capacity-back", args=[officer.pk, grant.pk])).status_code
            == 200
        )
        post_page(admin, "take-capacity-back", officer.pk, grant.pk)

        answer = post_page(second, "take-capacity-back", officer.pk, grant.pk)
        assert answer.status_code == 302
        shown = response_text(second.get(answer.url))
        assert f"This role had been withdrawn already, by {administrator.name}, " in shown
        assert "Role withdrawn." not in shown
        acts = AuditEntry.objects.filter(verb="take_capacity_back", operation="alteration")
        assert acts.count() == 1
        assert UnitGrant.history.filter(history_type="-").count() == 1

    def test_of_two_acts_at_once_the_second_does_nothing(self, officer, administrator):
        by = scope_of(administrator)
        facts = {"by": by, "at": by.at, "reason": "They work somewhere else now."}
        first, second = (UnitGrant.objects.get(user=officer) for _ in range(2))
        take_capacity_back(grant=first, **facts)
        with pytest.raises(Refused, match=f"withdrawn already, by {administrator.name}"):
            take_capacity_back(grant=second, **facts)
        assert AuditEntry.objects.filter(verb="take_capacity_back").count() == 1

    def test_a_role_that_nobody_ever_had_is_missing(self, admin, officer):
        answer = post_page(admin, "take-capacity-back", officer.pk, 2**30)
        assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("facts", "error"),
        [
            ({"ends_on-year": "2020"}, "The last day must be today or later."),
            ({"capacity": "administer_accounts"}, "Select one of the answers shown"),
            ({"capacity": ""}, "Select the role"),
            ({"unit": ""}, "Select the unit"),
        ],
    )
    def test_a_capacity_that_would_be_worth_nothing_is_refused(
        self, admin, officer, police, facts, error
    ):
        day = {"ends_on-day": "31", "ends_on-month": "7", "ends_on-year": "2031"}
        facts = {"unit": police.pk, "capacity": "supervise_cases"} | day | facts
        answer = post_by_two(admin, "give-capacity", officer.pk, **facts)

        assert error in response_text(answer)
        assert UnitGrant.objects.filter(user=officer).count() == 1

    def test_the_other_side_s_units_are_not_offered(self, admin, officer, cps):
        answer = post_by_two(
            admin, "give-capacity", officer.pk, unit=cps.pk, capacity="supervise_cases"
        )

        assert "Select one of the answers shown" in response_text(answer)

    def test_another_person_s_grant_is_missing(self, admin, officer, prosecutor):
        theirs = UnitGrant.objects.get(user=prosecutor)
        address = reverse("take-capacity-back", args=[officer.pk, theirs.pk])

        assert admin.get(address).status_code == 404
        post_page(admin, "take-capacity-back", officer.pk, theirs.pk)
        assert UnitGrant.objects.filter(pk=theirs.pk).exists()
