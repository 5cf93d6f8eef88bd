"""Demo cases in which a victim asks for a review of the decision on the only suspect (VRR)."""

from collections.abc import Callable
from datetime import date

from cases.models import Suspect
from cases.referrals.actions import referrals
from cases.states import State
from rasso.demo import decisions, texts
from rasso.demo.plain_story import PlainStory
from rasso.demo.simulated_time import Road, hours
from victims.actions import vrr_outcomes, vrr_requests
from victims.models import RightToReview, VictimRecord
from victims.vrr_rules import ReviewableDecision

REVIEWED = ("waiting", "outside", "STANDS", "OVERTURNED")
WHY = {
    "STANDS": "Demo text. The evidence was weighed fairly, and nothing more was to be asked.",
    "OVERTURNED": "Demo text. The first account was not given its weight, and a friend whom the "
    "victim named was never asked.",
}


class ReviewStory(PlainStory):
    """A case with no further action and a VRR request. ending: what comes of the request."""

    decision_asked_about = ReviewableDecision.CPS_NO_CHARGE

    def road(self) -> Road:
        self.open_case()
        yield self.wait(1, 4)
        if self.ending == "outside":
            self.asked_of_the_police()
            yield self.wait(1, 2)
        yield from self.referred()
        self.do("assistant", referrals.accept_referral, referral=self.referral)
        yield hours(2)
        self.allocate()
        yield self.wait(1, 3)
        [suspect] = self.in_state(State.WITH_PROSECUTOR)
        self.reviewed([suspect])
        yield from self.decided(suspect)
        yield self.wait(1, 2)
        told_on = self.today
        yield self.wait(2, 4)
        if self.ending == "outside":
            return
        self.right = self.asked(suspect, told_on)
        if self.ending in vrr_outcomes.REVIEW_OUTCOMES:
            yield from self.looked_at_afresh()

    def decided(self, suspect: Suspect) -> Road:
        """The decision that the victim asks about."""
        yield from decisions.propose_and_countersign_nfa(self, suspect)

    def asked(self, suspect: Suspect, told_on: date) -> RightToReview:
        """The supervisor records the victim's request."""
        record = VictimRecord.objects.unscoped("demo").get(case=self.case)
        return self.do(
            "supervisor", vrr_requests.ask_for_review, record=record, number=suspect.number,
            reviewed=self.decision_asked_about, told_on=told_on, told_by="PHONE",
            asked_on=self.today, asked_not_to_proceed=False,
        )  # fmt: skip

    def asked_of_the_police(self) -> None:
        """The victim asks for a review before anybody was interviewed, which no scheme covers."""
        record = VictimRecord.objects.unscoped("demo").get(case=self.case)
        [suspect] = self.in_state(State.INVESTIGATING)
        self.do(
            "supervisor", vrr_requests.ask_for_review, record=record, number=suspect.number,
            reviewed=ReviewableDecision.POLICE_NO_CHARGE, decided_on=self.today, told_on=self.today,
            decided_by=self.pair.people[self.officer], told_by="PHONE", asked_on=self.today,
            is_interviewed=False, asked_not_to_proceed=False,
        )  # fmt: skip

    def looked_at_afresh(self) -> Road:
        """A prosecutor who had no part in the decision reviews it."""
        yield self.wait(1, 2)
        self.step("manager", vrr_requests.acknowledge_review_request, on=self.today)
        reviewer = self.pair.people["prosecutor2"]
        self.step("manager", vrr_outcomes.name_reviewer, person=reviewer)
        yield self.wait(3, 6)
        found = {"outcome": self.ending, "text": WHY[self.ending]}
        self.step("prosecutor2", vrr_outcomes.decide_review, **found)
        yield hours(3)
        facts = {"on": self.today, "channel": "PHONE", **texts.GOT_THROUGH}
        self.step("manager", vrr_outcomes.tell_review_outcome, **facts)

    def step(self, role: str, action: Callable[..., object], **said: object) -> None:
        right = RightToReview.objects.unscoped("demo").get(pk=self.right.pk)
        self.do(role, action, right=right, version=right.version, **said)
