"""Demo cases in which charges are stopped or replaced after the report: one in part, one whole."""

from datetime import timedelta
from typing import Any

from cases.case_details.actions.cases import record_custody
from cases.decisions.actions import charge_stops, court_facts
from cases.decisions.counts import StatedCount
from cases.models import CourtFactKind, LaidCharge, LeaveCourt, Offence, StopKind, Suspect
from cases.states import State
from cases.statuses import DecisionStatus
from rasso.demo import decisions, texts
from rasso.demo.reversals import ReversalStory
from rasso.demo.simulated_time import Road, hours

ENDINGS = (State.CHARGED, State.STOPPED)
ON_FILE = (StopKind.ON_FILE,)
BY_LEAVE = (CourtFactKind.LEAVE,)
BY_TWO = (StopKind.ALTERED,)
WHY = (
    "Demo text. The phone, which came back from the laboratory last week, bears out the suspect’s "
    "account of that evening. There is no realistic prospect of conviction on this charge."
)


WHY_REPLACED = (
    "Demo text. The complainant has said in a further statement that it was another act than the "
    "one charged. The new charge is of that act, on the same evening."
)
WHY_ON_FILE = (
    "Demo text. The defendant has pleaded guilty to the first charge. A conviction on the other "
    "would make no difference to the sentence. The judge has agreed."
)
WHY_LEFT = (
    "Demo text. The complainant does not want to go on with the prosecution now. They do not say "
    "that anything they told the police is untrue. The judge has agreed."
)
WHY_BY_TWO = (
    "Demo text. The complainant can no longer say whether it was penetration or touching. Both are "
    "charged of the same evening, one in the alternative to the other."
)
MAGISTRATES = "Demo Magistrates’ Court"
SENTENCE = "Demo text. Four years in prison"
IN_ITS_PLACE = "SX03007"


class StopStory(ReversalStory):
    """
    A charge with another in the alternative: both are stopped, or one is and the other replaced, or
    the suspect is convicted of one and the other lies on the file. Or both lie there, and go on
    with the leave of a court. Or a charge that is replaced by another and its alternative.
    """

    def __init__(self, *args: Any, ending: str, **facts: Any) -> None:
        super().__init__(*args, ending=ending, **facts)
        self.has_act_beside = ending == StopKind.ALTERED

    def decided(self, suspect: Suspect) -> Road:
        is_by_two = self.ending == StopKind.ALTERED
        counts = decisions.stated_counts(self, suspect)
        stated = counts if is_by_two else self.with_alternative(counts)
        decisions.authorise_charge_of(self, suspect, stated)
        yield self.wait(0.5, 1)
        yield from decisions.report_charges(self)
        yield self.wait(6, 9)
        rows = LaidCharge.objects.filter(
            report__decision__suspect=suspect, report__decision__status=DecisionStatus.LIVE
        )
        laid = list(rows.order_by("pk"))
        if self.ending == StopKind.ON_FILE:
            yield from self.convicted_of_one(suspect, laid)
            return
        if self.ending == CourtFactKind.LEAVE:
            yield from self.left_and_taken_up(suspect, laid)
            return
        if is_by_two:
            new = (decisions.IN_THE_ALTERNATIVE, IN_ITS_PLACE)
            self.replace(suspect, laid[0], WHY_BY_TWO, *new)
            yield hours(5)
            self.remanded_until_the_hearing(suspect)
        else:
            yield from self.stopped_or_one_replaced(suspect, laid)

    def stopped_or_one_replaced(self, suspect: Suspect, laid: list[LaidCharge]) -> Road:
        """
        No evidence on either charge; or in the magistrates' court the first is discontinued, and
        the other replaced.
        """
        is_whole = self.ending == State.STOPPED
        if not is_whole:
            self.do(
                "assistant", court_facts.record_court_fact, suspect=suspect, kind="FIRST_HEARING",
                on=self.today, court=MAGISTRATES,
            )  # fmt: skip
        self.do(
            self.prosecutor, charge_stops.stop_charges, suspect=suspect,
            charges=laid if is_whole else laid[:1], text=WHY, are_told=True,
            kind=StopKind.NO_EVIDENCE if is_whole else StopKind.DISCONTINUED,
        )  # fmt: skip
        yield hours(5)
        if not is_whole:
            self.replace(suspect, laid[-1], WHY_REPLACED, IN_ITS_PLACE)
            yield hours(5)

    def replace(
        self, suspect: Suspect, charge: LaidCharge, why: str, new: str, alternative: str = ""
    ) -> None:
        """Another charge of the same days in place of this one, and its alternative if given."""
        self.do(
            self.prosecutor, charge_stops.stop_charges, suspect=suspect, charges=[charge],
            kind=StopKind.ALTERED, text=why, are_told=True, offence=Offence.objects.get(pk=new),
            alternative=Offence.objects.filter(pk=alternative).first(),
            from_on=charge.from_on, to_on=charge.to_on,
        )  # fmt: skip

    def convicted_of_one(self, suspect: Suspect, laid: list[LaidCharge]) -> Road:
        """A plea of guilty to the first charge; the other is left to lie on the file that day."""
        about = {"suspect": suspect, "charges": laid[:1], "on": self.today}
        record = court_facts.record_court_fact
        self.do(self.prosecutor, record, kind="PLEA", result="GUILTY", **about)
        self.do(self.prosecutor, record, kind="OUTCOME", result="CONVICTED", **about)
        self.do(self.prosecutor, record, kind="SENTENCE", detail=SENTENCE, **about)
        day_in_court = self.today
        yield self.wait(1, 2)
        self.do(
            self.prosecutor, charge_stops.stop_charges, suspect=suspect, charges=laid[1:],
            text=WHY_ON_FILE, are_told=True, kind=StopKind.ON_FILE, on=day_in_court,
        )  # fmt: skip

    def left_and_taken_up(self, suspect: Suspect, laid: list[LaidCharge]) -> Road:
        """Both charges are left to lie on the file, and the Crown Court lets them go on."""
        self.do(
            self.prosecutor, charge_stops.stop_charges, suspect=suspect, charges=laid,
            text=WHY_LEFT, are_told=True, kind=StopKind.ON_FILE,
        )  # fmt: skip
        yield self.wait(4, 5)
        self.do(
            self.prosecutor, court_facts.record_court_fact, suspect=suspect,
            kind=CourtFactKind.LEAVE, result=LeaveCourt.CROWN, on=self.today,
        )  # fmt: skip
        yield hours(3)

    def remanded_until_the_hearing(self, suspect: Suspect) -> None:
        """The court remands the suspect; the police record the limit, and the CPS the hearing."""
        facts = dict.fromkeys(("detained_until", "bailed_on", "bail_ends_on", "released_on"))
        self.do(
            self.officer, record_custody, suspect=suspect, version=None, custody="REMANDED",
            custody_limit_ends_on=self.today + timedelta(days=120), changed_because=texts.REMANDED,
            **facts,
        )  # fmt: skip
        self.do(
            "assistant", court_facts.record_court_fact, suspect=suspect, kind="HEARING",
            on=self.today + timedelta(days=60), detail=texts.PLEA_HEARING, court=texts.COURT,
        )  # fmt: skip

    def with_alternative(self, counts: list[StatedCount]) -> list[StatedCount]:
        """The counts alleged, and one in the alternative where there is only one."""
        if len(counts) > 1:
            return counts
        [one] = counts
        offence = Offence.objects.get(pk=decisions.IN_THE_ALTERNATIVE)
        other = StatedCount(
            one.victim, offence, one.from_on, one.to_on, texts.PARTICULARS_OR, alternative_to=1
        )
        return [one, other]
