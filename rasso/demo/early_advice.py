"""Demo cases in which the police ask for early advice before a referral."""

from collections.abc import Callable
from typing import Any

from cases.early_advice.actions import advice_escalations, advice_given, advice_triage, early_advice
from cases.models import AdviceFollowed, AdviceMethod
from cases.states import State
from rasso.demo import texts
from rasso.demo.simulated_time import Road, days
from rasso.demo.stories import Story

STOPS = (
    State.ADVICE_SIGN_OFF,
    State.ADVICE_TRIAGE,
    State.ADVICE_RETURNED,
    State.ADVICE_MANAGER,
    State.ADVICE_ADVISER,
    State.ADVICE_REFUSED,
    State.ADVICE_LEGAL_MANAGER,
)
# Whether the police say that they followed the advice, in turn by the serial number of the case.
FOLLOWED = (
    {"advice_followed": AdviceFollowed.FOLLOWED.value},
    {
        "advice_followed": AdviceFollowed.PARTLY.value,
        "advice_followed_because": "Demo text. The phone has not come back yet.",
    },
)


class AdviceStory(Story):
    """
    A story with an early advice request: signed off, accepted by triage and manager, and answered.

    `until` can name an earlier state, a return or a refusal; without it a referral follows.
    """

    def road(self) -> Road:
        self.open_case()
        yield self.wait(1, 3)
        self.advice = self.do(
            self.officer, early_advice.request_early_advice, case=self.case,
            suspects=self.in_state(State.INVESTIGATING), **texts.ADVICE,
            **texts.ADVICE_WITHOUT,
        )  # fmt: skip
        yield self.wait(0.5, 2)
        self.step("supervisor", early_advice.sign_early_advice_off, text=texts.SUPERVISOR[0])
        yield self.wait(0.5, 2)
        if self.until == State.ADVICE_RETURNED:
            facts: dict[str, Any] = {"text": texts.NOT_COMPLETE, "items": ["advice_disclosable"]}
            self.step("assistant", advice_triage.return_early_advice, **facts)
            return
        self.step("assistant", advice_triage.accept_early_advice)
        yield self.wait(0.5, 2)
        if self.until == State.ADVICE_REFUSED:
            facts = {"text": texts.NO_ADVICE, "reply_by": self.today + days(14)}
            self.step("advice-manager", advice_triage.refuse_early_advice, **facts)
            return
        if self.until == State.ADVICE_LEGAL_MANAGER:
            self.step("advice-manager", advice_triage.refuse_early_advice, text=texts.NO_ADVICE)
            yield self.wait(0.5, 2)
            self.step("inspector", advice_escalations.escalate_refusal, text=texts.LOOK_AGAIN)
            yield self.wait(0.5, 2)
        yield from self.advised_and_referred()

    def advised_and_referred(self) -> Road:
        """Name the adviser, give the advice, and write the referral that follows it."""
        planned = {"to": self.lawyer, "method": self.method()}
        self.step("advice-manager", advice_triage.name_adviser, **planned)
        yield self.wait(3, 12)
        self.step(self.prosecutor, advice_given.give_early_advice, **self.advised())
        yield self.wait(1, 3)
        self.write()
        yield self.wait(0.2, 1)
        self.sign_off()

    def mg3(self) -> dict[str, str]:
        """
        The referral's text, with what was done after the advice and no reason for going without.
        """
        said = super().mg3() | {"lines_done": texts.ADVICE_FOLLOWED, "no_advice_because": ""}
        return said | FOLLOWED[int(self.case.urn[4:9]) % len(FOLLOWED)]

    def step(self, role: str, action: Callable[..., object], **said: object) -> None:
        """Take a step on the request."""
        self.do(role, action, advice=self.advice, **said)

    def method(self) -> str:
        """How the advice is given: each method in turn, by the number of the case."""
        return AdviceMethod.values[int(self.case.urn[4:9]) % len(AdviceMethod.values)]

    def advised(self) -> dict[str, object]:
        alleged = list(self.case.allegations.unscoped("demo"))
        return (
            texts.ADVISED
            | {"method": self.method()}
            | {"allegations": alleged, "other_offence": None}
        )
