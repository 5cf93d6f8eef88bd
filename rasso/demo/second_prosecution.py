"""A demo case in which a review overturns that charges were discontinued: charged a second time."""

from cases.decisions.actions import charge_stops, court_facts
from cases.models import LaidCharge, StopKind, Suspect
from cases.states import State
from rasso.demo import decisions
from rasso.demo.charge_stops import MAGISTRATES, WHY
from rasso.demo.simulated_time import Road
from rasso.demo.vrr_requests import ReviewStory
from victims.vrr_rules import ReviewableDecision


class SecondProsecutionStory(ReviewStory):
    """Charged, in court, discontinued; the victim asks for a review, and it is charged again."""

    decision_asked_about = ReviewableDecision.CPS_DISCONTINUED

    def road(self) -> Road:
        yield from super().road()
        self.allocate()
        yield self.wait(1, 2)
        [suspect] = self.in_state(State.WITH_PROSECUTOR)
        self.reviewed([suspect])
        yield from self.charged(suspect)

    def decided(self, suspect: Suspect) -> Road:
        yield from self.charged(suspect)
        yield self.wait(3, 5)
        about = {"suspect": suspect, "on": self.today}
        self.do(
            self.prosecutor, court_facts.record_court_fact, kind="PLEA", result="NOT_GUILTY",
            **about,
        )  # fmt: skip
        yield self.wait(2, 4)
        laid = LaidCharge.objects.filter(report__decision__suspect=suspect)
        self.do(
            self.prosecutor, charge_stops.stop_charges, suspect=suspect, charges=list(laid),
            text=WHY, are_told=True, kind=StopKind.DISCONTINUED,
        )  # fmt: skip

    def charged(self, suspect: Suspect) -> Road:
        """The suspect is charged, and is before the court for the first time."""
        decisions.authorise_charge_of(self, suspect)
        yield self.wait(0.5, 1)
        yield from decisions.report_charges(self)
        yield self.wait(1, 3)
        self.do(
            "assistant", court_facts.record_court_fact, suspect=suspect, kind="FIRST_HEARING",
            on=self.today, court=MAGISTRATES,
        )  # fmt: skip
