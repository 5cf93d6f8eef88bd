"""A letter comes back after the victim's wishes changed, or a consent was withdrawn."""

import pytest

from devtools.letter_steps import act, fresh, road_before_charge, sent, wish
from people.access.scopes import Refused
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, at, links, said
from tests.support.module_fixtures import standing
from tests.support.victims.duties import owed
from tests.support.victims.support_service import now, supported, with_service
from timeliness.models import Delivery
from victims.actions import consents, duties, letter_dispatch
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.models import Sending, Told

pytestmark = pytest.mark.django_db


@standing
def road():
    """No further action about the only suspect, with an open duty to tell the victim."""
    road = with_service(road_before_charge())
    no_further_action(road, road.suspects[0])
    duties.recompute_all_duties(at=road.at)
    return road


def nfa(road):
    [duty] = owed(road, what="NFA")
    return duty


def result(road, letter, result):
    road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result=result)


WISHES = [
    ({"wants_contact": "NO"}, "does not want to be contacted"),
    ({"letter_is_safe": "NO"}, "A letter home is not safe"),
]


@pytest.mark.parametrize(("wishes", "sentence"), WISHES)
def test_a_letter_that_came_back_is_owed_by_its_old_day_and_is_not_sent_again(
    road, wishes, sentence
):
    due_at = nfa(road).clock.due_at
    letter = sent(road, kind="NFA")
    result(road, letter, "POSTED")
    wish(road, **wishes)
    result(road, letter, "CAME_BACK")
    duties.recompute_all_duties(at=road.at)
    duty = nfa(road)
    assert (duty.is_open, duty.sent_at, duty.told) == (True, None, None)
    assert duty.clock.due_at == due_at and cases_with_unsettled_duties() == []
    assert not Told.objects.unscoped("test").filter(taken_back_at=None).exists()
    assert Delivery.objects.filter(notice="letter_not_sent").count() >= 1
    with pytest.raises(Refused, match=sentence):
        act(road, letter_dispatch.send_letter, letter, means="POST")


def test_of_one_who_opted_out_the_page_leads_to_deciding_not_to_contact(road):
    letter = sent(road, kind="NFA")
    result(road, letter, "POSTED")
    wish(road, wants_contact="NO")
    result(road, letter, "CAME_BACK")
    client = as_(road.cast.liaison)
    page = client.get(at("see-duties", road.victim))
    assert at("end-duties", road.victim) in links(page)
    assert at("decide-not-to-contact", road.victim) in links(
        client.get(at("see-contacts", road.victim))
    )


def test_through_an_isva_it_comes_back_after_the_consent_and_goes_that_way_no_more(road):
    wish(road, channel="THROUGH_ISVA")
    road.support = supported(road, who="liaison", categories=["TOLD"])
    letter = sent(road, kind="NFA", means="ISVA")
    result(road, letter, "HANDED_OVER")
    known = [each.pk for each in road.support.consents.unscoped("test").filter(withdrawal=None)]
    road.do(
        consents.withdraw_consent, "isva", support=now(road.support), consents=known, how="PHONE"
    )
    Delivery.objects.all().delete()
    result(road, letter, "CAME_BACK")
    duties.recompute_all_duties(at=road.at)
    assert nfa(road).is_open and nfa(road).told is None
    assert fresh(letter).status == "APPROVED"
    assert Sending.objects.unscoped("test").get().result == "CAME_BACK"
    told = set(Delivery.objects.values_list("notice", "recipient__agency__side"))
    assert ("letter_not_sent", "CPS") in told
    assert not {notice for notice, side in told if side == "SUPPORT"}
    with pytest.raises(Refused, match="does not agree now that an ISVA hands it over"):
        act(road, letter_dispatch.send_letter, letter, means="ISVA")
    page = as_(road.cast.isva).get(at("see-support", road.support))
    assert page.status_code == 200 and "no further action" not in said(page).lower()
