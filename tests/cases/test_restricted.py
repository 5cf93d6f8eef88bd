"""A restricted case is for the people allowed on it, each with their own role."""

import pytest

from cases.models import Case, Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import MONDAY, Road, cast, force_unit, person, scope
from people.access import grants, scopes
from people.access.scopes import Refused
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def road():
    """A referral waits for sign-off on a case that was restricted since."""
    road = Road(cast()).write()
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    return road


def allow(road, *who):
    for each in who:
        user = getattr(road.cast, each)
        grants.grant_capacity(
            "allowed_on_case", to=user, on=road.case, by=road.cast.officer, at=MONDAY
        )


def sign_off(road, who="supervisor"):
    return road.do(
        referrals.sign_referral_off, who, referral=road.referral, supervisor_comments="Go."
    )


def listed(road, who, name):
    page = as_(getattr(road.cast, who)).get(f"/worklists/{name}/")
    return road.case.pk in [row[0] for row in page.context["rows"]]


def test_a_referral_goes_from_sign_off_to_a_prosecutor_by_those_who_are_allowed(road):
    allow(road, "supervisor", "assistant", "manager")
    assert listed(road, "supervisor", "sign-off")
    sign_off(road)
    assert listed(road, "assistant", "check")
    road.do(referrals.accept_referral, "assistant", referral=road.referral)
    assert listed(road, "manager", "allocate")
    road.give_case(road.suspects)
    assert road.suspect().state == "WITH_PROSECUTOR"


def test_nobody_else_of_the_unit_sees_it_or_has_it_on_a_list(road):
    with pytest.raises(Case.DoesNotExist):
        sign_off(road)
    assert not listed(road, "supervisor", "sign-off")
    assert as_(road.cast.supervisor).get(at("see-case", road.case)).status_code == 404


def test_being_allowed_opens_the_case_and_makes_nobody_what_they_are_not(road):
    road.cast.colleague = person(road.cast.police, "refer_cases")
    road.cast.elsewhere = person(force_unit(), "supervise_cases")
    allow(road, "colleague", "elsewhere")
    for who in ("colleague", "elsewhere"):
        with pytest.raises(Refused, match="Only a supervisor of the police unit can do this."):
            sign_off(road, who)
        page = as_(getattr(road.cast, who)).get(at("sign-referral-off", road.referral))
        assert page.status_code == 403
    assert not listed(road, "elsewhere", "sign-off")


def test_being_named_on_it_as_something_else_is_not_being_allowed(road):
    grants.grant_capacity(
        "supervise_cases", to=road.cast.officer, on=road.cast.police, by=road.cast.officer,
        at=MONDAY,
    )  # fmt: skip
    assert Case.objects.for_scope(scope(road.cast.officer)).exists()
    with pytest.raises(Refused, match="Only a supervisor of the police unit can do this."):
        sign_off(road, "officer")
    assert not listed(road, "officer", "sign-off")


def test_a_conflict_hides_it_from_whoever_is_allowed_too(road):
    allow(road, "supervisor")
    in_conflict(road.cast.supervisor, road.case, at=MONDAY)
    by = scope(road.cast.supervisor, at=road.at)
    assert scopes.standing_on(by, road.case).capacities == frozenset()
    assert not Suspect.objects.for_scope(by).exists()
    assert not listed(road, "supervisor", "sign-off")


def test_what_it_opens_is_told_on_the_page(road):
    allow(road, "supervisor")
    page = as_(road.cast.supervisor).get(at("see-case", road.case))
    assert "Your turn" in said(page)
    assert at("sign-referral-off", road.referral) in page.content.decode()
