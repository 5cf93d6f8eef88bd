"""Demo cases of out-of-court disposals: to be given, conditions to be met, or over."""

from datetime import timedelta

from cases.decisions.actions import countersignatures, disposal_reports, disposals, reversals
from cases.decisions.disposals import StatedCondition, StatedDisposal, steps_of_giving
from cases.models import Decision, DecisionKind, Suspect
from cases.models.disposal import ConditionAim
from cases.states import State
from people.models.nullable import not_null
from rasso.demo import decisions
from rasso.demo.reasons import reasons_to_charge
from rasso.demo.reversals import ReversalStory
from rasso.demo.simulated_time import Road, hours

ENDINGS = (
    State.DISPOSAL_AUTHORISED, State.DISPOSAL_REVERSAL, State.DISPOSAL_CONDITIONS,
    State.OUT_OF_COURT,
)  # fmt: skip
EXCEPTIONAL = (
    "Demo text. His doctors give him weeks to live. He told the police what he did before anybody "
    "asked, and the complainant does not wish him to be tried while he is dying."
)
PUBLIC_INTEREST = (
    "Demo text. A prosecution would not end in his lifetime. A caution records what he did and "
    "admitted, which is what the complainant asks for."
)
VIEWS = "Demo text. She wants it on record that he did it, and that he does not write to her again."
SECOND_ACT = (
    "Demo text. The complainant has told of a second act, which the suspect denies. What he "
    "admitted is no longer the whole of it."
)
KEEP_AWAY = "Demo text. Not to write to the complainant or her family, nor to ring them."


class DisposalStory(ReversalStory):
    """A caution that a manager countersigns; the police give it, or have still to, or wait."""

    def decided(self, suspect: Suspect) -> Road:
        is_conditional = self.ending != State.OUT_OF_COURT
        kind = DecisionKind.ADULT_CONDITIONAL if is_conditional else DecisionKind.ADULT_CAUTION
        made = self.propose(suspect, kind)
        yield self.wait(0.2, 1)
        decisions.answer_proposal(self, suspect, countersignatures.countersign_decision)
        if self.ending == State.DISPOSAL_AUTHORISED:
            return
        if self.ending == State.DISPOSAL_REVERSAL:
            yield hours(20)
            self.do(
                self.prosecutor, reversals.withdraw_disposal, suspect=suspect,
                ground="NEW_EVIDENCE", text=SECOND_ACT,
            )  # fmt: skip
            return
        yield self.wait(1, 3)
        born_on = not_null(suspect.born_on)
        self.do(
            self.officer, disposal_reports.report_disposal, suspect=suspect, was_given=True,
            version=made.number, on=self.today,
            confirmed=steps_of_giving(kind, born_on, on=self.today),
        )  # fmt: skip
        yield hours(5)

    def propose(self, suspect: Suspect, kind: DecisionKind) -> Decision:
        """The prosecutor proposes a caution for all that is alleged."""
        conditions = [
            StatedCondition(
                ConditionAim.REHABILITATION, KEEP_AWAY, self.today + timedelta(days=120)
            )
        ]
        why = reasons_to_charge(self)
        alleged = suspect.allegations.unscoped("demo").filter(is_current=True)
        made: Decision = self.do(
            self.prosecutor, disposals.propose_disposal, suspect=suspect,
            disposal=StatedDisposal(
                kind=kind, allegations=list(alleged), uncharged=[],
                conditions=conditions if kind == DecisionKind.ADULT_CONDITIONAL else [],
                admitted_on=self.today, exceptional=EXCEPTIONAL, are_asked=True, views=VIEWS,
            ),
            rationale=why.rationale, public_interest_rationale=PUBLIC_INTEREST, focus=why.focus,
        )  # fmt: skip
        return made
