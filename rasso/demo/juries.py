"""A demo case in which a jury convicts of another offence, and cannot agree on a second charge."""

from datetime import timedelta

from cases.decisions.actions import court_facts
from cases.decisions.counts import StatedCount
from cases.models import CourtFactKind, LaidCharge, Offence, Suspect, Verdict
from rasso.demo import decisions, texts
from rasso.demo.reversals import ReversalStory
from rasso.demo.simulated_time import Road

ENDINGS = (CourtFactKind.NO_VERDICT,)


class JuryStory(ReversalStory):
    """
    A suspect is charged with two counts. The jury finds them guilty of an attempt at the first, and
    cannot agree on the second, which is to be tried again.
    """

    def decided(self, suspect: Suspect) -> Road:
        [one] = decisions.stated_counts(self, suspect)
        beside = (
            Offence.objects.exclude(pk=one.offence.pk).filter(pk__in=decisions.ACTS).earliest("pk")
        )
        other = StatedCount(one.victim, beside, one.from_on, one.to_on, texts.PARTICULARS)
        decisions.authorise_charge_of(self, suspect, [one, other])
        yield self.wait(0.5, 1)
        yield from decisions.report_charges(self)
        yield self.wait(3, 5)
        rows = LaidCharge.objects.filter(report__decision__suspect=suspect)
        first, second = sorted(rows, key=lambda row: row.offence_id != one.offence.pk)
        self.in_court(suspect, "PLEA", result="NOT_GUILTY")
        self.in_court(suspect, "TRIAL", court=texts.COURT)
        yield self.wait(2, 3)
        self.in_court(
            suspect, "OUTCOME", first, result=Verdict.CONVICTED,
            convicted_of=Offence.objects.get(pk=f"{first.offence_id}A"),
        )  # fmt: skip
        self.in_court(suspect, CourtFactKind.NO_VERDICT, second)
        again_on = self.today + timedelta(days=90)
        self.in_court(suspect, "TRIAL", second, on=again_on, court=texts.COURT)

    def in_court(self, suspect: Suspect, kind: str, *charges: LaidCharge, **facts: object) -> None:
        """Record this in court of these charges, or of all; by default of today."""
        said = {"on": self.today} | facts
        self.do(
            self.prosecutor, court_facts.record_court_fact, suspect=suspect, kind=kind,
            charges=charges, **said,
        )  # fmt: skip
