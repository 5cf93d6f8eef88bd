"""Roads of the scene after allocation: action plans with replies, and a charge."""

from datetime import timedelta

from cases.action_plans.actions import action_items, action_plans
from cases.correspondence.actions import message_threads, notes
from cases.decisions.actions import charges, decisions
from cases.held_material.actions import held_material
from tests.support.browser.scenes.held_material import BAD
from tests.support.cases import charges as charging

LONG = "The download was asked for on Monday. " * 8 + "Aderyn-y-Bwn-" * 12
DAYS = timedelta(days=1)


def plan_three_actions(builder):
    """Three actions: one open, one answered after a follow-up, one with a date request."""
    builder.plan({"text": LONG}, {"text": "Get the footage."}, {"weight": "DESIRABLE"})
    _open, answered, dated = builder.items
    due_on = (builder.at + 5 * DAYS).date()
    answer = {"item": answered, "answer": "DONE", "text": LONG}
    builder.do(action_items.answer_item, "officer", **answer)
    builder.do(
        action_items.say_what_is_missing, "prosecutor", item=answered, text=LONG, due_on=due_on
    )
    held = builder.do(held_material.add_held_material, "officer", case=builder.case, **BAD)
    builder.do(action_items.answer_item, "officer", **answer, held=[held])
    builder.do(
        action_items.ask_for_date, "officer", item=dated, text=LONG,
        proposed_on=(builder.at + 30 * DAYS).date(),
    )  # fmt: skip
    return builder


def authorise_first_charge(builder):
    """Authorise a charge of the first suspect."""
    suspect = builder.suspects[0]
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=suspect,
        rationale="The test is met. Both sides know the reason.",
        allegations=list(suspect.allegations.unscoped("test")),
    )  # fmt: skip
    return builder


def add_note(builder):
    """A long note of the police about everybody and one action, and its correction."""
    note = builder.do(
        notes.write_note, "officer", case=builder.case, text=f"{LONG}\n\n{LONG}",
        suspects=builder.suspects, item=builder.items[0],
    )  # fmt: skip
    builder.do(notes.correct_note, "supervisor", note=note, text="It was asked for on Tuesday.")
    return note


def add_threads(builder):
    """A thread about an action, with long messages and a mention; and one about the case."""
    builder.do(
        message_threads.open_thread, "officer", case=builder.case, text="When will you decide?"
    )
    thread = builder.do(
        message_threads.open_thread, "officer", case=builder.case, text=f"{LONG}\n\n{LONG}",
        item=builder.items[0], mention=builder.cast.prosecutor,
    )  # fmt: skip
    return builder.do(message_threads.write_message, "prosecutor", thread=thread, text=LONG)


def review_twice(builder):
    """A review carried forward: one section changed, one new, one left out, one as before."""
    first = {"evidence": LONG, "strategy": "Look at the suspect.", "disclosure": LONG}
    again = {"evidence": f"{LONG}\n\nHe said otherwise.", "strategy": first["strategy"],
             "misconceptions": LONG, "test": "THRESHOLD", "awaited": LONG,
             "review_again_on": (builder.at + 20 * DAYS).date()}  # fmt: skip
    for sections in (first, again):
        builder.last_review = builder.do(
            action_plans.record_review, "prosecutor", case=builder.case, suspects=builder.suspects,
            **sections,
        )  # fmt: skip
    return builder


def report_other_charges(builder):
    """The police report other charges than the one authorised, and are asked to correct that."""
    authorise_first_charge(builder)
    charging.report_unauthorised_charge(builder, explanation=LONG)
    charging.answer_report(builder, charges.query_charge_report, text=LONG)
    charging.correct_report(
        builder,
        charges=[charging.unauthorised_charge(builder, n) for n in (1, 2)],
        explanation=f"{LONG}\n\n{LONG}",
    )
    return builder
