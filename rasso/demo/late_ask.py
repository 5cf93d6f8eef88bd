"""A demo case whose second plan asks late: for a gap that stood at the first review."""

from cases.action_plans.actions import action_items, proposed_plans
from cases.action_plans.actions.action_plans import set_action_plan
from cases.models import Gap
from cases.states import State
from rasso.demo import texts
from rasso.demo.proof_case import BELIEF, CONSENT, ProofStory
from rasso.demo.simulated_time import Road, hours

ENDINGS = (State.ACTION_PLAN,)
SISTER = "Demo text. Take a statement from the sister who shared the room that summer."
FRIEND = "Demo text. Take a statement from the friend whom she telephoned the same night."
WHY = (
    "Demo text. The first plan asked for the sister alone. The friend was named in the interview "
    "from the beginning, and asking for her now comes late."
)
APPROVED = "Demo text. Proportionate, although the first plan could have asked for it."


class LateAskStory(ProofStory):
    """
    One suspect of an act of long ago. The first review finds two gaps and its plan asks for one; a
    second plan, which the manager approves, asks for the other and is not answered yet.
    """

    def road(self) -> Road:
        self.count = 1
        yield from self.referred()
        yield from self.asked_twice()

    def asked_twice(self) -> Road:
        """The plan on the first review leaves a gap out, and the one on the second asks for it."""
        [suspect] = suspects = self.in_state(State.WITH_PROSECUTOR)
        asked = self.miss(suspect, CONSENT, SISTER, material="STATEMENT")
        left = self.miss(suspect, BELIEF, FRIEND, material="STATEMENT")
        review = self.reviewed(suspects)
        yield hours(1)
        self.do(
            self.prosecutor, set_action_plan, review=review,
            items=[self.action_for_gaps(suspect, asked, 10)],
        )  # fmt: skip
        yield self.wait(5, 7)
        self.answered_first()
        yield self.wait(1, 2)
        yield from self.asked_late(left)

    def answered_first(self) -> None:
        [item] = self.items()
        self.do(
            self.officer, action_items.answer_item, item=item, answer="DONE", text=texts.ANSWERS[0]
        )
        self.do(self.prosecutor, action_items.accept_answer, item=item)

    def asked_late(self, gaps: list[Gap]) -> Road:
        """A second plan, which the manager approves, asks for the gaps that were left out."""
        [suspect] = suspects = self.in_state(State.WITH_PROSECUTOR)
        proposed = self.do(
            self.prosecutor, proposed_plans.propose_action_plan, review=self.reviewed(suspects),
            items=[self.action_for_gaps(suspect, gaps, 28)], why=WHY, version=0,
        )  # fmt: skip
        yield self.wait(0.5, 1)
        self.do(
            "manager", proposed_plans.judge_proposed_plan, proposed_plan=proposed,
            is_approved=True, judgement=APPROVED,
        )  # fmt: skip
        yield hours(2)
        self.do(self.prosecutor, proposed_plans.send_proposed_plan, proposed_plan=proposed)
