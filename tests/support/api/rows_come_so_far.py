"""Rows that have come so far that an action is open on them, for each verb."""

from cases.action_plans.actions import challenges
from cases.action_plans.actions.proposals import propose_counselling_request
from cases.action_plans.actions.reclassification import reclassify_item
from cases.early_advice.actions.advice_escalations import escalate_refusal
from cases.models import Challenge
from devtools.case_builder import MONDAY, CaseBuilder
from people.access import grants
from tests.cases.test_second_reading import cover_case_of
from tests.support.cases.charges import (
    authorise_charge_of,
    report_charge_of,
    report_unauthorised_charge,
)
from tests.support.cases.court_facts import record_in_court
from tests.support.cases.decisions import propose_no_charge, record_consultation_of
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.intrusive_actions import PROPOSED, judge_request
from tests.support.cases.pages import day_from_today
from tests.support.cases.second_plans import build_case_for_second_plan, propose_second_plan


def advice_so_far(cast):
    """{verb: a request for early advice to which it can be done}."""
    asked, sent, taken_on, with_adviser = (AdviceCaseBuilder(cast) for _ in range(4))
    asked.ask()
    sent.send()
    taken_on.take_on()
    with_adviser.advise()
    returned = AdviceCaseBuilder(cast).turn_down()
    escalated = AdviceCaseBuilder(cast).turn_down()
    escalated.step(escalate_refusal, "inspector", text="It cannot wait.")
    of_builder = {
        asked: ("sign_early_advice_off", "send_early_advice_back", "withdraw_early_advice"),
        sent: ("accept_early_advice", "return_early_advice"),
        taken_on: ("name_adviser", "refuse_early_advice"),
        with_adviser: ("change_adviser", "give_early_advice"),
        returned: ("reply_to_refusal", "escalate_refusal"),
        escalated: ("uphold_refusal", "overturn_refusal"),
    }
    return {verb: builder.now for builder, verbs in of_builder.items() for verb in verbs}


def court_facts_so_far(cast):
    """A suspect whose charge is reported, and a first hearing that can be corrected."""
    to_court, in_court = (CaseBuilder(cast).allocate().review() for _ in range(2))
    for builder in (to_court, in_court):
        authorise_charge_of(builder)
        report_charge_of(builder)
    return {
        "record_court_fact": to_court.suspects[0],
        "correct_court_fact": record_in_court(in_court, "FIRST_HEARING"),
    }


def private_material_so_far(cast):
    """An action of which the police found that it asks for a victim's private material."""
    builder = CaseBuilder(cast).allocate().plan()
    [item] = builder.items
    why = {"kind": "HOLDER", "text": "What she said to the school is about herself."}
    return {"justify_item": builder.do(reclassify_item, "officer", item=item, **why)}


def reports_so_far(cast):
    """A suspect of whom another charge was reported than was authorised."""
    builder = CaseBuilder(cast).allocate()
    authorise_charge_of(builder)
    report_unauthorised_charge(builder)
    verbs = ("correct_charge_report", "accept_charge_report", "query_charge_report")
    return dict.fromkeys(verbs, builder.suspects[0])


def wordings_so_far(cast):
    """A suspect on whom the unit's other prosecutor proposes no further action."""
    builder, who = CaseBuilder(cast).accept(), "other_prosecutor"
    [suspect] = builder.give_case(builder.suspects, to=who).suspects
    there = [cast.officer, cast.other_prosecutor]
    held = record_consultation_of(builder, suspect, who=who, took_part=there)
    propose_no_charge(builder, suspect, who=who, consultation=held)
    return dict.fromkeys(("countersign_decision", "decline_decision"), suspect)


def challenges_so_far(cast):
    """An action that the prosecutor keeps as it is though the police challenge it."""
    builder = CaseBuilder(cast).allocate().plan()
    [item] = builder.items
    said = {"reason": "OTHER", "text": "Why? Both sides know the reason."}
    builder.do(challenges.challenge_item, "officer", item=item, **said)
    builder.do(challenges.answer_challenge, "prosecutor", item=item, answer="HOLD", text="Because.")
    return {"send_challenge_up": item}


def name_to_settle(cast, item, who):
    """
    Make somebody one of the two who resolve a challenge; the other proposed an outcome.

    Where their role alone does not let them be named, they are allowed on the case too.
    """
    two = {"POLICE": cast.inspector, "CPS": cast.manager}
    [other] = [user for side, user in two.items() if side != who.side]
    two[who.side] = who.user
    if who.role not in ("inspect_cases", "allocate_cases"):
        give = {"to": who.user, "on": item.case, "by": cast.manager, "at": MONDAY}
        grants.grant_capacity("allowed_on_case", **give)
    Challenge.objects.unscoped("test").filter(item=item).update(
        inspector=two["POLICE"], manager=two["CPS"], outcome="NOT_UPHELD", outcome_by=other
    )  # fmt: skip
    return item


def proposals_so_far(cast):
    """A review on which records of counselling can be asked for, and what is approved on one."""
    to_ask, asked = (CaseBuilder(cast).allocate().review() for _ in range(2))
    proposed = cover_case_of(asked).do(  # so that the prosecutor did not write it
        propose_counselling_request, "other_prosecutor", review=asked.last_review,
        suspects=asked.suspects, **PROPOSED,
    )  # fmt: skip
    return {
        "propose_counselling_request": to_ask.last_review,
        "set_proposed_action": judge_request(asked, proposed),
    }


def second_plans_so_far(cast):
    """A review without a plan, and a second plan that can be approved and then sent."""
    to_plan = CaseBuilder(cast).allocate().review()
    planned = build_case_for_second_plan(CaseBuilder(cast).allocate())
    cover_case_of(planned)
    written = propose_second_plan(  # by another, so that the prosecutor did not write it
        planned, {"due_on": day_from_today(60)}, who="other_prosecutor"
    )
    return {"propose_action_plan": to_plan.last_review, "send_proposed_plan": written}
