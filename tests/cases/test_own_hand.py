"""Nobody signs off what they wrote themselves, under any of their accounts."""

import pytest

from cases.early_advice.actions import early_advice
from cases.referrals.actions import referrals
from devtools.case_builder import cast, person
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.early_advice import AdviceRoad
from tests.support.cases.pages import as_, at, links, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def road():
    """The officer also has an account as a supervisor of the unit."""
    road = AdviceRoad(cast())
    road.cast.herself = person(road.cast.police, "supervise_cases")
    both = [road.cast.officer.pk, road.cast.herself.pk]
    User.objects.filter(pk__in=both).update(human=Human.objects.create())
    return road


def test_a_referral_is_signed_off_by_another_human_being(road):
    road.write()
    facts = {"referral": road.referral, "supervisor_comments": "Ready to go."}
    with pytest.raises(Refused, match="You wrote this referral, so another supervisor must"):
        road.do(referrals.sign_referral_off, "herself", **facts)
    page = as_(road.cast.herself).get(at("sign-referral-off", road.referral))
    assert page.status_code == 403
    assert "You wrote this referral, so another supervisor must sign it off." in said(page)
    offered = links(as_(road.cast.herself).get(at("see-case", road.case)))
    assert at("sign-referral-off", road.referral) not in offered
    road.do(referrals.sign_referral_off, "supervisor", **facts)


def test_a_request_for_early_advice_is_signed_off_by_another_human_being(road):
    road.ask()
    with pytest.raises(Refused, match="You wrote this request, so another supervisor must"):
        road.step(early_advice.sign_early_advice_off, "herself", text="Worth asking.")
    offered = links(as_(road.cast.herself).get(at("see-case", road.case)))
    assert at("sign-early-advice-off", road.advice) not in offered
    road.step(early_advice.sign_early_advice_off, "supervisor", text="Worth asking.")
