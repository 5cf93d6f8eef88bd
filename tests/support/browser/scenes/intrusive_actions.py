"""Intrusive actions of the scene, each at another step."""

from cases.action_plans.actions import own_victim_requests, reclassification
from cases.models import VictimRequest
from devtools.case_builder import CaseBuilder
from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases import intrusive_actions as r

WHY = r.WHY | {"necessity": LONG, "less_intrusive": LONG}


def ask_holder(builder, *, is_answered):
    """A request to a holder that was made, and perhaps answered."""
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder))
    return r.record_reply(builder, one) if is_answered else one


def begin_own(builder, **said):
    """The police's own request about the victim of a case."""
    facts = WHY | {"reach": "HOLDER", "again_because": LONG} | said
    return builder.do(
        own_victim_requests.begin_victim_request, "officer", victim=builder.victim, **facts
    )


def add_intrusive_actions(people, start):
    """{name: a victim information request or a proposal} of two cases, with long texts."""
    builder = CaseBuilder(people, suspects=2, at=start).allocate()
    devices = [{"reach": WHY | {"reach": "DEVICE"}} for _ in range(3)]
    builder.plan(*devices, {"reach": WHY | {"reach": "HOLDER"}}, {}, {})
    asked, answered = (ask_holder(CaseBuilder(people, at=start).allocate(), is_answered=yes)
                       for yes in (False, True))  # fmt: skip
    plain, found = builder.items[-2:]
    builder.do(reclassification.reclassify_item, "officer", item=found, kind="HOLDER", text=LONG)
    rows = VictimRequest.objects.unscoped("the scene").filter(case=builder.case)
    new, agreed, withdrawn, holder = rows.order_by("item__number")
    for one in (agreed, withdrawn):
        r.record_notice(builder, one, what=LONG, may_refuse=True)
        r.record_authority(builder, one, line_of_inquiry=LONG)
        r.record_step(builder, "record_agreement", one, agreed_on=r.current_day(builder))
    r.record_step(builder, "record_withdrawal", withdrawn, withdrawn_on=r.current_day(builder))
    own = begin_own(builder, holder="The school. " + LONG[:150])
    dropped = begin_own(builder, holder="The surgery.", again_because=LONG)
    builder.do(
        own_victim_requests.drop_victim_request, "officer", victim_request=dropped, because=LONG
    )
    other = CaseBuilder(people, suspects=2, at=start).allocate().review()
    waiting, approved = (r.propose_request(other, rebuttal=LONG, **WHY) for _ in range(2))
    r.judge_request(other, approved)
    return {
        "new": new, "agreed": agreed, "withdrawn": withdrawn, "holder": holder,
        "waiting": waiting, "approved": approved, "plain item": plain, "found item": found,
        "asked": asked, "answered": answered, "own": own, "dropped": dropped,
    }  # fmt: skip
