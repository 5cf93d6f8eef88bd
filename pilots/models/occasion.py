from django.db import models
from django.db.models import Q

from cases.models import Case
from pilots.models.figure import Counted


class Occasion(Counted):
    """
    One thing of which shares are counted: a submission that was checked, a duty that fell due.

    Worked out from recorded facts by pilots.actions.measure_events alone, anew whenever one of a
    case changes. measure: which kind of thing (pilots.measures.proportions.EVENT_KINDS_BY_CODE);
    about: the row that it is. answers: what is said of it, "question:ANSWER" each, a space between.
    look_at: the moment from which the same facts say something else, because a day has passed.
    Cases restricted before they were ever published have none.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="occasions")
    about = models.UUIDField()
    counted_on = models.DateField()
    answers = models.TextField()
    look_at = models.DateTimeField(null=True)

    class Meta(Counted.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="occasion_once", fields=["measure", "about"]),
        ]
        indexes = [
            models.Index(
                name="occasion_by_place",
                fields=["measure", "month", "police_unit", "cps_unit", "urgency"],
                include=["answers"],
            ),
            models.Index(
                name="occasion_to_look_at", fields=["look_at"], condition=Q(look_at__isnull=False)
            ),
        ]
