"""
A demo case about two victims: the counselling notes of one of them are asked for after a manager's
approval, and she is not told yet, by an exception.
"""

from datetime import timedelta
from typing import Any

from cases.action_plans.actions import proposals, victim_notices, victim_request_steps
from cases.case_details.actions import cases
from cases.models import ActionItem, HowKnown, Victim, VictimRequest
from cases.referrals.actions import referrals
from cases.states import State
from rasso.demo import circumstances, documents, texts, victims
from rasso.demo.messages_and_notes import request_dates
from rasso.demo.plain_story import PlainStory
from rasso.demo.simulated_time import Road, hours

ENDINGS = (State.ACTION_PLAN,)
NOTES: dict[str, Any] = {
    "material": "Demo text. The entry of the first session, on what she said of that night.",
    "holder": "Demo Street Counselling",
    "necessity": "Demo text. Her first account is in issue, and she gave it there.",
    "less_intrusive": "Demo text. A statement of the counsellor, who has left the service.",
}
APPROVED = "Demo text. One entry, by agreement in principle with the service; nothing else has it."
AUTHORITY = texts.AUTHORITY | {
    "belief": "Demo text. She said in her interview that she told the counsellor first.",
    "probative_value": "Demo text. It is the only record of a first account, made the next day.",
}
EXCEPTION = {
    "exception": "Demo text. She is in hospital, and whoever treats her asks that she is not told.",
    "decided_by": "Demo Inspector 4321",
}
REQUEST = "Demo text. The entry of one session, and nothing else."


class TwoVictimsStory(PlainStory):
    """One suspect, an act against each of two victims. The plan asks for one entry of notes."""

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.officer = "officer"

    def open_case(self) -> None:
        self.case = self.do(self.officer, cases.open_case, unit=self.pair.police, urn=self.urn)
        suspect = self.do(self.officer, cases.add_suspect, case=self.case, **self.facts())
        for _ in range(2):
            victim = self.do(self.officer, cases.add_victim, case=self.case)
            for alleged in self.what_is_alleged():
                self.do(
                    self.officer, cases.add_allegation, case=self.case, victim=victim,
                    suspect=suspect, **alleged,
                )  # fmt: skip
            circumstances.record_demo_circumstances(self, victim)
        documents.add_case_documents(self)
        victims.record_victim(self)
        victims.meet_open_duties(self)

    def road(self) -> Road:
        self.open_case()
        yield self.wait(2, 4)
        yield from self.referred()
        yield hours(5)
        self.do("assistant", referrals.accept_referral, referral=self.referral)
        yield hours(20)
        self.allocate()
        yield hours(3)
        yield from self.notes_asked_for()

    def notes_asked_for(self) -> Road:
        """The prosecutor proposes it, the manager approves, and the officer takes each step."""
        suspects = self.in_state(State.WITH_PROSECUTOR)
        review = self.reviewed(suspects)
        proposal = self.do(
            self.prosecutor, proposals.propose_counselling_request, review=review,
            suspects=suspects, victim=self.first_victim(), **texts.PROPOSAL, **NOTES,
            **request_dates(self),
        )  # fmt: skip
        yield hours(20)
        self.do(
            "manager", proposals.judge_proposal, proposal=proposal, is_approved=True,
            judgement=APPROVED,
        )  # fmt: skip
        yield hours(3)
        due_on = self.today + timedelta(days=21)
        self.do(
            self.prosecutor, proposals.set_proposed_action, proposal=proposal, weight="ESSENTIAL",
            due_on=due_on,
        )  # fmt: skip
        yield self.wait(1, 2)
        self.asked_of_the_service(self.items()[0])

    def first_victim(self) -> Victim:
        return self.case.victims.unscoped("demo").get(number=1)

    def asked_of_the_service(self, item: ActionItem) -> None:
        """The inspector's decision, the exception to the notice, and the request."""
        one = VictimRequest.objects.unscoped("demo").get(item=item)
        again_on = self.today + timedelta(days=14)
        steps: tuple[tuple[Any, dict[str, Any]], ...] = (
            (
                victim_request_steps.record_authority,
                AUTHORITY | {"authorised_on": self.today, "how_known": HowKnown.VICTIM},
            ),
            (victim_notices.record_notice, EXCEPTION | {"again_on": again_on}),
            (
                victim_request_steps.mark_requested,
                {"requested_on": self.today, "request_text": REQUEST, "request_means": "Post"},
            ),
        )
        for step, said in steps:
            self.do(self.officer, step, victim_request=one, **said)
