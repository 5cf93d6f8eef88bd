"""Merging units: capacities, routes, and the page for administrators."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from people.access.permission_tables import Refused, Stale
from people.administration.actions import merge_units, units
from people.models import AuditEntry, Route, Side, Unit, UnitGrant
from tests.support.people.approvals import approved, post_by_two
from tests.support.people.cast import give_capacity, make_unit, make_user, scope_of
from tests.support.people.pages import response_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator_scope(administrator):
    return scope_of(administrator)


def other_unit_of(unit, **facts):
    """Another open unit of the same agency."""
    return Unit.objects.create(agency=unit.agency, **{"name": "Other", "kind": unit.kind} | facts)


def merge_unit_into(administrator_scope, unit, into, **facts):
    unit = Unit.objects.get(pk=unit.pk)
    facts = {"version": unit.version, "at": timezone.now()} | facts
    return merge_units.merge_unit(
        approval=approved("merge_unit"), unit=unit, into=into, by=administrator_scope, **facts
    )


def grants_on_unit(unit):
    rows = UnitGrant.objects.filter(content_object=unit)
    return sorted(rows.values_list("user", "permission__codename", "expires_at"))


class TestWhatPeopleHold:
    def test_a_holder_of_the_one_unit_holds_the_other_in_the_same_capacity(
        self, administrator_scope, police, officer
    ):
        into = other_unit_of(police)
        merge_unit_into(administrator_scope, police, into)
        assert grants_on_unit(into) == [(officer.pk, "refer_cases", None)]
        assert grants_on_unit(police) == []
        assert scope_of(officer).units == [into.pk]

    @pytest.mark.parametrize(("here", "there", "ends"), [(5, 9, 9), (9, 5, 9), (None, 5, None)])
    def test_a_holder_of_both_units_holds_it_once_until_the_later_end(
        self, administrator_scope, police, here, there, ends
    ):
        into, now = other_unit_of(police), timezone.now()
        person = make_user(police)
        until = {None: None} | {days: now + timedelta(days=days) for days in (5, 9)}
        give_capacity("supervise_cases", person, police, expires_at=until[here])
        give_capacity("supervise_cases", person, into, expires_at=until[there])
        give_capacity("refer_cases", person, into)
        merge_unit_into(administrator_scope, police, into)
        assert grants_on_unit(into) == [
            (person.pk, "refer_cases", None),
            (person.pk, "supervise_cases", until[ends]),
        ]

    def test_the_history_of_what_a_person_held_says_that_a_unit_was_merged(
        self, administrator_scope, police, officer, admin
    ):
        into = other_unit_of(police)
        both = make_user(police, "refer_cases")
        give_capacity("refer_cases", both, into)
        merge_unit_into(administrator_scope, police, into)
        newest = UnitGrant.history.filter(user=officer.pk).latest("history_date")
        assert (newest.history_change_reason, newest.content_object) == ("merge_unit", into)
        gone = UnitGrant.history.filter(user=both.pk, history_type="-").get()
        assert (gone.history_change_reason, gone.content_object) == ("merge_unit", police)
        assert gone.history_user_id == administrator_scope.user_id
        assert "Unit merged" in response_text(admin.get(reverse("person", args=[both.pk])))


class TestRoutes:
    def test_referrals_to_the_one_go_to_the_other(self, administrator_scope, police, cps):
        into = other_unit_of(cps)
        Route.objects.create(police_unit=police, cps_unit=cps)
        Route.objects.create(police_unit=police, cps_unit=cps, is_urgent=True)
        merge_unit_into(administrator_scope, cps, into)
        assert set(Route.objects.values_list("cps_unit", "is_urgent", "version")) == {
            (into.pk, False, 2), (into.pk, True, 2),
        }  # fmt: skip

    def test_a_unit_that_has_a_route_keeps_it_and_one_that_has_none_takes_it_over(
        self, administrator_scope, police, cps
    ):
        urgent, has_one, has_none = (
            make_unit(Side.CPS),
            other_unit_of(police),
            other_unit_of(police, name="Third"),
        )
        Route.objects.create(police_unit=police, cps_unit=cps)
        Route.objects.create(police_unit=police, cps_unit=urgent, is_urgent=True)
        Route.objects.create(police_unit=has_one, cps_unit=urgent)
        merge_unit_into(administrator_scope, police, has_none)
        rows = Route.objects.filter(police_unit=has_none)
        assert dict(rows.values_list("is_urgent", "cps_unit")) == {False: cps.pk, True: urgent.pk}
        merge_unit_into(administrator_scope, has_none, has_one)
        [route] = Route.objects.all()
        assert (route.police_unit, route.cps_unit, route.is_urgent) == (has_one, urgent, False)
        assert (
            Route.history.filter(history_type="-", history_change_reason="merge_unit").count() == 2
        )


class TestWhatIsRefused:
    def test_into_itself_another_agency_a_closed_unit_or_another_kind(
        self, administrator_scope, police
    ):
        closed = other_unit_of(police, name="Closed", is_open=False)
        liaison = other_unit_of(police, name="Liaison", kind=Unit.Kind.VICTIM_LIAISON)
        for into, told in (
            (police, "cannot be merged into itself"),
            (make_unit(Side.POLICE), "Select a unit of the same agency."),
            (closed, "Closed is closed. Select an open unit."),
            (liaison, "Select a unit of the same kind."),
        ):
            with pytest.raises(Refused) as refusal:
                merge_unit_into(administrator_scope, police, into)
            assert refusal.value.is_stage and told in str(refusal.value)
        assert not AuditEntry.objects.filter(verb="merge_unit").exists()

    def test_a_merged_unit_is_not_merged_again_nor_opened_again(self, administrator_scope, police):
        into, third = other_unit_of(police), other_unit_of(police, name="Third")
        merge_unit_into(administrator_scope, police, into)
        police.refresh_from_db()
        told = "This unit was merged into Other, so it stays closed."
        with pytest.raises(Refused, match=told):
            merge_unit_into(administrator_scope, police, third)
        with pytest.raises(Refused, match="Select an open unit"):
            merge_unit_into(administrator_scope, third, police)
        facts = {"name": "RASSO", "kind": "RASSO", "version": police.version, "is_open": True}
        with pytest.raises(Refused, match=told):
            units.change_unit(unit=police, by=administrator_scope, at=timezone.now(), **facts)
        with pytest.raises(IntegrityError), transaction.atomic():
            Unit.objects.filter(pk=police.pk).update(is_open=True)

    def test_a_unit_changed_since_the_page_was_opened_is_shown_first(
        self, administrator_scope, police
    ):
        with pytest.raises(Stale):
            merge_unit_into(administrator_scope, police, other_unit_of(police), version=0)

    def test_only_an_administrator_merges_units(self, police, officer):
        with pytest.raises(Refused, match="Only administrators"):
            merge_unit_into(scope_of(officer), police, other_unit_of(police))


class TestThePages:
    def test_a_unit_is_merged_and_both_pages_say_so(self, admin, police):
        into = other_unit_of(police)
        page = response_text(admin.get(reverse("merge-unit", args=[police.pk])))
        assert "This cannot be undone." in page and f'value="{into.pk}"' in page
        assert f'value="{police.pk}"' not in page
        answer = post_by_two(admin, "merge-unit", police.pk, into=into.pk)
        assert answer.status_code == 302
        gone = response_text(admin.get(reverse("unit", args=[police.pk])))
        assert "This unit was merged into" in gone
        assert reverse("merge-unit", args=[police.pk]) not in gone
        assert "Merged into: from nothing to Other" in gone
        assert "Merged into this unit:" in response_text(admin.get(reverse("unit", args=[into.pk])))

    def test_a_unit_that_is_not_offered_is_refused_in_words(self, admin, police):
        wrong = "Select another open unit of the same agency"
        for into, told in (
            (police.pk, wrong),
            (make_unit(Side.POLICE).pk, wrong),
            ("", "Select the unit"),
        ):
            assert told in response_text(post_by_two(admin, "merge-unit", police.pk, into=into))
        police.refresh_from_db()
        assert police.is_open

    def test_the_second_of_two_administrators_reads_where_it_went(
        self, admin, administrator_scope, police
    ):
        into, third = other_unit_of(police), other_unit_of(police, name="Third")
        merge_unit_into(administrator_scope, police, into)
        answer = post_by_two(admin, "merge-unit", police.pk, into=third.pk)
        assert answer.status_code == 409
        assert "This unit was merged into Other, so it stays closed." in response_text(answer)
