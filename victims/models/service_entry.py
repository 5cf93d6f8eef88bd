from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.identity.capacities import READING_OF_SUPPORT
from people.models import AccessControlled, User
from victims.models.contact import ContactDirection, Way
from victims.models.support import Support


class ServiceEntryPurpose(models.TextChoices):
    """
    What a contact by an ISVA was about. Source: domain note 5.3. A list, so that no account is
    kept.
    """

    UPDATE = "UPDATE", _("An update passed on")
    NEEDS = "NEEDS", _("What the victim needs")
    MEASURES = "MEASURES", _("Special measures")
    SAFETY = "SAFETY", _("Safety")
    COURT_VISIT = "COURT_VISIT", _("A visit to the court")
    STATEMENT = "STATEMENT", _("The victim personal statement")
    WITHDRAWING = "WITHDRAWING", _("Whether to go on supporting the case")
    COMPLAINT = "COMPLAINT", _("A complaint, or a review of a decision")
    CHECKING_IN = "CHECKING_IN", _("Keeping in touch")


class Need(models.TextChoices):
    """A need that the ISVA will see to. Says nothing of health, feelings or evidence."""

    INTERPRETER = "INTERPRETER", _("An interpreter")
    ACCESS = "ACCESS", _("Access")
    TRANSPORT = "TRANSPORT", _("Getting there")
    CARE_OF_OTHERS = "CARE_OF_OTHERS", _("Someone to look after children or others")
    HOUSING = "HOUSING", _("Somewhere safe to live")
    MONEY = "MONEY", _("Money, or time off work")
    OTHER_SERVICE = "OTHER_SERVICE", _("Another service")


class CorrectionReason(models.TextChoices):
    """Why an entry is corrected. A list, as all of an entry."""

    MISTAKE = "MISTAKE", _("A mistake was made when it was entered")
    BETTER_KNOWN = "BETTER_KNOWN", _("We now know more")
    AS_THEY_SAY = "AS_THEY_SAY", _("The victim says that it was otherwise")
    NEXT_MOVED = "NEXT_MOVED", _("Another day is agreed for the next contact")


class ServiceEntry(AccessControlled):
    """
    A service's private entry of one contact: coded facts and no free text. Append-only.

    What police or CPS could read may become material in the case, and written accounts may be
    requested by others, so there is none. It belongs to the support and to no row of the case. Its
    id is derived from the form's idempotency key, so that no other table shows that a form was
    sent. A correction is a further entry, a version of the first one: all are kept. first: None of
    the first version. why: it was corrected.
    """

    access_path = "support"
    read_in = READING_OF_SUPPORT

    support = models.ForeignKey(Support, models.PROTECT, related_name="entries")
    contacted_at = models.DateTimeField()
    channel = models.CharField(max_length=14, choices=Way)
    direction = models.CharField(max_length=3, choices=ContactDirection)
    minutes = models.PositiveSmallIntegerField(null=True)
    purpose = models.CharField(max_length=11, choices=ServiceEntryPurpose)
    needs = ArrayField(models.CharField(max_length=14, choices=Need), default=list)
    next_on = models.DateField(null=True)
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    number = models.PositiveSmallIntegerField(default=1, db_default=1)  # of the version
    why = models.CharField(
        max_length=12, choices=CorrectionReason, blank=True, default="", db_default=""
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [
            models.Index(name="entry_by_support", fields=["support", "-contacted_at", "-id"])
        ]
        constraints = [
            models.UniqueConstraint(
                name="entry_version_once", fields=["first", "number"], condition=~Q(first=None)
            ),
            models.CheckConstraint(
                name="corrected_entry_says_why",
                condition=Q(first=None, number=1, why="")
                | Q(first__isnull=False, number__gt=1) & ~Q(why=""),
            ),
        ]


class ServiceLogVerb(models.TextChoices):
    """What a member of the service did with the entries of a support."""

    READ = "READ", _("Read the entries")
    WRITTEN = "WRITTEN", _("Wrote an entry")
    KEPT_BACK = "KEPT_BACK", _("Did not show the earlier entries to the new ISVA")
    HANDED_ON = "HANDED_ON", _("Showed the earlier entries to the new ISVA")
    DAY_READ = "DAY_READ", _("Saw the day of the next contact on “My day”")
    CORRECTED = "CORRECTED", _("Corrected an entry")


TO_THE_NEW_ISVA = [ServiceLogVerb.KEPT_BACK, ServiceLogVerb.HANDED_ON]  # the rows that name one


class ServiceLog(AccessControlled):
    """
    The service's own log of its entries: who read or wrote them, and when. Append-only.

    The audit log that police, CPS and auditors share shows only that a page was opened.
    """

    access_path = "support"
    read_in = READING_OF_SUPPORT

    support = models.ForeignKey(Support, models.PROTECT, related_name="log")
    verb = models.CharField(max_length=9, choices=ServiceLogVerb)
    to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="log_by_support", fields=["support", "-at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="service_log_says_to_whom",
                condition=Q(to=None) & ~Q(verb__in=TO_THE_NEW_ISVA)
                | Q(verb__in=TO_THE_NEW_ISVA, to__isnull=False),
            )
        ]
