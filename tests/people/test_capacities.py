"""Giving and withdrawing capacities through pages."""

from uuid import uuid4

import pytest
from django.urls import reverse

from people.identity.capacities import READ_SETS
from people.models import UnitGrant
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
