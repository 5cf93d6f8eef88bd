from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.identity.capacities import READING_OF_SUPPORT
from people.models import User, Walled
from victims.models.contact import ContactDirection, Way
from victims.models.support import Support


class ServiceEntryPurpose(models.TextChoices):
    """What an ISVA was in touch about. Source: domain note 5.3; a list, so that it is no story."""

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
    """What the ISVA means to see to. It says nothing of health, of feelings or of evidence."""

    INTERPRETER = "INTERPRETER", _("An interpreter")
    ACCESS = "ACCESS", _("Access")
    TRANSPORT = "TRANSPORT", _("Getting there")
    CARE_OF_OTHERS = "CARE_OF_OTHERS", _("Someone to look after children or others")
    HOUSING = "HOUSING", _("Somewhere safe to live")
    MONEY = "MONEY", _("Money, or time off work")
    OTHER_SERVICE = "OTHER_SERVICE", _("Another service")


class ServiceEntry(Walled):
    """
    What a service keeps of a contact for itself: facts to tick, and no place to tell anything.

    What police or CPS could read may become material in the case, and what is written may be asked
    for by others; so there is nothing to read. It hangs on the support and on nothing of the case,
    and is only ever added. Its id comes of the form that it was typed into, so that no other table
    needs to know that a form was sent.
    """

    held = "support"
    read_in = READING_OF_SUPPORT

    support = models.ForeignKey(Support, models.PROTECT, related_name="entries")
    contacted_at = models.DateTimeField()
    channel = models.CharField(max_length=14, choices=Way)
    direction = models.CharField(max_length=3, choices=ContactDirection)
    minutes = models.PositiveSmallIntegerField(null=True)
    purpose = models.CharField(max_length=11, choices=ServiceEntryPurpose)
    needs = ArrayField(models.CharField(max_length=14, choices=Need), default=list)
    next_on = models.DateField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
        indexes = [
            models.Index(name="entry_by_support", fields=["support", "-contacted_at", "-id"])
        ]


class ServiceLogVerb(models.TextChoices):
    """What somebody of a service did with the entries of one whom it supports."""

    READ = "READ", _("Read the entries")
    WRITTEN = "WRITTEN", _("Wrote an entry")
    KEPT_BACK = "KEPT_BACK", _("Did not show the earlier entries to the new ISVA")
    HANDED_ON = "HANDED_ON", _("Showed the earlier entries to the new ISVA")


class ServiceLog(Walled):
    """
    The service's own log of its entries: who read or wrote them, and when. Only ever added.

    The log that police, CPS and auditors have says of all this only that somebody opened a page.
    """

    held = "support"
    read_in = READING_OF_SUPPORT

    support = models.ForeignKey(Support, models.PROTECT, related_name="log")
    verb = models.CharField(max_length=9, choices=ServiceLogVerb)
    to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Walled.Meta):
        abstract = False
        indexes = [models.Index(name="log_by_support", fields=["support", "-at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="service_log_says_to_whom",
                condition=Q(verb__in=[ServiceLogVerb.READ, ServiceLogVerb.WRITTEN], to=None)
                | Q(
                    verb__in=[ServiceLogVerb.KEPT_BACK, ServiceLogVerb.HANDED_ON], to__isnull=False
                ),
            )
        ]
