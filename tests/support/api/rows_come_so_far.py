"""Rows that have come so far that an action is open on them, for each verb."""

from cases.early_advice.actions.advice_escalations import escalate_refusal
from tests.support.cases.early_advice import AdviceCaseBuilder


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
