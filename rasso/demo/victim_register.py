"""A demo case with a register: what was asked of others about the victim, at different stages."""

from datetime import date, timedelta
from typing import NamedTuple

from cases.action_plans.actions import (
    action_plans,
    holder_replies,
    own_victim_requests,
    victim_notices,
    victim_request_steps,
)
from cases.models import ActionItem, HolderReply, HowKnown, ItemPurpose, VictimRequest
from cases.states import State
from rasso.demo import texts
from rasso.demo.messages_and_notes import victim_of
from rasso.demo.simulated_time import Road
from rasso.demo.stories import Story


class AskedOfOthers(NamedTuple):
    """An action of the demo that asks for what others hold. first_day, last_day: days ago."""

    reach: str
    holder: str
    text: str
    material: str
    line_of_inquiry: str
    proportionality: str
    necessity: str
    less_intrusive: str
    first_day: int
    last_day: int


REGISTER = (
    AskedOfOthers(
        "HOLDER", "Demo City College",
        "Demo text. Ask the college whether she was there in the week after.",
        "Demo text. The attendance register of that week.",
        "Demo text. The suspect says that nothing changed for her.",
        "Demo text. One week, and only the register.",
        "Demo text. It is recorded nowhere else.",
        "Demo text. Her statement; the defence disputes it.", 50, 43,
    ),
    AskedOfOthers(
        "HOLDER", "Demo Street Surgery",
        "Demo text. Ask the surgery for the entry of the day after.",
        "Demo text. The entry of one visit, about injuries.",
        "Demo text. Whether injuries were seen.",
        "Demo text. One entry of one day.",
        "Demo text. The forensic examination was a week later.",
        "Demo text. A photograph, which does not show them.", 60, 59,
    ),
    AskedOfOthers(
        "DEVICE", "The victim",
        "Demo text. Take from the phone her messages with one friend, on one day.",
        "Demo text. Messages with one contact, on one day.",
        "Demo text. What she first said, and to whom.",
        "Demo text. One contact and one day, by agreement.",
        "Demo text. The friend has deleted hers.",
        "Demo text. A statement of the friend, who does not remember the words.", 60, 60,
    ),
)  # fmt: skip
OWN_REQUEST = {
    "holder": "Demo Lane School",
    "material": "Demo text. What the school recorded of her in these days.",
    "necessity": "Demo text. She told a teacher then; nobody else heard it.",
    "less_intrusive": "Demo text. A statement of the teacher, who has moved abroad.",
}
TOLD_LATE = (
    "Demo text. She is abroad with her family until next week, and asked not to be called there."
)


class RegisterStory(Story):
    """
    A case that waits for a college. Before that a surgery has answered, of which the victim was
    told late, and a phone was given back.
    """

    def happens(self, likelihood: float, leads_to: str | None = None) -> bool:
        return leads_to == State.ACTION_PLAN

    def planned(self) -> Road:
        suspects = self.in_state(State.WITH_PROSECUTOR)
        self._ask_on_own_decision()
        review = self.reviewed(suspects)
        asked = [self._asked(n, about) for n, about in enumerate(REGISTER)]
        self.do(
            self.prosecutor, action_plans.set_action_plan, review=review,
            items=[each | {"suspects": suspects} for each in asked],
        )  # fmt: skip
        college, surgery, phone = self.items()
        yield self.wait(1, 2)
        self._make_request(surgery, is_told_late=True)
        self._make_request(phone)
        yield self.wait(6, 9)
        self._tell_of(surgery)
        self._reply(surgery)
        self._give_back(phone)
        yield self.wait(1, 2)
        self._make_request(college)
        yield self.wait(1, 2)

    def _ask_on_own_decision(self) -> None:
        """The police ask a school themselves, and have its answer."""
        first, last = (self.today - timedelta(days=days) for days in (90, 80))
        one = self.do(
            self.officer, own_victim_requests.begin_victim_request, victim=victim_of(self),
            reach="HOLDER", from_on=first, to_on=last, **OWN_REQUEST,
        )  # fmt: skip
        self._take_steps(one)
        self._record_reply(one, HolderReply.ALL)

    def _asked(self, n: int, about: AskedOfOthers) -> dict[str, object]:
        return {
            "category": "RECORDS", "text": about.text, "weight": "DESIRABLE" if n else "ESSENTIAL",
            "line_of_inquiry": about.line_of_inquiry, "proportionality": about.proportionality,
            "purpose": ItemPurpose.INQUIRY, "due_on": self.today + timedelta(days=28),
            "reach": {
                "reach": about.reach, "material": about.material, "holder": about.holder,
                "necessity": about.necessity, "less_intrusive": about.less_intrusive,
                "victim": victim_of(self), "from_on": self.today - timedelta(days=about.first_day),
                "to_on": self.today - timedelta(days=about.last_day),
            },
        }  # fmt: skip

    def _make_request(self, item: ActionItem, *, is_told_late: bool = False) -> None:
        one = VictimRequest.objects.unscoped("demo").get(item=item)
        self._take_steps(one, is_told_late=is_told_late)

    def _take_steps(self, one: VictimRequest, *, is_told_late: bool = False) -> None:
        """Decide that a request may be made, give the notice or promise it, and make it."""
        is_device = one.reach == "DEVICE"
        belief = {} if is_device else {"how_known": HowKnown.VICTIM, "belief": texts.BELIEF}
        sent = {} if is_device else {"request_text": texts.REQUEST, "request_means": "Post"}
        about = {"victim_request": one}
        self.do(
            self.officer, victim_request_steps.record_authority, authorised_on=self.today,
            **about, **texts.AUTHORITY, **belief,
        )  # fmt: skip
        if is_told_late:
            promised = {"promised_on": self.today + timedelta(days=10)}
            self.do(
                self.officer, victim_notices.record_notice, late_because=TOLD_LATE, **about,
                **promised,
            )  # fmt: skip
        else:
            self._give_notice(one)
        if is_device:
            agreed = {"agreed_on": self.today}
            self.do(self.officer, victim_request_steps.record_agreement, **about, **agreed)
        self.do(
            self.officer, victim_request_steps.mark_requested, requested_on=self.today, **about,
            **sent,
        )  # fmt: skip

    def _tell_of(self, item: ActionItem) -> None:
        """The victim is given the notice of what is asked for."""
        self._give_notice(VictimRequest.objects.unscoped("demo").get(item=item))

    def _give_notice(self, one: VictimRequest) -> None:
        self.do(
            self.officer, victim_notices.record_notice, given_on=self.today, victim_request=one,
            may_refuse=one.reach == "DEVICE", **texts.NOTICE_OF_RECORDS,
        )  # fmt: skip

    def _reply(self, item: ActionItem) -> None:
        self._record_reply(VictimRequest.objects.unscoped("demo").get(item=item), HolderReply.PART)

    def _record_reply(self, one: VictimRequest, reply: HolderReply) -> None:
        self.do(
            self.officer, holder_replies.record_reply, replied_on=self.today, victim_request=one,
            reply=reply, held_where=texts.HELD_WHERE,
        )  # fmt: skip

    def _give_back(self, item: ActionItem) -> None:
        returned: dict[str, date] = {"returned_on": self.today}
        one = VictimRequest.objects.unscoped("demo").get(item=item)
        self.do(self.officer, holder_replies.mark_given_back, victim_request=one, **returned)
