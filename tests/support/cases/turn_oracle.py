"""
What must be true of a suspect's turns at any moment.

It reads the tables and imports nothing of the code that maintains turns. It has its own list of
whose turn each state is, and of when it is due.
"""

from datetime import timedelta
from itertools import pairwise

from cases.models import ActionItem, Extension, Turn, VictimRequest

HOLDER = {
    "INVESTIGATING": "POLICE",
    "AWAITING_SIGN_OFF": "POLICE",
    "TRIAGE": "CPS",
    "RETURNED": "POLICE",
    "READY_TO_ALLOCATE": "CPS",
    "WITH_PROSECUTOR": "CPS",
    "ACTION_PLAN": "POLICE",
    "PLAN_QUERIED": "CPS",
    "SECOND_READER": "CPS",
    "CHARGE_AUTHORISED": "POLICE",
    "CHARGE_DIFFERS": "CPS",
    "CHARGE_QUERIED": "POLICE",
    "CHARGED": "",
    "STOPPED": "",
    "NO_FURTHER_ACTION": "",
    "DISPOSAL_AUTHORISED": "POLICE",
    "DISPOSAL_REVERSAL": "CPS",
    "DISPOSAL_CONDITIONS": "POLICE",
    "OUT_OF_COURT": "",
    "FINALISED": "",
    "WITH_HOLDER": "POLICE",
    "CLOSING_SIGN_OFF": "POLICE",
    "CLOSED": "",
    "NFA_REVERSAL": "CPS",
    "CHARGE_REVERSAL": "CPS",
    "CHARGE_STOP": "CPS",
    "ADVICE_SIGN_OFF": "POLICE",
    "ADVICE_TRIAGE": "CPS",
    "ADVICE_MANAGER": "CPS",
    "ADVICE_ADVISER": "CPS",
    "ADVICE_RETURNED": "POLICE",
    "ADVICE_REFUSED": "POLICE",
    "ADVICE_ESCALATED": "CPS",
    "ADVICE_LEGAL_MANAGER": "CPS",
}
# States whose days are not those of the side that has the turn.
DAYS_OF = {"WITH_HOLDER": "OTHERS"}
# The CPS does not know of these: it reads that the suspect is with the police.
UNSENT = {
    "INVESTIGATING", "AWAITING_SIGN_OFF", "RETURNED", "ADVICE_SIGN_OFF", "ADVICE_RETURNED",
    "ADVICE_REFUSED", "CLOSING_SIGN_OFF",
}  # fmt: skip
PLANNED = {"ACTION_PLAN", "PLAN_QUERIED", "WITH_HOLDER"}
# States in which a due time is counted, or was asked for; in the others there may be none.
DATED_IN = {
    "TRIAGE", "READY_TO_ALLOCATE", "RETURNED", "WITH_PROSECUTOR", "ACTION_PLAN", "WITH_HOLDER",
    "SECOND_READER", "DISPOSAL_CONDITIONS", "ADVICE_MANAGER", "ADVICE_ADVISER",
}  # fmt: skip

# No action about a suspect in these is needed.
NEEDS_NOTHING = {
    "INVESTIGATING", "NO_FURTHER_ACTION", "NFA_REVERSAL", "FINALISED", "STOPPED", "OUT_OF_COURT",
    "CLOSING_SIGN_OFF", "CLOSED", *(state for state in HOLDER if state.startswith("ADVICE")),
}  # fmt: skip
# Verbs that start a turn after the last step.
TAKES_UP = {
    "find_charge_differs", "reopen_suspect", "reopen_investigation", "reverse_no_further_action",
    "propose_stop",
}  # fmt: skip


def check_suspect(suspect):
    """The oracle: assert what must be true of a suspect and its turns at any moment."""
    turns = list(
        Turn.objects.unscoped("test").filter(suspect=suspect).order_by("began_at", "ended_at")
    )
    for turn, following in pairwise(turns):
        if following.verb in TAKES_UP and turn.ended_at < following.began_at:
            continue  # the last step was over, and no side had the turn
        assert turn.ended_at == following.began_at, "a gap or an overlap"
        assert turn.state != following.state, "a turn that ends where it began"
    for turn in turns:
        side = HOLDER[turn.state]
        assert turn.side == DAYS_OF.get(turn.state, side)
        assert turn.holder_id == getattr(suspect, f"{side.lower()}_unit_id")
    assert suspect.holder_side == HOLDER[suspect.state]
    items = items_needed_about(suspect)
    assert suspect.also_waits_for == other_sides_that_owe(suspect, items)
    assert suspect.is_open == bool(HOLDER[suspect.state] or suspect.also_waits_for)
    still = [turn for turn in turns if turn.ended_at is None]
    assert len(still) == bool(HOLDER[suspect.state])
    for turn in still:
        assert turn == turns[-1]
        assert (turn.state, turn.began_at) == (suspect.state, suspect.turn_began_at)
        if turn.clock:
            assert turn.clock.closed_at is None, "a turn whose clock has stopped"
    questions = [row for item in items for row in item.challenges.unscoped("test")]
    owed = [row for row in questions if row.status == "ASKED"]
    dated = [item for item in items if not waits_for_cps(item)]
    clocks = [row.clock for row in (*still, *dated, *owed) if row.clock]
    assert suspect.due_at == min((clock.due_at for clock in clocks), default=None)
    if suspect.due_at:
        assert suspect.listed_at == suspect.due_at
    else:
        assert suspect.listed_at == waits_since(suspect, turns) + timedelta(days=2_000_000)
        assert 3000 < suspect.listed_at.year < 9999
        assert suspect.state not in DATED_IN


