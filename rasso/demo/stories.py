"""What happens on one demo case: every step is an action that a person takes on a page."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from cases.action_plans.actions import action_items, action_plans
from cases.allocation.actions import allocations
from cases.case_details.actions import cases
from cases.models import ActionItem, Case, Referral, Review, Suspect
from cases.referrals.actions import referrals
from cases.states import State
from cases.statuses import ItemStatus
from people.access.scopes import scope_of
from people.models import User
from rasso.demo import (
    allegations,
    challenges,
    circumstances,
    conflicts,
    decisions,
    documents,
    extensions,
    file_quality,
    letters,
    meetings,
    messages_and_notes,
    mg3_answers,
    personal_details,
    proof,
    proposed_plans,
    texts,
    victims,
)
from rasso.demo.cast import Pair
from rasso.demo.simulated_time import Road, SimulatedTime, T, days, hours
from timeliness.calendar import london_day


class Story:
    """A case of one pair of units. chance: a seeded random.Random, so every load is the same."""

    case: Case
    referral: Referral
    is_of_long_ago = False
    has_act_beside = False  # whether another act is alleged beside the main one
    what_is_alleged = allegations.what_is_alleged

    def __init__(
        self, world: SimulatedTime, pair: Pair, chance: Random, *, urn: str, suspects: int,
        urgency: str = "GREEN", until: str | None = None,
    ) -> None:  # fmt: skip
        self.world, self.pair, self.chance = world, pair, chance
        self.urn, self.count, self.urgency, self.until = urn, suspects, urgency, until
        self.officer = chance.choice(["officer", "officer2"])
        self.prosecutor = chance.choice(["prosecutor", "prosecutor2"])

    def do(self, role: str, action: Callable[..., T], **arguments: object) -> T:
        """Run an action as the person with this role; it takes a minute."""
        at = self.world.now
        self.world.now += timedelta(minutes=1)
        return action(by=scope_of(self.pair.people[role], at=at), at=at, **arguments)

    @property
    def today(self) -> date:
        return london_day(self.world.now)

    def in_state(self, state: str) -> list[Suspect]:
        rows = Suspect.objects.unscoped("demo").filter(case=self.case, state=state)
        return list(rows.order_by("number"))

    def road_walked(self) -> Road:
        """The steps of road(); they stop once a suspect has reached the state `until`."""
        for wait in self.road():
            if self.until and self.in_state(self.until):
                return
            yield wait

    def road(self) -> Road:
        self.open_case()
        yield self.wait(4, 20)
        yield from self.referred()
        if not self.in_state(State.TRIAGE):
            return
        self.do("assistant", referrals.accept_referral, referral=self.referral)
        yield self.wait(0, 3)
        self.allocate()
        if self.until:
            victims.introduce_liaison_officer(self)
        yield self.wait(4, 24)
        if self.happens(0.7, leads_to=State.ACTION_PLAN):
            yield from self.planned()
        yield from decisions.finalise_and_reopen(self)
        for suspect in self.in_state(State.WITH_PROSECUTOR):
            yield from decisions.decide_on_suspect(self, suspect)
            yield hours(3)
            victims.meet_open_duties(self)
        yield self.wait(3, 12)
        yield from decisions.report_charges(self)
        yield from letters.write_decision_letters(self)
        victims.meet_open_duties(self)
        yield from decisions.record_court_events(self)
        yield from meetings.offer_pre_trial_meeting(self)

    @property
    def lawyer(self) -> User:
        return self.pair.people[self.prosecutor]

    def happens(self, likelihood: float, leads_to: str | None = None) -> bool:
        """Whether an optional step happens; with `until` set, only the steps that lead to it do."""
        if self.until:
            return leads_to == self.until
        return self.chance.random() < likelihood

    def wait(self, least: float, most: float) -> timedelta:
        return days(self.chance.uniform(least, most))

    def open_case(self) -> None:
        self.case = self.do(self.officer, cases.open_case, unit=self.pair.police, urn=self.urn)
        victim = self.do(self.officer, cases.add_victim, case=self.case)
        for _ in range(self.count):
            suspect = self.do(self.officer, cases.add_suspect, case=self.case, **self.facts())
            for alleged in self.what_is_alleged():
                self.do(
                    self.officer, cases.add_allegation, case=self.case, victim=victim,
                    suspect=suspect, **alleged,
                )  # fmt: skip
        circumstances.record_demo_circumstances(self, victim)
        personal_details.record_demo_details(self)
        if self.until:
            documents.add_case_documents(self)
            victims.record_victim(self)
        if self.until == State.RETURNED:
            documents.correct_allegation_day(self)
        if self.until == State.INVESTIGATING:
            conflicts.record_relative_conflict(self)
        victims.meet_open_duties(self)

    def facts(self) -> dict[str, object]:
        """Facts of an invented suspect, with their custody status."""
        arrested_on = self.today - days(self.chance.randint(2, 30))
        youngest, oldest = (45, 65) if allegations.is_of_long_ago(self) else (20, 55)
        born_on = self.today - days(self.chance.randint(youngest * 365, oldest * 365))
        facts: dict[str, object] = {"born_on": born_on, "arrested_on": arrested_on}
        facts |= {"surname": self.chance.choice(texts.SURNAMES), "given_names": "Demo"}
        if self.urgency == "RED":
            return facts | {
                "custody": "IN_CUSTODY", "arrested_on": self.today,
                "detained_until": self.world.now + hours(20),
            }  # fmt: skip
        if self.chance.random() < 0.6:
            return facts | {
                "custody": "ON_BAIL", "bailed_on": arrested_on,
                "bail_ends_on": arrested_on + days(84),
            }  # fmt: skip
        return facts | {"custody": "UNDER_INVESTIGATION", "released_on": arrested_on}

    def referred(self) -> Road:
        """
        The referral is written and signed off; in some stories it is sent back or returned first.
        """
        proof.draw_proof(self)
        self.write()
        yield hours(1) if self.urgency == "RED" else self.wait(0.2, 3)
        if self.urgency != "RED" and self.happens(0.15):
            about = {"referral": self.referral, "supervisor_comments": texts.SENT_BACK}
            self.do("supervisor", referrals.send_referral_back, **about)
            yield self.wait(1, 3)
            self.revise()
            yield self.wait(0.2, 2)
        self.sign_off()
        yield hours(1) if self.urgency == "RED" else self.wait(0.5, 3)
        if self.urgency != "RED" and self.happens(0.3, leads_to=State.RETURNED):
            reasons = self.chance.sample(["no_mg3", "exhibits_missing", "mg11s_missing"], 2)
            if self.until:  # a statement is there, and triage still finds it insufficient
                reasons = ["mg11s_missing", "exhibits_missing"]
            about = {"reasons": mg3_answers.details(reasons), "reply_by": self.today + days(10)}
            self.do("assistant", referrals.return_referral, referral=self.referral, **about)
            yield from extensions.ask_for_more_time(self, reply_in=10)
            self.write()
            yield self.wait(0.2, 2)
            self.sign_off()
            yield self.wait(0.5, 2)

    def mg3(self) -> dict[str, Any]:
        return mg3_answers.demo_mg3(self)

    def write(self) -> None:
        suspects = self.in_state(State.INVESTIGATING) + self.in_state(State.RETURNED)
        self.referral = self.do(
            self.officer, referrals.write_referral, case=self.case, suspects=suspects,
            explained={"exhibits_missing": texts.AT_THE_LABORATORY}, **self.mg3(),
            accounts=personal_details.demo_accounts(suspects),
            pleas=mg3_answers.demo_pleas(suspects),
            return_answers=mg3_answers.demo_return_answers(self, suspects),
        )  # fmt: skip

    def revise(self) -> None:
        suspects = self.in_state(State.INVESTIGATING) + self.in_state(State.RETURNED)
        (now := self.referral).refresh_from_db()
        self.do(
            self.officer, referrals.revise_referral, referral=now, suspects=suspects,
            version=now.version, explained=now.explained, accounts=now.accounts, pleas=now.pleas,
            return_answers=mg3_answers.demo_return_answers(self, suspects), **self.mg3(),
        )  # fmt: skip

    def sign_off(self) -> None:
        self.do(
            "supervisor", referrals.sign_referral_off, referral=self.referral,
            supervisor_comments=self.chance.choice(texts.SUPERVISOR),
        )  # fmt: skip

    def allocate(self) -> None:
        about = {"case": self.case, "suspects": self.in_state(State.READY_TO_ALLOCATE)}
        self.do("manager", allocations.allocate_case, to=self.lawyer, **about)

    def planned(self) -> Road:
        """The prosecutor reviews the case and sets a plan; some answers are late or incomplete."""
        suspects = self.in_state(State.WITH_PROSECUTOR)
        review = self.reviewed(suspects)
        yield hours(1)
        yield from file_quality.assess_file_quality(self)
        if self.happens(0.2):
            messages_and_notes.propose_notes_request(self, review, suspects)
        chosen = self.chance.sample(texts.ACTIONS, self.chance.randint(2, 4))
        self.do(
            self.prosecutor, action_plans.set_action_plan, review=review,
            items=[self.action(n, text, suspects) for n, text in enumerate(chosen)],
        )  # fmt: skip
        items = self.items()
        messages_and_notes.write_notes(self, items[0])
        messages_and_notes.exchange_messages(self, items[0])
        challenges.reply_to_plan(self, items)
        yield from challenges.answer_replies(self, items)
        for item in items:
            yield from self.answered(item)
        self.review_again()
        yield from proposed_plans.propose_second_plan(self)

    def reviewed(self, suspects: list[Suspect]) -> Review:
        """The prosecutor records a review: of a suspect in custody under the Threshold Test."""
        again = {"review_again_on": self.today + timedelta(days=21)}
        facts = texts.THRESHOLD | again if self.urgency == "RED" else texts.FULL
        return self.do(
            self.prosecutor, action_plans.record_review, case=self.case, suspects=suspects,
            evidence=texts.EVIDENCE, **texts.SECTIONS, **facts,
        )  # fmt: skip

    def review_again(self) -> None:
        """Record a further review with what the answers have shown."""
        if suspects := self.in_state(State.WITH_PROSECUTOR):
            self.do(
                self.prosecutor, action_plans.record_review, case=self.case, suspects=suspects,
                test="FULL", **texts.SECTIONS | texts.REVIEWED_AGAIN,
            )  # fmt: skip

    def action(self, n: int, text: texts.Action, suspects: list[Suspect]) -> dict[str, object]:
        category, what, line, proportion = text
        return {
            "category": category, "text": what, "line_of_inquiry": line,
            "proportionality": proportion, "weight": "ESSENTIAL" if n < 2 else "DESIRABLE",
            **proof.purpose_of_action(self, what, suspects, n), "suspects": suspects,
            "due_on": self.today + timedelta(days=self.chance.randint(7, 21)),
            "reach": messages_and_notes.intrusive_facts(self, category),
            "not_reaching_because": texts.NOT_REACHING if category == "RECORDS" else "",
            "began_with": self.pair.wordings.get((category, what)),
        }  # fmt: skip

    def items(self) -> list[ActionItem]:
        return list(ActionItem.objects.unscoped("demo").filter(case=self.case).order_by("number"))

    def answered(self, item: ActionItem) -> Road:
        yield self.wait(3, 12)
        luck = self.chance.random()
        if luck < 0.15 and self.is_open(item):
            yield from challenges.put_off(self, item)
        if not self.is_open(item):
            return
        messages_and_notes.take_request_steps(self, item)
        answer, text = (
            ("CANNOT", texts.CANNOT) if luck > 0.9 else ("DONE", self.chance.choice(texts.ANSWERS))
        )
        self.do(
            self.officer, action_items.answer_item, item=item, answer=answer, text=text,
            **documents.files_with_answer(luck),
        )  # fmt: skip
        yield self.wait(0.5, 3)
        with_prosecutor = self.in_state(State.WITH_PROSECUTOR) + self.in_state(State.ACTION_PLAN)
        if 0.15 < luck < 0.25 and with_prosecutor:
            yield from challenges.asked_again(self, item)
        self.do(self.prosecutor, action_items.accept_answer, item=item)
        yield hours(2)

    def is_open(self, item: ActionItem) -> bool:
        item.refresh_from_db()
        return item.status == ItemStatus.OPEN
