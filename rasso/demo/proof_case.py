"""
A demo case that shows the whole matrix of proof: an act of long ago, alleged under two Acts.

Of the first suspect one gap is late, one has been answered, and one nobody has asked for yet. The
second is proved as far as it can be: a charge can be authorised.
"""

from datetime import timedelta
from typing import Any

from cases.action_plans.actions import action_items, action_plans, challenges
from cases.models import Gap, ItemPurpose, Suspect
from cases.proof.actions import entries
from cases.proof.queries.places import proof_subjects
from cases.referrals.actions import referrals
from cases.states import State
from people.access.scopes import scope_of
from rasso.demo import documents, texts, victims
from rasso.demo.plain_story import PlainStory
from rasso.demo.simulated_time import Road, hours

# The points of both offences, by their keys in the list of points to prove.
ACT, MEANT, SEXUAL = ("penetration", "assault"), ("intentional", "intent"), ("sexual", "indecent")
CONSENT, BELIEF = ("no-consent",), ("no-reasonable-belief", "belief-consent")
# What bears on points, of each suspect: the points, and the facts of the entry.
BEARING: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (ACT + MEANT, {
        "bears": "FOR", "material": "STATEMENT",
        "text": "Demo text. Her interview, 14:20 to 31:05: what he did, and that he held her.",
    }),
    (SEXUAL, {
        "bears": "FOR", "material": "STATEMENT",
        "text": "Demo text. Her interview, 16:40: where he touched her.",
    }),
    (("woman",), {
        "bears": "FOR", "material": "DOCUMENT", "text": "Demo text. Her birth certificate.",
    }),
    (CONSENT, texts.FIRST_ACCOUNT),
    (CONSENT, {
        "bears": "BOTH", "material": "DOCUMENT",
        "text": "Demo text. Her diary of that week: she asks him to keep away, and thanks him.",
    }),
    (BELIEF, texts.HIS_ACCOUNT),
)  # fmt: skip
# Of the second suspect alone: with it, each point has something for it.
HEARD = {
    "bears": "FOR", "material": "STATEMENT",
    "text": "Demo text. The neighbour: she called out that he should stop, and he laughed.",
}  # fmt: skip


class ProofStory(PlainStory):
    """
    Two suspects of one act. ending: the state of the first, whose plan is not answered in time.
    """

    is_of_long_ago = True

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.officer, self.count = "officer", 2

    def road(self) -> Road:
        yield from self.referred()
        yield from self.asked_for_gaps()
        yield self.wait(4, 6)
        self.reviewed(self.in_state(State.WITH_PROSECUTOR))
        [first] = self.in_state(self.ending)
        self.miss(
            first, ("belief-consent",), "Demo text. The letter that he wrote to her in 2005.",
            material="DOCUMENT", weight="DESIRABLE",
        )  # fmt: skip

    def referred(self) -> Road:
        """The case until the prosecutor has read it, with what bears on each point."""
        self.open_case()
        documents.add_case_documents(self)
        victims.record_victim(self)
        yield self.wait(2, 4)
        self.draw_matrix()
        self.write()
        yield hours(5)
        self.sign_off()
        yield hours(20)
        self.do("assistant", referrals.accept_referral, referral=self.referral)
        yield self.wait(1, 2)
        self.allocate()
        victims.introduce_liaison_officer(self)
        yield self.wait(2, 4)

    def draw_matrix(self) -> None:
        """The officer records what bears on each point, of both suspects."""
        for suspect in self.in_state(State.INVESTIGATING):
            more = ((BELIEF, HEARD),) if suspect.number > 1 else ()
            for points, facts in (*BEARING, *more):
                self.do(
                    self.officer, entries.add_bearing, suspect=suspect,
                    points=self.places(suspect, points), **facts,
                )  # fmt: skip

    def asked_for_gaps(self) -> Road:
        """
        A plan asks for two gaps of the first suspect, each under both Acts. One answer comes.
        """
        suspects = self.in_state(State.WITH_PROSECUTOR)
        first = suspects[0]
        review = self.reviewed(suspects)
        sister = "Demo text. Take a statement from the sister who shared the room that summer."
        steps = "Demo text. Ask him in a further interview what he did to find out."
        gaps = (
            self.miss(first, CONSENT, sister, material="STATEMENT"),
            self.miss(first, BELIEF, steps, material="ACCOUNT", account_of="SUSPECT"),
        )
        self.do(
            self.prosecutor, action_plans.set_action_plan, review=review,
            items=[
                self.action_for_gaps(first, rows, due_in)
                for rows, due_in in zip(gaps, (10, 28), strict=True)
            ],
        )  # fmt: skip
        late, answered = self.items()
        self.do(self.officer, challenges.accept_item, item=late)
        yield self.wait(3, 5)
        self.do(
            self.officer, action_items.answer_item, item=answered, answer="DONE",
            text=texts.SUSPECT_ACCOUNT,
        )  # fmt: skip

    def action_for_gaps(self, suspect: Suspect, gaps: list[Gap], due_in: int) -> dict[str, Any]:
        """An action that asks for the same thing under both Acts. due_in: days."""
        return {
            "category": "STATEMENTS", "text": gaps[0].text, "suspects": [suspect],
            "line_of_inquiry": "Demo text. It fills a gap in the proof under both Acts.",
            "proportionality": "Demo text. One person, about one summer.", "weight": "ESSENTIAL",
            "purpose": ItemPurpose.GAP, "gaps": [gap.pk for gap in gaps],
            "due_on": self.today + timedelta(days=due_in), "reach": None,
            "not_reaching_because": "",
        }  # fmt: skip

    def miss(
        self, suspect: Suspect, points: tuple[str, ...], text: str, **facts: str
    ) -> list[Gap]:  # fmt: skip
        """The prosecutor records what is missing to prove these points. Returns all such gaps."""
        self.do(
            self.prosecutor, entries.add_gap, suspect=suspect, text=text,
            points=self.places(suspect, points), **{"weight": "ESSENTIAL"} | facts,
        )  # fmt: skip
        rows = Gap.objects.unscoped("demo").filter(suspect=suspect).order_by("pk")
        return [gap for gap in rows if gap.text == text]

    def places(self, suspect: Suspect, points: tuple[str, ...]) -> list[str]:
        """Keys of the places of these points, under both Acts."""
        scope = scope_of(self.pair.people[self.officer], at=self.world.now)
        return [
            place.key
            for subject in proof_subjects(suspect, scope)
            for place in subject.places
            if place.point and place.point.key in points
        ]
