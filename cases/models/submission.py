from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from cases.models.case import Case
from cases.models.referral import Referral
from people.models import User, Walled


class Submission(Walled):
    """
    A referral as it was sent, at the moment a supervisor signed it off. The database keeps it so.

    as_sent is a cases.as_sent.AsSent: the answers, where each suspect was, the allegations, the
    documents there and the supervisor's comments. It holds nothing that one side kept to itself,
    because it is what went.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="submissions")
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="submission")
    number = models.PositiveSmallIntegerField()
    as_sent = models.JSONField(encoder=DjangoJSONEncoder)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="submission_number_once", fields=["case", "number"])
        ]
