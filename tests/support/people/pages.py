"""Press buttons and read results on administration pages."""

from uuid import uuid4

from django.urls import reverse

from people.models import AuditEntry

WHY = "They changed teams at the end of last month."
# {page: the field that asks why}
WHY_ASKED = {
    "change-agency": "changed_because", "change-unit": "changed_because",
    "change-person": "changed_because", "change-pilot": "changed_because",
    "deactivate-person": "reason", "take-capacity-back": "reason", "unlink-sign-ins": "reason",
}  # fmt: skip


def post_page(client, page, /, *args, **answers):
    """Post answers to a named page, with a new idempotency key, and why where a page asks it."""
    answers = {"form_key": str(uuid4()), "version": 1} | {WHY_ASKED.get(page): WHY} | answers
    answers.pop(None, None)
    return client.post(reverse(page, args=args), answers)


def response_text(answer):
    """The content of a response as text."""
    return answer.content.decode()


def last_entry(verb=""):
    """The newest audit entry, of this verb if one is given, except that the log was read."""
    rows = AuditEntry.objects.order_by("-pk").exclude(operation="consultation")
    return (rows.filter(verb=verb) if verb else rows).first()


class ImmediateThread:
    """A thread that runs when it is started, before start() returns."""

    def __init__(self, target, args):
        self.run = lambda: target(*args)

    def start(self):
        self.run()
