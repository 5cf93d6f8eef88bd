from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.document import Document
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Side, User


class Marking(AccessControlled):
    """
    Why the police made a document private, or revealed it again. Never edited.

    Always private to the police, also once the document is revealed: the reason may say more than
    the document.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="markings")
    document = models.ForeignKey(Document, models.PROTECT, related_name="markings")  # the first
    is_kept = models.BooleanField()  # private to the police from then on, else revealed
    because = SealedTextField()
    only_side = models.CharField(max_length=9, choices=Side, default=Side.POLICE, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="marking_says_why", condition=~Q(because="")),
            models.CheckConstraint(
                name="marking_is_of_the_police", condition=Q(only_side=Side.POLICE)
            ),
        ]
