"""Demo cases: no further action is to be reconsidered; it was, and the suspect is charged."""

from typing import Any

from cases.decisions.actions import decisions as charging
from cases.decisions.actions import reversals
from cases.models import Reversal, Suspect
from cases.referrals.actions import referrals
from cases.states import State
from cases.statuses import ReversalStatus
from rasso.demo import decisions, texts
from rasso.demo.simulated_time import Road, hours
from rasso.demo.stories import Story

ENDINGS = (State.NFA_REVERSAL, State.CHARGED)
WHY = (
    "Demo text. A friend has come forward with messages of that night. They bear the complainant’s "
    "account out, and contradict what the suspect said in interview."
)


class ReversalStory(Story):
    """A case with no further action that is reconsidered. ending: the state that it reaches."""

    def __init__(self, *args: Any, ending: str, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.ending, self.count = ending, 1
        self.prosecutor = "prosecutor"

    def happens(self, likelihood: float, leads_to: str | None = None) -> bool:
        """No optional step happens, so the case goes straight to the decision."""
        return False

    def road(self) -> Road:
        self.open_case()
        yield self.wait(1, 4)
        yield from self.referred()
        self.do("assistant", referrals.accept_referral, referral=self.referral)
        yield hours(2)
        self.allocate()
        yield self.wait(1, 3)
        [suspect] = self.in_state(State.WITH_PROSECUTOR)
        self.reviewed([suspect])
        yield from decisions.propose_and_countersign_nfa(self, suspect)
        yield self.wait(6, 9)
        self.do(
            "manager", reversals.reverse_no_further_action, suspect=suspect,
            ground="NEW_EVIDENCE", text=WHY,
        )  # fmt: skip
        if self.ending == State.CHARGED:
            yield from self.reconsidered(suspect)

    def reconsidered(self, suspect: Suspect) -> Road:
        """The second reader agrees; it is reviewed again, charged and reported."""
        yield self.wait(0.2, 1)
        rows = Reversal.objects.unscoped("demo").filter(decision__suspect=suspect)
        waiting = rows.get(status=ReversalStatus.PROPOSED)
        self.do(
            "prosecutor2", reversals.countersign_reversal, suspect=suspect, version=waiting.number
        )
        yield hours(3)
        self.allocate()
        yield self.wait(1, 2)
        self.reviewed([suspect])
        self.do(
            self.prosecutor, charging.authorise_charge, suspect=suspect,
            allegations=list(suspect.allegations.unscoped("demo")),
            rationale=texts.RATIONALE_CHARGE, public_interest_rationale=texts.PUBLIC_INTEREST,
        )  # fmt: skip
        yield self.wait(0.5, 1)
        yield from decisions.report_charges(self)
