from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.document import Document
from cases.models.mg_form import MgForm
from people.models import Side, User, Walled


class UploadStatus(models.TextChoices):
    """What became of a file that somebody sent."""

    KEPT = "KEPT", _("Added")
    REFUSED = "REFUSED", _("Not added")


class Upload(Walled):
    """
    One file that somebody sent to a case, and what became of it: for the sender's side alone.

    sending: the files sent with one press of a button, by the one-time key of the form. why: the
    sentence with which it was refused.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="uploads")
    sending = models.UUIDField()
    title = models.CharField(max_length=120)
    form = models.CharField(max_length=9, choices=MgForm)
    status = models.CharField(max_length=8, choices=UploadStatus)
    why = models.TextField(blank=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
        indexes = [models.Index(name="upload_by_case", fields=["case", "only_side", "-at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="upload_is_of_one_side", condition=Q(only_side__in=[Side.POLICE, Side.CPS])
            ),
            models.CheckConstraint(
                name="upload_became_a_document_or_says_why",
                condition=Q(status=UploadStatus.KEPT, document__isnull=False, why="")
                | (Q(status=UploadStatus.REFUSED, document=None) & ~Q(why="")),
            ),
        ]