def waits_since(suspect, turns):
    """
    When a wait began: for unsent states the end of the CPS's last turn, else that of the turn.
    """
    theirs = [turn.ended_at for turn in turns if turn.state not in UNSENT]
    if suspect.state in UNSENT and not suspect.only_side and theirs:
        return max(theirs)
    return suspect.turn_began_at


def items_needed_about(suspect):
    """The open action items that are still needed about a suspect."""
    if suspect.state in NEEDS_NOTHING:
        return []
    rows = ActionItem.objects.unscoped("test").filter(suspects=suspect, status="OPEN")
    items = list(rows.select_related("clock"))
    if suspect.state in PLANNED:
        essential = [item for item in items if item.weight == "ESSENTIAL"]
        assert essential, "under an action plan, and nothing essential is asked"
        assert suspect.state == state_of_plan(essential)
    return items


def state_of_plan(essential):
    """Where a plan is: the police can answer, or all of it waits for others, or for the CPS too."""
    if not all(waits_for_cps(item) or waits_for_holder(item) for item in essential):
        return "ACTION_PLAN"
    return "WITH_HOLDER" if all(map(waits_for_holder, essential)) else "PLAN_QUERIED"


def waits_for_holder(item):
    """Whether a holder was asked and has not replied, and no question is open between the sides."""
    if waits_for_cps(item) or item.challenge:
        return False
    asked = VictimRequest.objects.unscoped("test").filter(item=item, replied_on=None)
    return asked.exclude(requested_on=None).exists()


def waits_for_cps(item):
    """Whether the CPS owes an answer, so that the item's date is paused."""
    return item.challenge == "ASKED" or item.date_asked_by == "POLICE"


def other_sides_that_owe(suspect, items):
    """The sides that owe an answer, on an item or an extension, without having the turn for it."""
    waits = {waits_for_cps(item) for item in items}
    police = False in waits and suspect.state not in ("ACTION_PLAN", "WITH_HOLDER")
    cps = True in waits and suspect.state != "PLAN_QUERIED"
    for row in open_extensions_about(suspect):
        named_by = row.steps.unscoped("test").order_by("at").last().side
        police |= row.status != "REFUSED" and named_by == "CPS"
        cps |= row.status != "REFUSED" and named_by == "POLICE"
    return ["POLICE"] * police + ["CPS"] * cps


def open_extensions_about(suspect):
    """The open extension of the due date of a suspect's turn, if there is one."""
    rows = Extension.objects.unscoped("test").filter(ended_at=None)
    return rows.filter(clock__turns__suspect=suspect, clock__turns__ended_at=None)


def check_items(case):
    """
    Assert that an item's clock runs while it is open and the police owe the answer, and not else.
    """
    for item in ActionItem.objects.unscoped("test").filter(case=case).select_related("clock"):
        runs = item.status == "OPEN" and not is_no_longer_needed(item)
        assert (item.clock.closed_at is None) == (runs and not waits_for_cps(item))
        assert item.clock.due_at.date() == item.due_on  # in winter London is on UTC
        assert (
            bool(item.date_asked_by)
            == item.date_requests.unscoped("test").filter(answered_at=None).exists()
        )
        lasting = [row for row in item.challenges.unscoped("test") if row.ended_at is None]
        assert [row.status for row in lasting] == [item.challenge] * bool(item.challenge)
        for row in item.challenges.unscoped("test"):
            assert (row.clock.closed_at is None) == (row.status == "ASKED" and runs)
        newest = item.versions.unscoped("test").order_by("-number").first()
        assert (newest.text, newest.due_on) == (item.text, item.due_on)


def is_no_longer_needed(item):
    """Whether all suspects of an open item are closed in some way, so that it is not needed."""
    states = set(item.suspects.unscoped("test").values_list("state", flat=True))
    return states <= NEEDS_NOTHING
