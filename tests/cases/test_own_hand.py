"""Nobody signs off what they wrote themselves, under any of their accounts."""

import pytest

from cases.early_advice.actions import early_advice
from cases.referrals.actions import referrals
from devtools.case_builder import cast, person
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """The officer also has an account as a supervisor of the unit."""
    builder = AdviceCaseBuilder(cast())
    builder.cast.other_account = person(builder.cast.police, "supervise_cases")
    both = [builder.cast.officer.pk, builder.cast.other_account.pk]
    User.objects.filter(pk__in=both).update(human=Human.objects.create())
    return builder


def test_a_referral_is_signed_off_by_another_human_being(builder):
    builder.write()
    facts = {"referral": builder.referral, "supervisor_comments": "Ready to go."}
    with pytest.raises(Refused, match="You wrote this referral, so another supervisor must"):
        builder.do(referrals.sign_referral_off, "other_account", **facts)
    page = client_for(builder.cast.other_account).get(
        page_url("sign-referral-off", builder.referral)
    )
    assert page.status_code == 403
    assert "You wrote this referral, so another supervisor must sign it off." in page_text(page)
    offered = links_on_page(
        client_for(builder.cast.other_account).get(page_url("see-case", builder.case))
    )
    assert page_url("sign-referral-off", builder.referral) not in offered
    builder.do(referrals.sign_referral_off, "supervisor", **facts)


def test_a_request_for_early_advice_is_signed_off_by_another_human_being(builder):
    builder.ask()
    with pytest.raises(Refused, match="You wrote this request, so another supervisor must"):
        builder.step(early_advice.sign_early_advice_off, "other_account", text="Worth asking.")
    offered = links_on_page(
        client_for(builder.cast.other_account).get(page_url("see-case", builder.case))
    )
    assert page_url("sign-early-advice-off", builder.advice) not in offered
    builder.step(early_advice.sign_early_advice_off, "supervisor", text="Worth asking.")
