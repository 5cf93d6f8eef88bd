"""Roads of the scene with early advice requests, with long texts."""

from cases.early_advice.actions.advice_escalations import escalate_refusal
from devtools.usual_answers import ADVICE
from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases.early_advice import AdviceCaseBuilder


def build_advice_cases(people, start):
    """{step: the builder of a case of two suspects at this step}."""
    said = {name: LONG for name, value in ADVICE.items() if isinstance(value, str)}
    begun = {
        step: AdviceCaseBuilder(people, suspects=2, at=start)
        for step in ("asked", "sent", "taken_on", "refused", "escalated", "advised", "given")
    }
    begun["asked"].ask(**said)
    why = {"disclosable": "", "explained": {"advice_disclosable": LONG}}
    begun["sent"].send(**said | why)
    begun["taken_on"].take_on()
    begun["refused"].turn_down(at_triage=False)
    begun["escalated"].turn_down().step(escalate_refusal, "inspector", text=LONG)
    begun["advised"].advise()
    begun["given"].give(strategy=LONG)
    return begun
