"""Steps of an extension of a due date, each the real action, on a case of the cast."""

from datetime import timedelta

from cases.extensions.actions import extensions, settlements
from cases.models import Extension, ExtensionStep, Turn
from timeliness.models import Clock


def clock_of(builder, n=0):
    """The clock of a suspect's open turn, as it is in the database."""
    turn = Turn.objects.unscoped("test").get(suspect=builder.suspects[n], ended_at=None)
    return Clock.objects.get(pk=turn.clock_id)


def extension_of(builder):
    """The newest extension of the case, as it is in the database."""
    return Extension.objects.unscoped("test").filter(case=builder.case).latest("at")


def due_day(builder, n=0):
    """The day on which a suspect’s turn is due."""
    return clock_of(builder, n).due_at.date()


def ask_to_extend(builder, who, days=7, n=0):
    """Ask for so many days more."""
    facts = {"proposed_on": due_day(builder, n) + timedelta(days=days), "text": "The lab is late."}
    return builder.do(extensions.ask_for_extension, who, suspect=builder.suspects[n], **facts)


def answer_extension_of(builder, who, answer, **more):
    """Agree, offer another date or do not agree."""
    facts = {"answer": answer, "text": "Because of this."} | more
    return builder.do(extensions.answer_extension, who, extension=extension_of(builder), **facts)


def withdraw_extension_of(builder, who):
    """Withdraw the newest extension."""
    return builder.do(extensions.withdraw_extension, who, extension=extension_of(builder))


def send_extension_up_of(builder, who="officer", **two):
    """Name two people to settle the newest extension."""
    two = {"inspector": builder.cast.inspector, "manager": builder.cast.manager} | two
    facts = {"extension": extension_of(builder), "text": "One week or none."}
    return builder.do(settlements.send_extension_up, who, **facts, **two)


def propose_due_date_of(builder, who="inspector", days=None):
    """Propose so many days more; or, with None, that the due date stays."""
    on = None if days is None else due_day(builder) + timedelta(days=days)
    facts = {"is_moved": on is not None, "new_date": on, "text": "Half of it."}
    return builder.do(
        settlements.propose_due_date, who, extension=extension_of(builder), **facts
    )  # fmt: skip


def answer_due_date_of(builder, who="manager", is_agreed=True, text=""):
    """Answer the outcome that was proposed."""
    facts = {"is_agreed": is_agreed, "text": text}
    return builder.do(settlements.answer_due_date, who, extension=extension_of(builder), **facts)


def step_kinds(builder):
    """What was said about the newest extension, the oldest first."""
    rows = ExtensionStep.objects.unscoped("test").filter(extension=extension_of(builder))
    return list(rows.order_by("at", "pk").values_list("kind", flat=True))
