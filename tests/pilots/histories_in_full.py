"""
Made-up roads with all that shares are counted of: what triage made of what was sent, and so on.

What is added to a road is drawn by a generator of its own, so that the stages stay as they were.
"""

import random
from datetime import timedelta

from cases.models import ReferralReturn, ReturnReason
from cases.return_reasons import REASONS
from tests.pilots.histories import Histories


class Full(Histories):
    """As Histories, with more on each road."""

    def __init__(self, places, seed, *, days=360):
        super().__init__(places, seed, days=days)
        self.more = random.Random(seed + 1)
        self.after = []  # rows, by the model, in the order in which they can be stored

    def add(self, suspects):
        made = super().add(suspects)
        for row in self.after:
            row.save(force_insert=True)
        self.after = []
        return made

    def also(self, model, **facts):
        row = model(**facts)
        self.after.append(row)
        return row

    def maybe(self, of):
        return self.more.random() < of

    def then(self, moment, most):
        return moment + timedelta(seconds=self.more.randrange(60, most * 86_400))

    def send(self, case, suspect, at, n, taken_back):
        row = super().send(case, suspect, at, n, taken_back)
        if not self.maybe(0.9):
            return row
        row.triaged_by, row.triaged_at = self.places.writer, self.then(at, 6)
        if self.maybe(0.4):
            self.return_it(row)
        elif taken_back is None:
            row.status = "ACCEPTED"
        return row

    def return_it(self, referral):
        back = self.also(
            ReferralReturn, case=referral.case, referral=referral, by=self.places.writer,
            reply_by=referral.triaged_at.date(), at=referral.triaged_at,
        )  # fmt: skip
        for code in self.more.sample(sorted(REASONS)[:4], self.more.randrange(1, 3)):
            self.also(ReturnReason, of=back, code=code)
