"""Circumstances of victims, in random histories."""

from datetime import timedelta

from cases.models import Circumstances

CIRCUMSTANCE_ROWS = (Circumstances,)


class CircumstanceHistories:
    """Adds them to tests.support.pilots.full_histories.FullHistories."""

    def circumstances(self, case, suspect, victim):
        """No, one or two versions; some were not sent, some name the suspect."""
        for number in range(1, 1 + self.around.randrange(3)):
            is_abuse, child, vulnerable = self.around.choices(["YES", "NO", "NOT_KNOWN"], k=3)
            row = self.also(
                Circumstances, case=case, victim=victim, number=number, was_child=child,
                is_vulnerable=vulnerable, is_no_abuse=is_abuse == "NO",
                grounds=["FEAR"] if vulnerable == "YES" else [],
                because="" if number == 1 else "More.", by=self.places.writer,
                at=case.opened_at + timedelta(days=number),
                only_side=self.around.choice(["", "", "POLICE"]),
            )  # fmt: skip
            if is_abuse == "YES":
                link = Circumstances.abusers.through
                self.abusers.append(link(circumstances=row, suspect=suspect))

    def store_abusers(self):
        """The suspects by whom it is said to be domestic abuse, once their versions are stored."""
        Circumstances.abusers.through.objects.bulk_create(self.abusers)
        self.abusers = []
