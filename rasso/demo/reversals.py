"""Demo cases in which a decision is taken back."""

from cases.decisions.actions import further_charges, reversal_readings, reversals
from cases.models import Offence, Reversal, Suspect
from cases.referrals.actions import referrals
from cases.states import State
from cases.statuses import ReversalStatus
from rasso.demo import decisions, texts
from rasso.demo.plain_story import PlainStory
from rasso.demo.simulated_time import Road, hours

ENDINGS = (State.NFA_REVERSAL, State.CHARGED, State.CHARGE_AUTHORISED)
WHY = (
    "Demo text. A friend has come forward with messages of that night. They bear the complainant’s "
    "account out, and contradict what the suspect said in interview."
)


CAME_OUT = (
    "Demo text. In a further statement the complainant tells of a second act on that night, and "
    "the messages bear it out."
)
MISTAKEN = "Demo text. The day of the act is not the one that the complainant gave in her account."


class ReversalStory(PlainStory):
    """
    A case whose decision is taken back: no further action reconsidered, or a charge withdrawn.

    ending: the state that it reaches.
    """

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
        yield from self.decided(suspect)

    def decided(self, suspect: Suspect) -> Road:
        """The suspect who was reviewed is decided on, and the decision taken back."""
        if self.ending == State.CHARGE_AUTHORISED:
            yield from self.charged_twice(suspect)
            return
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
        read = {"suspect": suspect, "version": waiting.number}
        self.do("prosecutor2", reversal_readings.countersign_reversal, **read)
        yield hours(3)
        self.allocate()
        yield self.wait(1, 2)
        self.reviewed([suspect])
        decisions.authorise_charge_of(self, suspect)
        yield self.wait(0.5, 1)
        yield from decisions.report_charges(self)
        yield self.wait(1, 2)
        self.reviewed([suspect])
        yield hours(3)
        self.add_charge(suspect)

    def add_charge(self, suspect: Suspect) -> None:
        """Another act of that night came out, and is charged too."""
        one = decisions.stated_counts(self, suspect)[0]
        acts = Offence.objects.filter(pk__in=decisions.ACTS).exclude(pk=one.offence.pk)
        self.do(
            self.prosecutor, further_charges.add_charge, suspect=suspect, victim=one.victim,
            offence=acts.earliest("pk"), from_on=one.from_on, to_on=one.to_on,
            particulars=texts.PARTICULARS, text=CAME_OUT, on=self.today,
        )  # fmt: skip

    def charged_twice(self, suspect: Suspect) -> Road:
        """A charge is withdrawn before the police report it; another one is authorised."""
        decisions.authorise_charge_of(self, suspect)
        yield hours(5)
        self.do(
            self.prosecutor, reversals.withdraw_charge, suspect=suspect, ground="MISTAKE",
            text=MISTAKEN,
        )  # fmt: skip
        yield self.wait(0.5, 1)
        self.reviewed([suspect])
        decisions.authorise_charge_of(self, suspect)
