"""Roads of the scene beyond allocation: a plan in the middle of its conversation, and a charge."""

from datetime import timedelta

from cases.actions import action_items, decisions, notes, threads

LONG = "The download was asked for on Monday. " * 8 + "Aderyn-y-Bwn-" * 12
DAYS = timedelta(days=1)


def in_conversation(road):
    """Three actions: one open, one answered after more was asked for, one whose date is asked."""
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
    """The first suspect is to be charged."""
    suspect = road.suspects[0]
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect, rationale="The test is met.",
        allegations=list(suspect.allegations.system("test")),
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
    road.do(threads.open_thread, "officer", case=road.case, text="When will you decide?")
    thread = road.do(
        threads.open_thread, "officer", case=road.case, text=f"{LONG}\n\n{LONG}",
        item=road.items[0], mention=road.cast.prosecutor,
    )  # fmt: skip
    return road.do(threads.write_message, "prosecutor", thread=thread, text=LONG)
