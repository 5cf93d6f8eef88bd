"""How the tests of the administration press a button and read what came of it."""

from uuid import uuid4

from django.urls import reverse

from people.models import AuditEntry


def send(client, page, /, *args, **answers):
    answers = {"form_key": str(uuid4()), "version": 1} | answers
    return client.post(reverse(page, args=args), answers)


def text(answer):
    return answer.content.decode()


def last_entry():
    return AuditEntry.objects.order_by("-pk").exclude(operation="consultation").first()


class AtOnce:
    """A thread that has run by the time it is started."""

    def __init__(self, target, args):
        self.run = lambda: target(*args)

    def start(self):
        self.run()
