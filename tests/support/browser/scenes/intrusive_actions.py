"""Intrusive actions of the scene, each at another step."""

from cases.models import VictimRequest
from devtools.case_builder import Road
from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases import intrusive_actions as r

WHY = r.WHY | {"necessity": LONG, "less_intrusive": LONG}


def reaching(people, start):
    """{name: a victim information request or a proposal} of two cases, with long texts."""
    road = Road(people, suspects=2, at=start).allocate()
    devices = [{"reach": WHY | {"reach": "DEVICE"}} for _ in range(3)]
    road.plan(*devices, {"reach": WHY | {"reach": "HOLDER"}})
    rows = VictimRequest.objects.unscoped("the scene").filter(case=road.case)
    new, agreed, withdrawn, holder = rows.order_by("item__number")
    for one in (agreed, withdrawn):
        r.notified(road, one, what=LONG, may_refuse=True)
        r.authorised(road, one, line_of_inquiry=LONG)
        r.step(road, "record_agreement", one, agreed_on=r.today(road))
    r.step(road, "record_withdrawal", withdrawn, withdrawn_on=r.today(road))
    other = Road(people, suspects=2, at=start).allocate().review()
    waiting, approved = (r.proposed(other, rebuttal=LONG, **WHY) for _ in range(2))
    r.judged(other, approved)
    return {
        "new": new, "agreed": agreed, "withdrawn": withdrawn, "holder": holder,
        "waiting": waiting, "approved": approved,
    }  # fmt: skip
