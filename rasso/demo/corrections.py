"""A demo case on which people correct one another: triage, the police, and who settle a date."""

from datetime import date, timedelta
from typing import Any

from cases.action_plans.actions import action_items, action_plans, reclassification
from cases.deadlines import Urgency
from cases.extensions.actions import extensions, settlements
from cases.models import ActionItem, Extension, Offence, Suspect
from cases.referrals.actions import referrals
from cases.referrals.actions.urgency import correct_urgency
from cases.states import State
from rasso.demo import documents, victims
from rasso.demo.messages_and_notes import request_dates, victim_of
from rasso.demo.plain_story import PlainStory
from rasso.demo.simulated_time import Road, days, hours

ENDINGS = (State.ACTION_PLAN,)
# To observe somebody in private is an offence since 1 May 2004; the list has none of before.
FOR_LAWYER: dict[str, Any] = {"offence": "SX03129", "from_on": date(2001, 6, 1)}
SUMMARY_OFFENCE = "PH97006"  # stalking: tried summarily, so a prosecution must begin in time
MORE_URGENT = "Demo text. The suspect goes abroad for work at the end of next month."
IT_REACHES = "Demo text. What is asked for is the diary that she keeps on her own tablet."
WHAT_IS_ASKED: dict[str, Any] = {
    "material": "Demo text. The entries of one week, copied by her on paper.",
    "necessity": "Demo text. She wrote that evening what he had said to her.",
    "less_intrusive": "Demo text. Her interview, which does not have his words.",
}
ASKED: tuple[dict[str, Any], ...] = (
    {
        "category": "STATEMENTS", "text": "Demo text. Take statements from the two of the flat.",
        "line_of_inquiry": "Demo text. What they heard that night.",
        "proportionality": "Demo text. Two people, one evening.",
    },
    {
        "category": "EXHIBITS", "text": "Demo text. Bring what was written down that week.",
        "line_of_inquiry": "Demo text. What was said at the time, in writing.",
        "proportionality": "Demo text. One week.",
    },
)  # fmt: skip
PARTLY = (
    "Demo text. One of the two has given a statement. The other is at sea until the end of the "
    "month, and has agreed to be seen on the day they are back."
)
MORE_TIME = "Demo text. The file is of nine hundred pages, and came in two parts."
NO_MORE_TIME = "Demo text. The suspect’s bail ends before that day."
SENT_UP = "Demo text. We agree on the reason and not on the day."
A_WEEK = "Demo text. A week more, and bail is looked at again before it ends."


class CorrectedStory(PlainStory):
    """
    A case about one suspect. The police record an act that is for a lawyer and one with a time
    limit; triage corrects the urgency; an inspector and a legal manager settle a due date; one
    action is partly done, and the police find that the other reaches into the victim's life.
    """

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.officer = "officer"

    def what_is_alleged(self) -> list[dict[str, Any]]:
        """The act itself, one of a day before the offence was made, and one tried summarily."""
        lawyer = FOR_LAWYER | {"offence": Offence.objects.get(pk=FOR_LAWYER["offence"])}
        summary = Offence.objects.get(pk=SUMMARY_OFFENCE)
        beside = {"offence": summary, "from_on": self.today - days(20)}
        return [*super().what_is_alleged(), lawyer, beside]

    def road(self) -> Road:
        self.open_case()
        documents.add_case_documents(self)
        documents.add_clip(self)
        victims.record_victim(self)
        yield self.wait(1, 2)
        self.write()
        yield hours(5)
        self.sign_off()
        yield hours(5)
        self.do(
            "assistant", correct_urgency, referral=self.referral, urgency=Urgency.GREEN_PRIORITY,
            reason=MORE_URGENT,
        )  # fmt: skip
        yield hours(2)
        self.do("assistant", referrals.accept_referral, referral=self.referral)
        yield hours(20)
        self.allocate()
        yield hours(3)
        yield from self.two_settle_the_date()
        self.asked()
        yield self.wait(2, 3)
        self.partly_done(self.items()[0])
        self.found_to_reach(self.items()[1])

    def two_settle_the_date(self) -> Road:
        """The prosecutor asks for more time, the police refuse, and two of each side settle it."""
        [suspect] = self.in_state(State.WITH_PROSECUTOR)
        due_on = self.due_on(suspect)
        extension: Extension = self.do(
            self.prosecutor, extensions.ask_for_extension, suspect=suspect,
            proposed_on=due_on + days(14), text=MORE_TIME,
        )  # fmt: skip
        yield hours(3)
        answer = {"answer": "REFUSE", "text": NO_MORE_TIME}
        self.do(self.officer, extensions.answer_extension, extension=extension, **answer)
        two = {role: self.pair.people[role] for role in ("inspector", "manager")}
        extension.refresh_from_db()
        self.do(
            self.prosecutor, settlements.send_extension_up, extension=extension, text=SENT_UP, **two
        )
        yield hours(5)
        extension.refresh_from_db()
        self.do(
            "inspector", settlements.propose_due_date, extension=extension, is_moved=True,
            new_date=due_on + days(7), text=A_WEEK,
        )  # fmt: skip
        yield hours(2)
        extension.refresh_from_db()
        self.do("manager", settlements.answer_due_date, extension=extension, is_agreed=True)
        yield hours(2)

    def due_on(self, suspect: Suspect) -> date:
        suspect.refresh_from_db()
        assert suspect.due_at is not None
        return suspect.due_at.date()

    def asked(self) -> None:
        """A plan of two actions, neither of which is said to reach into the victim's life."""
        suspects = self.in_state(State.WITH_PROSECUTOR)
        review = self.reviewed(suspects)
        rest = {
            "suspects": suspects, "weight": "ESSENTIAL", "purpose": "INQUIRY", "reach": None,
            "not_reaching_because": "", "due_on": self.today + timedelta(days=21),
        }  # fmt: skip
        items = [about | rest for about in ASKED]
        self.do(self.prosecutor, action_plans.set_action_plan, review=review, items=items)

    def partly_done(self, item: ActionItem) -> None:
        answer = {"answer": "PARTLY", "text": PARTLY}
        self.do(self.officer, action_items.answer_item, item=item, **answer)

    def found_to_reach(self, item: ActionItem) -> None:
        """The police say that it asks for her own things; the prosecutor says what, and why."""
        self.do(
            self.officer, reclassification.reclassify_item, item=item, kind="DEVICE",
            text=IT_REACHES,
        )  # fmt: skip
        item.refresh_from_db()
        self.do(
            self.prosecutor, reclassification.justify_item, item=item, victim=victim_of(self),
            **WHAT_IS_ASKED, **request_dates(self),
        )  # fmt: skip
