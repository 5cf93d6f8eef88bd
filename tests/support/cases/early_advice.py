"""Steps of a request for early advice, each the real action, on a case of the cast."""

from datetime import timedelta

from cases.early_advice.actions import advice_given, advice_triage, early_advice
from cases.models import EarlyAdvice
from devtools.case_builder import CaseBuilder
from devtools.usual_answers import ADVICE

GIVEN = {
    "answers": ["Yes, she is.", "Rape."],
    "lines": ["Take the friend’s statement.", "Download his phone for that week."],
    "evidence": "Her first account.",
    "strategy": "What he did to find out whether she agreed.",
    "third_party": "No counselling notes.",
    "method": "TELEPHONE",
}


class AdviceCaseBuilder(CaseBuilder):
    """A case with a request for early advice; self.advice is the latest request."""

    def ask(self, **items):
        self.advice = self.do(
            early_advice.request_early_advice, "officer", case=self.case, suspects=self.suspects,
            **ADVICE | items,
        )  # fmt: skip
        return self

    def step(self, action, who, **said):
        """Take one step of the latest request."""
        self.do(action, who, advice=self.advice, **said)
        return self

    def send(self, **items):
        self.ask(**items)
        return self.step(early_advice.sign_early_advice_off, "supervisor", text="Worth asking.")

    def take_on(self):
        self.send()
        return self.step(advice_triage.accept_early_advice, "assistant")

    def advise(self, method="WRITTEN"):
        """Take the request as far as an adviser is named."""
        self.take_on()
        return self.step(
            advice_triage.name_adviser, "advice_manager", to=self.cast.prosecutor, method=method
        )

    def give(self, **parts):
        self.advise()
        about = {"allegations": list(self.case.allegations.unscoped("test"))}
        return self.step(
            advice_given.give_early_advice, "prosecutor",
            **GIVEN | {"other_offence": None} | about | parts,
        )  # fmt: skip

    def turn_down(self, *, at_triage=True, days=7):
        """Return it at triage or refuse it by the manager, with a date by which to reply."""
        facts = {"text": "Too early.", "reply_by": days and self.at.date() + timedelta(days=days)}
        if at_triage:
            return self.send().step(advice_triage.return_early_advice, "assistant", **facts)
        return self.take_on().step(advice_triage.refuse_early_advice, "advice_manager", **facts)

    @property
    def now(self):
        """The latest request, read from the database."""
        return EarlyAdvice.objects.unscoped("test").get(pk=self.advice.pk)

    @property
    def states(self):
        """{number of a suspect: state}."""
        rows = self.case.suspects.unscoped("test").order_by("number")
        return list(rows.values_list("state", flat=True))
