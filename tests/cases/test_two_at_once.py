"""Two of a kind: two capacities on one unit, and facts that both sides recorded."""

from threading import Thread
from time import sleep

import pytest
from django.db import connections, transaction

from cases.case_access.actions import conflicts
from cases.models import Case
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast, scope
from people.access import grants
from people.access.permission_tables import Refused
from people.models import Human, User
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db
WHY = {"kind": "EX_PARTNER", "reason": "We lived together."}


@standing
def road():
    return Road(cast(), suspects=2).allocate()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keeps", ["inspect_cases", "refer_cases"])
def test_who_lost_one_of_two_capacities_while_waiting_does_not_act_by_the_lost_one(keeps):
    road, came = Road(cast()).write(), []
    supervisor = road.cast.supervisor
    facts = {"on": road.cast.police, "by": supervisor, "at": road.at}
    grants.grant_capacity(keeps, to=supervisor, **facts)
    by = scope(supervisor, at=road.at)

    def sign_off():
        try:
            said = {"referral": road.referral, "supervisor_comments": "Read."}
            came.append(referrals.sign_referral_off(by=by, at=road.at, **said))
        except Refused as refusal:
            came.append(str(refusal))
        finally:
            connections.close_all()

    waits = Thread(target=sign_off)
    with transaction.atomic():
        Case.objects.unscoped("test").select_for_update().get(pk=road.case.pk)
        waits.start()
        sleep(0.5)
        grants.revoke_capacity(
            "supervise_cases", of=supervisor, on=road.cast.police, by=by, at=road.at
        )
    waits.join()
    assert came == ["Your access has changed since you opened this page. Open it again."]


def sees(road, who):
    rows = Case.objects.for_scope(scope(getattr(road.cast, who), road.at))
    return rows.filter(pk=road.case.pk).exists()


@pytest.mark.parametrize("first", ["police", "cps"])
def test_what_one_side_lifts_the_other_side_s_word_about_the_same_person_outlasts(road, first):
    about = {"case": road.case, **WHY}
    made = {
        "police": road.do(
            conflicts.record_conflict, "supervisor", person=road.cast.officer, **about
        ),
        "cps": road.do(
            conflicts.record_conflict, "manager", person=road.cast.other_prosecutor, **about
        ),
    }
    both = [road.cast.officer.pk, road.cast.other_prosecutor.pk]
    User.objects.filter(pk__in=both).update(human=Human.objects.create())
    lifts = {"police": "supervisor", "cps": "manager"}
    still = {"police": "other_prosecutor", "cps": "officer"}[first]
    for side in (first, *(lifts.keys() - {first})):
        assert not sees(road, still)
        road.do(conflicts.lift_conflict, lifts[side], conflict=made[side], reason="Not this one.")
    assert sees(road, "officer") and sees(road, "other_prosecutor")
