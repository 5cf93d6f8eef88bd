from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.offence import Allegation, Offence
from cases.models.sealed_text import SealedJSONField, SealedListField, SealedTextField
from cases.models.suspect import Suspect
from cases.statuses import AdviceStatus
from people.models import AccessControlled, Side, User


class AdviceMethod(models.TextChoices):
    """How early advice is given. A local list, for pilots to compare: no source sets one."""

    SURGERY = "SURGERY", _("At a surgery, with other cases of the unit")
    TELEPHONE = "TELEPHONE", _("By telephone or video call")
    JOINT_CONFERENCE = "JOINT_CONFERENCE", _("At a joint conference about this case")
    EMBEDDED_LAWYER = "EMBEDDED_LAWYER", _("By a lawyer who sits with the police unit")
    WRITTEN = "WRITTEN", _("In writing")


class EarlyAdvice(AccessControlled):
    """
    A police request for early advice, with eight items.

    Source: the Director's Guidance (6th edition), chapter 7. Its text never changes: the police
    write another request instead. number counts the requests that a supervisor sent; until then a
    request is private to the police (only_side). planned_method: how the manager who names the
    adviser wants the advice given; empty until then, and in requests from before it was asked.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="early_advice")
    suspects = models.ManyToManyField(Suspect, related_name="early_advice")
    status = models.CharField(
        max_length=20, choices=AdviceStatus, default=AdviceStatus.AWAITING_SIGN_OFF
    )
    number = models.PositiveSmallIntegerField(null=True)
    only_side = models.CharField(
        max_length=9, choices=Side, blank=True, default=Side.POLICE, editable=False
    )
    summary = SealedTextField()
    lines_done = SealedTextField()
    lines_under_way = SealedTextField()
    lines_contemplated = SealedTextField()
    expected = SealedTextField()
    issues = SealedTextField()
    evidence = SealedTextField()
    disclosable = SealedTextField()
    questions = SealedListField()
    explained = SealedJSONField(default=dict)  # {code of a rule that warned: why it goes anyway}
    checks = models.JSONField(default=dict)  # {code of a rule: what it said when this was sent}
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    writers = ArrayField(models.BigIntegerField())  # everyone who wrote any of it
    sent_at = models.DateTimeField(null=True)
    adviser = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    planned_method = models.CharField(
        max_length=16, choices=AdviceMethod, blank=True, default="", db_default=""
    )

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="advice_number_once", fields=["case", "number"]),
            models.CheckConstraint(
                name="advice_asked_by_sign_off",
                condition=Q(number=None, sent_at=None, only_side=Side.POLICE)
                | Q(number__isnull=False, sent_at__isnull=False, only_side=""),
            ),
            models.CheckConstraint(
                name="adviser_is_named",
                condition=Q(adviser__isnull=False)
                | ~Q(status__in=[AdviceStatus.WITH_ADVISER, AdviceStatus.GIVEN]),
            ),
            models.CheckConstraint(name="advice_asks_something", condition=Q(questions__len__gt=0)),
        ]


class AdviceStep(AccessControlled):
    """
    One step about a request for early advice, with its text. Append-only.

    reply_by: date by which the CPS asks for a reply to a refusal. items: codes of the items
    (cases.early_advice.advice_checks) that triage found incomplete.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="advice_steps")
    advice = models.ForeignKey(EarlyAdvice, models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=40)
    text = SealedTextField(blank=True)
    reply_by = models.DateField(null=True)
    items = ArrayField(models.CharField(max_length=40), default=list)
    to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # the adviser named
    side = models.CharField(max_length=9, choices=Side)
    only_side = models.CharField(max_length=9, choices=Side, blank=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="advice_step_by_advice", fields=["advice", "at"])]


class GivenAdvice(AccessControlled):
    """
    The early advice itself, by its parts. Never edited: a later request gets its own advice.

    method: how it was in fact given; empty in advice from before it was asked.
    answers: in the order of the request's questions. allegations: those on which a charge is
    likely. other_offence: one that is likely but not alleged yet.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="given_advice")
    advice = models.OneToOneField(EarlyAdvice, models.PROTECT, related_name="given")
    method = models.CharField(
        max_length=16, choices=AdviceMethod, blank=True, default="", db_default=""
    )
    answers = SealedListField()
    lines = SealedListField()
    evidence = SealedTextField()
    strategy = SealedTextField()
    third_party = SealedTextField()
    allegations = models.ManyToManyField(Allegation, related_name="given_advice")
    other_offence = models.ForeignKey(Offence, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="advice_follows_a_line", condition=Q(lines__len__gt=0))
        ]
