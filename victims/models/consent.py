from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from people.identity.capacities import READING_OF_SUPPORT
from people.models import AccessControlled, Side, User
from victims.models.support import HowVictimAgreed, Support


class ConsentRecipient(models.TextChoices):
    """Who may know something by a victim's consent."""

    SERVICE = "SERVICE", _("The service that supports the victim")
    POLICE = "POLICE", _("Police")
    CPS = "CPS", _("CPS")


class ConsentCategory(models.TextChoices):
    """What a recipient may know: the first six are shown to the service, the last two by it."""

    MILESTONES = "MILESTONES", _("How far the case has come")
    COURT_DATES = "COURT_DATES", _("Coming court dates")
    TOLD = "TOLD", _("What the victim has been told, and when")
    DUTIES = "DUTIES", _("What police and CPS still owe the victim")
    REQUESTS = "REQUESTS", _("What was asked of others about the victim")
    HOW_TO_REACH = "HOW_TO_REACH", _("How to reach the victim safely, and what they need")
    IS_SUPPORTED = "IS_SUPPORTED", _("That a service supports the victim")
    LIAISON = "LIAISON", _("Liaison notes from the ISVA")


FROM_POLICE_AND_CPS = (
    ConsentCategory.MILESTONES, ConsentCategory.COURT_DATES, ConsentCategory.TOLD,
    ConsentCategory.DUTIES, ConsentCategory.REQUESTS,
    ConsentCategory.HOW_TO_REACH,
)  # fmt: skip
FROM_THE_SERVICE = (ConsentCategory.IS_SUPPORTED, ConsentCategory.LIAISON)


class ConsentPurpose(models.TextChoices):
    """For what purpose the victim agrees."""

    SUPPORT = "SUPPORT", _("To support the victim through the case")
    SPEAK_FOR = "SPEAK_FOR", _("To speak to police and CPS for the victim")
    SAFETY = "SAFETY", _("To keep the victim safe")


class Consent(AccessControlled):
    """
    A victim's consent that a recipient knows a category, for a purpose, until a day. Append-only.

    It is checked on every read (victims/queries/consent_sharing.py), so that access ends with it.
    The victim's service reads its consents; police and CPS see those that their own side recorded
    and those for them. expires_at: the end of the last day; None until withdrawn. is_given_again:
    the victim had withdrawn the same before, so it counts only once a second person confirms it.
    """

    access_path = "support"
    read_in = READING_OF_SUPPORT

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    support = models.ForeignKey(Support, models.PROTECT, related_name="consents")
    recipient = models.CharField(max_length=7, choices=ConsentRecipient)
    category = models.CharField(max_length=12, choices=ConsentCategory)
    purpose = models.CharField(max_length=9, choices=ConsentPurpose)
    how = models.CharField(max_length=9, choices=HowVictimAgreed)
    given_on = models.DateField()
    expires_at = models.DateTimeField(null=True)
    is_given_again = models.BooleanField(default=False)
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="consent_goes_one_way",
                condition=Q(recipient=ConsentRecipient.SERVICE, category__in=FROM_POLICE_AND_CPS)
                | ~Q(recipient=ConsentRecipient.SERVICE) & Q(category__in=FROM_THE_SERVICE),
            )
        ]
        indexes = [models.Index(name="consent_by_support", fields=["support", "-at"])]

    def is_active(self, at: datetime) -> bool:
        """
        Whether it is active at a moment: not expired, not withdrawn, not waiting for confirmation.
        """
        return self._is_kept(at) and not self._is_unconfirmed()

    def is_waiting_for_confirmation(self, at: datetime) -> bool:
        """Whether it waits for confirmation by a second person."""
        return self._is_kept(at) and self._is_unconfirmed()

    def _is_kept(self, at: datetime) -> bool:
        is_over = self.expires_at is not None and self.expires_at <= at
        return not is_over and getattr(self, "withdrawal", None) is None

    def _is_unconfirmed(self) -> bool:
        return self.is_given_again and getattr(self, "confirmation", None) is None


class ConsentWithdrawal(AccessControlled):
    """A victim's withdrawal of a consent. Nobody has access by it from then on. Append-only."""

    access_path = "support"
    read_in = READING_OF_SUPPORT

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    support = models.ForeignKey(Support, models.PROTECT, related_name="withdrawals")
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="withdrawal")
    how = models.CharField(max_length=9, choices=HowVictimAgreed)
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False


class ConsentConfirmation(AccessControlled):
    """
    A second person's confirmation that the victim gives a withdrawn consent again. Append-only.

    how: how that person heard it. Nobody confirms a consent that they recorded.
    """

    access_path = "support"
    read_in = READING_OF_SUPPORT

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    support = models.ForeignKey(Support, models.PROTECT, related_name="confirmations")
    consent = models.OneToOneField(Consent, models.PROTECT, related_name="confirmation")
    how = models.CharField(max_length=9, choices=HowVictimAgreed)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False


class Shown(AccessControlled):
    """
    One fact that a person was shown by a consent, at the first time.

    Written as the page is shown, so that a victim who withdraws a consent can be told what had been
    seen. It holds no value but a date: category, code and suspect number. note: the note whose text
    a person of police or CPS was shown. answer: the answer to a note whose text a person of the
    service was shown.
    """

    access_path = "support"
    read_in = READING_OF_SUPPORT

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    support = models.ForeignKey(Support, models.PROTECT, related_name="shown")
    category = models.CharField(max_length=12, choices=ConsentCategory)
    code = models.CharField(max_length=24)
    number = models.PositiveSmallIntegerField(null=True)  # the suspect's
    on = models.DateField(null=True)
    note = models.ForeignKey("victims.NoteReceived", models.PROTECT, null=True, related_name="+")
    answer = models.ForeignKey(
        "victims.AnswerReceived", models.PROTECT, null=True, related_name="shown"
    )
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                name="shown_first_once",
                fields=["support", "to", "category", "code", "number", "on", "note", "answer"],
                nulls_distinct=False,
            )
        ]
