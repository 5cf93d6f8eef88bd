"""Roads of the scene after allocation: action plans with replies, and a charge."""

from datetime import timedelta

from cases.action_plans.actions import action_items, action_plans
from cases.correspondence.actions import message_threads, notes
from cases.decisions.actions import charges, decisions
from tests.support.cases import charges as charging

LONG = "The download was asked for on Monday. " * 8 + "Aderyn-y-Bwn-" * 12
DAYS = timedelta(days=1)


def in_conversation(road):
    """Three actions: one open, one answered after a follow-up, one with a date request."""
    road.plan({"text": LONG}, {"text": "Get the footage."}, {"weight": "DESIRABLE"})
    _open, answered, dated = road.items
    due_on = (road.at + 5 * DAYS).date()
    answer = {"item": answered, "answer": "DONE", "text": LONG}
    road.do(action_items.answer_item, "officer", **answer)
    road.do(action_items.say_what_is_missing, "prosecutor", item=answered, text=LONG, due_on=due_on)
    road.do(action_items.answer_item, "officer", **answer)
    road.do(
        action_items.ask_for_date, "officer", item=dated, text=LONG,
        proposed_on=(road.at + 30 * DAYS).date(),
    )  # fmt: skip
    return road


def to_charge(road):
    """Authorise a charge of the first suspect."""
    suspect = road.suspects[0]
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect,
        rationale="The test is met. Both sides know the reason.",
        allegations=list(suspect.allegations.unscoped("test")),
    )  # fmt: skip
    return road


def noted(road):
    """A long note of the police about everybody and one action, and its correction."""
    note = road.do(
        notes.write_note, "officer", case=road.case, text=f"{LONG}\n\n{LONG}",
        suspects=road.suspects, item=road.items[0],
    )  # fmt: skip
    road.do(notes.correct_note, "supervisor", note=note, text="It was asked for on Tuesday.")
    return note


def discussed(road):
    """A thread about an action, with long messages and a mention; and one about the case."""
    road.do(message_threads.open_thread, "officer", case=road.case, text="When will you decide?")
    thread = road.do(
        message_threads.open_thread, "officer", case=road.case, text=f"{LONG}\n\n{LONG}",
        item=road.items[0], mention=road.cast.prosecutor,
    )  # fmt: skip
    return road.do(message_threads.write_message, "prosecutor", thread=thread, text=LONG)


def reviewed_again(road):
    """A review carried forward: one section changed, one new, one left out, one as before."""
    first = {"evidence": LONG, "strategy": "Look at the suspect.", "disclosure": LONG}
    again = {"evidence": f"{LONG}\n\nHe said otherwise.", "strategy": first["strategy"],
             "misconceptions": LONG}  # fmt: skip
    for sections in (first, again):
        road.last_review = road.do(
            action_plans.record_review, "prosecutor", case=road.case, suspects=road.suspects,
            **sections,
        )  # fmt: skip
    return road


def charged_otherwise(road):
    """The police report other charges than the one authorised, and are asked to correct that."""
    to_charge(road)
    charging.otherwise(road, explanation=LONG)
    charging.answer(road, charges.query_charge_report, text=LONG)
    charging.correct(
        road, charges=[charging.another(road, n) for n in (1, 2)], explanation=f"{LONG}\n\n{LONG}"
    )
    return road
