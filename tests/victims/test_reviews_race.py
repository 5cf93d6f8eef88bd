"""Two victims' reviews overturn the same decision to charge at the same moment."""

from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from cases.models import Decision, Reversal
from devtools.case_builder import cast
from people.access.scopes import Refused
from tests.support.cases.charge_stops import charge_two_victims, stop_charges_of
from tests.support.victims.duties import recomputed_duties, tell_victim
from tests.support.victims.vrr_requests import (
    ask_for_review_today,
    decide_request,
    fresh_request,
    name_reviewer_of,
)


@pytest.mark.django_db(transaction=True)
def test_it_is_set_aside_once_and_each_hears_it_as_the_outcome_of_their_own():
    builder = charge_two_victims(cast(), at=timezone.now())
    stop_charges_of(builder)
    rights = []
    for victim in (builder.victim, builder.second):
        tell_victim(builder, victim, builder.suspect(), "CHARGE", "STOPPED")
        right = ask_for_review_today(builder, reviewed="CPS_DISCONTINUED", of=victim)
        name_reviewer_of(builder, right)
        rights.append(right)
    gate, refusals = Barrier(2), []

    def overturn(right):
        gate.wait()
        try:
            decide_request(builder, right, "OVERTURNED")
        except Refused as why:
            refusals.append(why)
        finally:
            connections.close_all()

    both = [Thread(target=overturn, args=(right,)) for right in rights]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert refusals == [] and builder.suspect().state == "READY_TO_ALLOCATE"
    assert [fresh_request(right).outcome for right in rights] == ["OVERTURNED", "OVERTURNED"]
    decision = Decision.objects.unscoped("test").get(suspect=builder.suspects[0])
    assert decision.status == "SET_ASIDE"
    assert Reversal.objects.unscoped("test").filter(decision=decision).count() == 1
    for victim in (builder.victim, builder.second):
        tell_victim(builder, victim, builder.suspect(), "REVIEW_OUTCOME")
    again = [each for each in recomputed_duties(builder) if each.what == "DECIDED_AGAIN"]
    assert not any(each.is_open for each in again)
