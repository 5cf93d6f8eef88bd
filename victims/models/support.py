from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from people.identity.capacities import READING_OF_SUPPORT
from people.models import AccessControlled, AccessRoot, Grant, Side, Unit, User
from victims.models.record import VictimRecord

NAMED_ON_SUPPORT = {"assigned_isva": _("ISVA who supports the victim")}


class SupportStatus(models.TextChoices):
    """The states of a support."""

    ASKED = "ASKED", _("Waiting for the service’s answer")
    DECLINED = "DECLINED", _("The service could not take this on")
    SUPPORTED = "SUPPORTED", _("Supported")
    ENDED = "ENDED", _("Support has ended")


class HowVictimAgreed(models.TextChoices):
    """How a victim gave a consent or withdrew it."""

    IN_PERSON = "IN_PERSON", _("In person")
    PHONE = "PHONE", _("By phone")
    WRITING = "WRITING", _("In writing")
    ONLINE = "ONLINE", _("By email or online")


class SupportDeclineReason(models.TextChoices):
    """Why a service declines a referral. Says nothing of the victim."""

    NO_CAPACITY = "NO_CAPACITY", _("The service has no room now")
    NOT_OUR_AREA = "NOT_OUR_AREA", _("Another service covers the area")
    NOT_WANTED = "NOT_WANTED", _("The victim does not want support now")
    NOT_REACHED = "NOT_REACHED", _("The service could not reach the victim")
    ALREADY = "ALREADY", _("The service is in touch with the victim already")


class SupportEndReason(models.TextChoices):
    """Why a support ended. The service's own: not shown to police or CPS."""

    COMPLETE = "COMPLETE", _("The support is complete")
    VICTIM_WISHES = "VICTIM_WISHES", _("The victim no longer wants it")
    NO_CONTACT = "NO_CONTACT", _("The victim can no longer be reached")
    ELSEWHERE = "ELSEWHERE", _("Another service has taken over")


class Support(AccessRoot):
    """
    A service's support of one victim: the access root of all that a service can read.

    Read by the ISVA named on it and by the service's managers; the case's units give no access. An
    ISVA has no grant on the case or the victim's record: what they are shown of them comes from
    victims/queries/consent_sharing.py, by the victim's consent. A trigger copies the case's
    restriction. isva: who is responsible; what they may do comes from the grant. entries_from: an
    ISVA without the earlier entries reads those written since then. listed_at: since when the row
    has been in its state, the worklist's order.
    """

    access_path = "pk"
    unit_of = {Side.SUPPORT: "service"}
    read_in = READING_OF_SUPPORT
    conflict_of = "case"
    notices_lead_to = "see-support"
    notices_also_lead_to = {
        "consent_to_confirm": "see-consents",
        "consent_changed": "see-consents",
        "meeting_arranged": "see-support#told",
        "meeting_moved": "see-support#told",
        "meeting_cancelled": "see-support#told",
        "agreed_to_do": "see-support#agreed",
        "note_answered": "see-liaison-notes",
        "lifting_proposed": "see-service-conflicts",
        "lifting_settled": "see-service-conflicts",
        "conflict_lifted": "see-service-conflicts",
    }

    case = models.ForeignKey(Case, models.PROTECT, related_name="supports")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="supports")
    service = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    side = models.CharField(
        max_length=9, choices=Side
    )  # the side that referred; neither sees the other's
    isva = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+")
    status = models.CharField(max_length=9, choices=SupportStatus, default=SupportStatus.ASKED)
    entries_from = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True, editable=False)
    listed_at = models.DateTimeField(editable=False)

    class Meta(AccessRoot.Meta):
        abstract = False
        permissions = list(NAMED_ON_SUPPORT.items())
        constraints = [
            models.UniqueConstraint(
                name="one_open_support",
                fields=["record", "service", "side"],
                condition=Q(is_open=True),
            ),
            models.CheckConstraint(
                name="support_is_open_as_its_status_says",
                condition=Q(is_open=True, status__in=[SupportStatus.ASKED, SupportStatus.SUPPORTED])
                | Q(is_open=False, status__in=[SupportStatus.DECLINED, SupportStatus.ENDED]),
            ),
            models.CheckConstraint(
                name="whoever_is_supported_has_an_isva",
                condition=~Q(status=SupportStatus.SUPPORTED) | Q(isva__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="support_of_service",
                fields=["service", "listed_at", "id"],
                condition=Q(is_open=True, is_restricted=False),
            )
        ]


class SupportGrant(Grant):
    """The named role of an ISVA on a support. is_open: the support has not ended."""

    content_object = models.ForeignKey(Support, models.CASCADE, related_name="grants")
    is_open = models.BooleanField(default=False, editable=False)  # copied by trigger

    class Meta(Grant.Meta):
        abstract = False
        indexes = [
            models.Index(
                name="supportgrant_open",
                fields=["user", "content_object"],
                include=["expires_at"],
                condition=Q(is_open=True),
            )
        ]


class SupportStep(AccessControlled):
    """A step of a support: accepted, declined, assigned or ended. Append-only."""

    access_path = "support"
    read_in = READING_OF_SUPPORT

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    support = models.ForeignKey(Support, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=40)
    ended = models.CharField(max_length=13, choices=SupportEndReason, blank=True)
    to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="step_by_support", fields=["support", "-at"])]


class SupportReferral(AccessControlled):
    """
    One side's referral of a victim to a service, with the answer. That side knows no more of it.

    The other side knows nothing of it, unless the victim consents
    (victims/queries/consent_sharing.py).
    """

    read_in = VictimRecord.read_in
    private_with = "record"

    case = models.ForeignKey(Case, models.PROTECT, related_name="support_referrals")
    record = models.ForeignKey(VictimRecord, models.PROTECT, related_name="support_referrals")
    support = models.OneToOneField(Support, models.PROTECT, related_name="referral")
    service = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    only_side = models.CharField(max_length=9, choices=Side, editable=False)
    how = models.CharField(max_length=9, choices=HowVictimAgreed)  # to be referred
    given_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_accepted = models.BooleanField(null=True)
    declined = models.CharField(max_length=12, choices=SupportDeclineReason, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="referral_to_service_answered_whole",
                condition=Q(is_accepted=None, answered_at=None, declined="")
                | Q(is_accepted=True, answered_at__isnull=False, declined="")
                | Q(is_accepted=False, answered_at__isnull=False) & ~Q(declined=""),
            )
        ]
        indexes = [models.Index(name="support_referral_of", fields=["record", "-at"])]
