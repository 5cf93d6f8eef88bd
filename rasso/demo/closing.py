"""
Demo cases that the police close themselves: one waits for a signature, two are closed, and one was
closed and is open again.
"""

from typing import Any

from cases.closing.actions import closing_reports, reopenings, signatures
from cases.closing.report_parts import LineOfInquiry, VictimAnswer
from cases.decisions.suspect_focus import StatedFocus
from cases.models import ClosingReport, ReopeningGround, Suspect, Victim
from cases.models import FocusAnswer as A
from cases.models import FocusQuestion as Q
from cases.states import State
from rasso.demo import victims
from rasso.demo.simulated_time import Road
from rasso.demo.stories import Story

ENDINGS = (State.CLOSING_SIGN_OFF, State.CLOSED)
REOPENED = (State.INVESTIGATING,)
WHY = (
    "Demo text. There is her account and his, who says that it was agreed. The messages of the two "
    "days bear neither out, and she does not wish to go on."
)
LINES = (
    LineOfInquiry("Demo text. Video interview of the complainant", True),
    LineOfInquiry("Demo text. Interview of the suspect under caution", True),
    LineOfInquiry(
        "Demo text. Download of the suspect’s phone",
        False,
        "Demo text. She has given the messages between them, and asked that nothing more be done.",
    ),
)
NOBODY_FOUND = (
    "Demo text. The cameras of the street and the taxi ranks show nobody who could be him, and the "
    "laboratory found no profile. Nobody has been identified."
)
LINES_WITHOUT_SUSPECT = (
    LineOfInquiry("Demo text. Video interview of the complainant", True),
    LineOfInquiry("Demo text. Cameras of the street and of the taxi ranks", True),
    LineOfInquiry("Demo text. Samples sent to the laboratory", True),
)
SAID = "Demo text. I want it to stop now, and to know that I can come back."
SIGNED = "Demo text. I have read the accounts and the messages. Nothing else bears on consent."
FOCUS = (
    StatedFocus(Q.BEFORE, A.BEARS, "Demo text. He had walked her home against her wish before."),
    StatedFocus(Q.DURING, A.BEARS, "Demo text. He says that it was agreed, and not how he knew."),
    StatedFocus(Q.AFTER, A.NOT_LOOKED, "Demo text. She asked that his phone be left alone."),
    StatedFocus(Q.MISCONCEPTIONS, A.BEARS, "Demo text. That she knew him well. It says nothing of "
                "whether she agreed."),
)  # fmt: skip
FOCUS_WITHOUT_SUSPECT = (
    StatedFocus(Q.BEFORE, A.BEARS, "Demo text. He followed her from the station, on two cameras."),
    StatedFocus(Q.DURING, A.NOTHING),
    StatedFocus(Q.AFTER, A.NOT_LOOKED, "Demo text. Nobody saw where he went."),
    StatedFocus(Q.MISCONCEPTIONS, A.NOTHING),
)
SENT_BACK = "Demo text. Say why the phone was not downloaded."
TOLD_LATE = (
    "Demo text. The contact officer was off sick, and nobody had taken the case over. The unit now "
    "names a second person for each victim."
)
WITNESS = (
    "Demo text. A neighbour has come forward, who heard what she said on the stairs that night."
)
NO_ADVICE = "Demo text. There was no question on which advice would have helped."


class ClosingStory(Story):
    """
    A case about one suspect that the police close. ending: the state that it reaches.

    The first report is sent back, so that the second shows what was answered.
    """

    def __init__(self, *args: Any, ending: str, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.ending, self.count = ending, 1

    def road(self) -> Road:
        self.open_case()
        victims.record_victim(self)
        yield self.wait(6, 12)
        self.written()
        yield self.wait(0.5, 1)
        self.answer(signatures.send_closing_report_back, text=SENT_BACK)
        yield self.wait(0.5, 2)
        self.written()
        if self.ending == State.CLOSING_SIGN_OFF:
            return
        yield self.wait(0.5, 1)
        self.answer(signatures.sign_closing_report, text=SIGNED, has_open_line=False)
        if self.ending == State.INVESTIGATING:
            yield from self.told_late_and_reopened()
            return
        yield self.wait(0.1, 0.3)
        victims.meet_open_duties(self)

    def told_late_and_reopened(self) -> Road:
        """The victim is told after the Code's time, with the reason; then a witness comes."""
        yield self.wait(10, 11)
        victims.record_late_news(self, TOLD_LATE)
        victims.meet_open_duties(self)
        yield self.wait(2, 3)
        rows = Suspect.objects.unscoped("demo").filter(case=self.case, state=State.CLOSED)
        self.do(
            "supervisor", reopenings.reopen_investigation, suspect=rows.get(),
            ground=ReopeningGround.NEW_EVIDENCE, text=WITNESS,
        )  # fmt: skip

    def written(self) -> None:
        """The officer writes a closing report about the suspect."""
        [suspect] = self.in_state(State.INVESTIGATING)
        victim = Victim.objects.unscoped("demo").get(case=self.case, number=1)
        asked = VictimAnswer(
            victim, SAID, self.pair.people[self.officer], self.today, "IN_PERSON",
            ("REVIEW", "REOPENING", "ISVA"),
        )  # fmt: skip
        self.do(
            self.officer, closing_reports.propose_closing, suspect=suspect, victims=[asked],
            no_advice_because=NO_ADVICE, **self.outcome(),
        )  # fmt: skip

    def outcome(self) -> dict[str, Any]:
        """The outcome of the report and what it rests on."""
        return {"outcome": 16, "reasons": WHY, "lines": LINES, "focus": FOCUS,
                "interviewed_on": self.today}  # fmt: skip

    def answer(self, action: Any, **said: object) -> None:
        """The supervisor answers the report that waits."""
        [suspect] = self.in_state(State.CLOSING_SIGN_OFF)
        reports = ClosingReport.objects.unscoped("demo").filter(suspect=suspect)
        newest = reports.order_by("number").last()
        assert newest is not None
        self.do("supervisor", action, suspect=suspect, version=newest.number, **said)


class UnidentifiedStory(ClosingStory):
    """A case that the police close because nobody was identified."""

    def facts(self) -> dict[str, object]:
        return {"surname": "", "custody": "NOT_ARRESTED"}

    def outcome(self) -> dict[str, Any]:
        return {"outcome": 18, "reasons": NOBODY_FOUND, "lines": LINES_WITHOUT_SUSPECT,
                "focus": FOCUS_WITHOUT_SUSPECT}  # fmt: skip
