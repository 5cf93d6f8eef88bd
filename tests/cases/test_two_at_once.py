"""Two of a kind: two capacities on one unit, and facts that both sides recorded."""

from threading import Thread
from time import sleep

import pytest
from django.db import connections, transaction

from cases.case_access.actions import conflicts
from cases.models import Case
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, scope
from people.access import grants
from people.access.permission_tables import Refused
from people.models import Human, User
from tests.support.cases.conflicts import lift_conflict_by_two
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
WHY = {"kind": "EX_PARTNER", "reason": "We lived together."}


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keeps", ["inspect_cases", "refer_cases"])
def test_a_person_who_lost_one_of_two_capacities_while_waiting_does_not_act_by_it(keeps):
    builder, came = CaseBuilder(cast()).write(), []
    supervisor = builder.cast.supervisor
    facts = {"on": builder.cast.police, "by": supervisor, "at": builder.at}
    grants.grant_capacity(keeps, to=supervisor, **facts)
    by = scope(supervisor, at=builder.at)

    def sign_off():
        try:
            said = {"referral": builder.referral, "supervisor_comments": "Read."}
            came.append(referrals.sign_referral_off(by=by, at=builder.at, **said))
        except Refused as refusal:
            came.append(str(refusal))
        finally:
            connections.close_all()

    waits = Thread(target=sign_off)
    with transaction.atomic():
        Case.objects.unscoped("test").select_for_update().get(pk=builder.case.pk)
        waits.start()
        sleep(0.5)
        grants.revoke_capacity(
            "supervise_cases", of=supervisor, on=builder.cast.police, by=by, at=builder.at
        )
    waits.join()
    assert came == ["Your access has changed since you opened this page. Open it again."]


def can_see(builder, who):
    rows = Case.objects.for_scope(scope(getattr(builder.cast, who), builder.at))
    return rows.filter(pk=builder.case.pk).exists()


@pytest.mark.parametrize("first", ["police", "cps"])
def test_a_conflict_recorded_by_one_side_outlasts_a_lift_by_the_other(builder, first):
    about = {"case": builder.case, **WHY}
    made = {
        "police": builder.do(
            conflicts.record_conflict, "supervisor", person=builder.cast.officer, **about
        ),
        "cps": builder.do(
            conflicts.record_conflict, "manager", person=builder.cast.other_prosecutor, **about
        ),
    }
    both = [builder.cast.officer.pk, builder.cast.other_prosecutor.pk]
    User.objects.filter(pk__in=both).update(human=Human.objects.create())
    lifts = {"police": "supervisor", "cps": "manager"}
    still = {"police": "other_prosecutor", "cps": "officer"}[first]
    for side in (first, *(lifts.keys() - {first})):
        assert not can_see(builder, still)
        lift_conflict_by_two(builder, made[side], lifts[side])
    assert can_see(builder, "officer") and can_see(builder, "other_prosecutor")
