"""A restricted case is for the people allowed on it, each with their own role."""

import pytest

from cases.models import Case, Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import MONDAY, CaseBuilder, cast, force_unit, person, scope
from people.access import grants, scopes
from people.access.scopes import Refused
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A referral waits for sign-off on a case that was restricted since."""
    builder = CaseBuilder(cast()).write()
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    return builder


def allow_on_case(builder, *who):
    for each in who:
        user = getattr(builder.cast, each)
        grants.grant_capacity(
            "allowed_on_case", to=user, on=builder.case, by=builder.cast.officer, at=MONDAY
        )


def sign_off(builder, who="supervisor"):
    return builder.do(
        referrals.sign_referral_off, who, referral=builder.referral, supervisor_comments="Go."
    )


def is_on_worklist(builder, who, name):
    page = client_for(getattr(builder.cast, who)).get(f"/worklists/{name}/")
    return builder.case.pk in [row[0] for row in page.context["rows"]]


def test_a_referral_goes_from_sign_off_to_a_prosecutor_by_those_who_are_allowed(builder):
    allow_on_case(builder, "supervisor", "assistant", "manager", "prosecutor")
    assert is_on_worklist(builder, "supervisor", "sign-off")
    sign_off(builder)
    assert is_on_worklist(builder, "assistant", "check")
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    assert is_on_worklist(builder, "manager", "allocate")
    builder.give_case(builder.suspects)
    assert builder.suspect().state == "WITH_PROSECUTOR"


def test_other_people_of_the_unit_neither_see_it_nor_have_it_on_a_list(builder):
    with pytest.raises(Case.DoesNotExist):
        sign_off(builder)
    assert not is_on_worklist(builder, "supervisor", "sign-off")
    assert (
        client_for(builder.cast.supervisor).get(page_url("see-case", builder.case)).status_code
        == 404
    )


def test_leave_to_read_opens_the_case_and_gives_no_other_capacity(builder):
    builder.cast.colleague = person(builder.cast.police, "refer_cases")
    builder.cast.elsewhere = person(force_unit(), "supervise_cases")
    allow_on_case(builder, "colleague", "elsewhere")
    for who in ("colleague", "elsewhere"):
        with pytest.raises(Refused, match="Only a supervisor of the police unit can do this."):
            sign_off(builder, who)
        page = client_for(getattr(builder.cast, who)).get(
            page_url("sign-referral-off", builder.referral)
        )
        assert page.status_code == 403
    assert not is_on_worklist(builder, "elsewhere", "sign-off")


def test_being_named_on_it_as_something_else_is_not_being_allowed(builder):
    grants.grant_capacity(
        "supervise_cases", to=builder.cast.officer, on=builder.cast.police, by=builder.cast.officer,
        at=MONDAY,
    )  # fmt: skip
    assert Case.objects.for_scope(scope(builder.cast.officer)).exists()
    with pytest.raises(Refused, match="Only a supervisor of the police unit can do this."):
        sign_off(builder, "officer")
    assert not is_on_worklist(builder, "officer", "sign-off")


def test_a_conflict_hides_it_from_allowed_people_too(builder):
    allow_on_case(builder, "supervisor")
    add_conflict(builder.cast.supervisor, builder.case, at=MONDAY)
    by = scope(builder.cast.supervisor, at=builder.at)
    assert scopes.standing_on(by, builder.case).capacities == frozenset()
    assert not Suspect.objects.for_scope(by).exists()
    assert not is_on_worklist(builder, "supervisor", "sign-off")


def test_the_effect_of_leave_to_read_is_told_on_the_page(builder):
    allow_on_case(builder, "supervisor")
    page = client_for(builder.cast.supervisor).get(page_url("see-case", builder.case))
    assert "Your turn" in page_text(page)
    assert page_url("sign-referral-off", builder.referral) in page.content.decode()
