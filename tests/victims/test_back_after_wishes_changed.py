"""A letter comes back after the victim's wishes changed, or a consent was withdrawn."""

import pytest

from devtools.letter_steps import (
    act_on_letter,
    build_case_before_charge,
    fresh_letter,
    record_wishes_in,
    send_letter_of,
)
from people.access.scopes import Refused
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed
from tests.support.victims.support_service import add_service, fresh_support, refer_and_accept
from timeliness.models import Delivery
from victims.actions import consents, duties, letter_dispatch
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.models import Sending, Told

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """No further action about the only suspect, with an open duty to tell the victim."""
    builder = add_service(build_case_before_charge())
    no_further_action(builder, builder.suspects[0])
    duties.recompute_all_duties(at=builder.at)
    return builder


def nfa_duty(builder):
    [duty] = duties_owed(builder, what="NFA")
    return duty


def record_result_of(builder, letter, result):
    builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result=result)


WISHES = [
    ({"wants_contact": "NO"}, "does not want to be contacted"),
    ({"letter_is_safe": "NO"}, "A letter home is not safe"),
]


@pytest.mark.parametrize(("wishes", "sentence"), WISHES)
def test_a_letter_that_came_back_is_owed_by_its_old_day_and_is_not_sent_again(
    builder, wishes, sentence
):
    due_at = nfa_duty(builder).clock.due_at
    letter = send_letter_of(builder, kind="NFA")
    record_result_of(builder, letter, "POSTED")
    record_wishes_in(builder, **wishes)
    record_result_of(builder, letter, "CAME_BACK")
    duties.recompute_all_duties(at=builder.at)
    duty = nfa_duty(builder)
    assert (duty.is_open, duty.sent_at, duty.told) == (True, None, None)
    assert duty.clock.due_at == due_at and cases_with_unsettled_duties() == []
    assert not Told.objects.unscoped("test").filter(taken_back_at=None).exists()
    assert Delivery.objects.filter(notice="letter_not_sent").count() >= 1
    with pytest.raises(Refused, match=sentence):
        act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")


def test_of_one_who_opted_out_the_page_leads_to_deciding_not_to_contact(builder):
    letter = send_letter_of(builder, kind="NFA")
    record_result_of(builder, letter, "POSTED")
    record_wishes_in(builder, wants_contact="NO")
    record_result_of(builder, letter, "CAME_BACK")
    client = client_for(builder.cast.liaison)
    page = client.get(page_url("see-duties", builder.victim))
    assert page_url("end-duties", builder.victim) in links_on_page(page)
    assert page_url("decide-not-to-contact", builder.victim) in links_on_page(
        client.get(page_url("see-contacts", builder.victim))
    )


def test_through_an_isva_it_comes_back_after_the_consent_and_goes_that_way_no_more(builder):
    record_wishes_in(builder, channel="THROUGH_ISVA")
    builder.support = refer_and_accept(builder, who="liaison", categories=["TOLD"])
    letter = send_letter_of(builder, kind="NFA", means="ISVA")
    record_result_of(builder, letter, "HANDED_OVER")
    known = [each.pk for each in builder.support.consents.unscoped("test").filter(withdrawal=None)]
    builder.do(
        consents.withdraw_consent,
        "isva",
        support=fresh_support(builder.support),
        consents=known,
        how="PHONE",
    )
    Delivery.objects.all().delete()
    record_result_of(builder, letter, "CAME_BACK")
    duties.recompute_all_duties(at=builder.at)
    assert nfa_duty(builder).is_open and nfa_duty(builder).told is None
    assert fresh_letter(letter).status == "APPROVED"
    assert Sending.objects.unscoped("test").get().result == "CAME_BACK"
    told = set(Delivery.objects.values_list("notice", "recipient__agency__side"))
    assert ("letter_not_sent", "CPS") in told
    assert not {notice for notice, side in told if side == "SUPPORT"}
    with pytest.raises(Refused, match="does not agree now that an ISVA hands it over"):
        act_on_letter(builder, letter_dispatch.send_letter, letter, means="ISVA")
    page = client_for(builder.cast.isva).get(page_url("see-support", builder.support))
    assert page.status_code == 200 and "no further action" not in page_text(page).lower()
