from django.db import models
from django.db.models import Q

from cases.models import Case
from pilots.models.figure import Counted


class Occasion(Counted):
    """
    A measure event: one thing counted in proportions, such as a submission or a duty that fell due.

    Derived from recorded facts by pilots.actions.measure_events only, whenever one of the case
    changes. measure: the kind of event (pilots.measures.proportions.EVENT_KINDS_BY_CODE). about:
    the row that it is. answers: "question:ANSWER" each, separated by spaces; a number of days is
    "days-question:N". look_at: when the same facts give another answer because a day has passed.
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
