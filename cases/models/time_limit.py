from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.offence import Offence
from cases.models.suspect import Suspect
from people.models import AccessControlled, Side
from timeliness.models import Clock


class ProsecutionLimit(AccessControlled):
    """
    The time within which a prosecution of a suspect for an offence of these days must begin.

    Each side has rows of its own (only_side), from the allegations and authorised counts that it
    reads: what the police correct and have not sent leaves the row of the CPS as it is. Written by
    cases.offences.actions.time_limits only; a row is never removed.

    last_on: the last day of the act; from_on, if it was a single day. ends_on: the last day to
    begin for the first day of the act, or for its last day once that has passed; first_ends_on: for
    its first day, None also in a row of an earlier release that was not followed since;
    last_ends_on: for its last day; None where no source settled the length. is_confirmed: the
    length was read in a source. is_running: the suspect has not been charged with it, and nobody
    has decided that they will not be. clock: reminds of ends_on; None if that had passed when it
    was recorded. Limits of one suspect and side that end on one day have one clock between them.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="+")
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    offence = models.ForeignKey(Offence, models.PROTECT, related_name="+")
    from_on = models.DateField()
    last_on = models.DateField()
    ends_on = models.DateField(null=True)
    first_ends_on = models.DateField(null=True)
    last_ends_on = models.DateField(null=True)
    is_confirmed = models.BooleanField(default=False)
    is_running = models.BooleanField(default=False)
    clock = models.ForeignKey(
        Clock, models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="prosecution_limit_once",
                fields=["suspect", "only_side", "offence", "from_on", "last_on"],
            ),
            models.CheckConstraint(
                name="prosecution_limit_of_one_side", condition=~Q(only_side="")
            ),
            models.CheckConstraint(
                name="only_a_running_limit_has_a_clock",
                condition=Q(is_running=True) | Q(clock=None),
            ),
        ]
        indexes = [
            models.Index(
                name="prosecution_limit_running",
                fields=["ends_on"],
                condition=Q(is_running=True),
            )
        ]
