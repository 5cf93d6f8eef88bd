from django.db import models
from django.db.models import Q

from cases.models.action_plan import ActionItem
from cases.models.case import Case
from cases.models.sealed_text import SealedTextField
from people.models import AccessControlled, Side, User


class Thread(AccessControlled):
    """A message thread between the two sides about a case, or about one of its action items."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="threads")
    item = models.ForeignKey(ActionItem, models.PROTECT, null=True, related_name="threads")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    length = models.PositiveIntegerField(default=0)  # how many messages

    class Meta(AccessControlled.Meta):
        abstract = False
        indexes = [models.Index(name="thread_by_case", fields=["case", "-last_at", "-id"])]


class Message(AccessControlled):
    """
    One message of a thread, visible to both sides. Never edited.

    Numbered under the case lock, so that what is new to a reader does not depend on clocks.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    text = SealedTextField()
    side = models.CharField(max_length=9, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="message_number_once", fields=["thread", "number"]),
            models.CheckConstraint(name="message_says_something", condition=~Q(text="")),
        ]


class Mention(AccessControlled):
    """A person mentioned in a message. Never edited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="mentions")
    message = models.ForeignKey(Message, models.PROTECT, related_name="mentions")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(AccessControlled.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(name="mentioned_once", fields=["message", "person"])]


class ThreadSeen(AccessControlled):
    """Number of the last message of a thread that a person has read."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="seen")
    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta(AccessControlled.Meta):
        abstract = False
        verbose_name_plural = "threads seen"
        constraints = [
            models.UniqueConstraint(name="seen_once_a_reader", fields=["thread", "reader"])
        ]
