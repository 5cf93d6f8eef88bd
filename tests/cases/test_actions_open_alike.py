"""Every action on a case opens by open_case_action, which checks, logs and calls the followers."""

import ast

import pytest

from tests.support.code_scanner import modules

OPENING = {"open_case_action", "open_victim_action"}
OPEN_OTHERWISE = {  # in a transaction of their own, and no duty to a victim follows from them
    "open_case": "The case has no suspect yet.",
    "remove_destroyed_case": "Nothing is owed to anybody on a case that is gone.",
    "clear_orphans": "Deletes files of no document.",
    "record_messages_read": "How far somebody has read.",
    "break_glass": "The person cannot see the case yet.",
    "ask_to_be_let_in": "The person cannot see the case.",
    "declare_unseen_conflict": "The person does not see the case.",
    "remind_of_break_glass": "A reminder of leaders.",
    "end_naming": "A role on the case; an administrator cannot see the case.",
    "record_conflict_attempts": "From the log.",
    "notify_conflict_attempts": "From the log.",
    "_update_custody_clocks_of_case": "Clocks of custody alone.",
    "follow_limits_of_case": "Clocks of time limits alone.",
    "_apply_scan_verdict": "A file becomes a document.",
    "record_specialisms": "About a person.",
    "record_absence": "About a person.",
    "end_absence": "About a person.",
    "make_calendar_address": "About a person.",
    "end_calendar_address": "About a person.",
    "add_wording": "About no case.",
    "amend_wording": "About no case.",
    "retire_wording": "About no case.",
    "review_points": "About no case.",
    "save_points_list": "About no case.",
    "save_offence_list": "About no case; what it changes on allegations is owed to no victim.",
    "recompute_case_duties": "The recompute itself.",
    "end_named_contacts": "A part of the recompute.",
    "prepare_letter_email": "Nothing has been sent.",
    "_hold_back_letter": "The letter had told nothing.",
    "destroy_identity": "Names and addresses.",
    "destroy_identities_again": "Names and addresses.",
    "_destroy_key": "The key of names and addresses, after the commit of what destroys them.",
    "remove_late_drafts": "Nothing that was sent.",
    "_reindex_identity": "Names and addresses.",
    "add_service_entry": "An entry of a support service (ADR 19).",
    "correct_service_entry": "An entry of a support service (ADR 19).",
    "log_entries_read": "An entry of a support service (ADR 19).",
    "log_next_contacts_read": "An entry of a support service (ADR 19).",
    # The worker's steps that do change what is owed recompute it themselves.
    "mark_letter_accepted": "victims.actions.letter_contacts recomputes.",
    "settle_letter": "victims.actions.letter_contacts recomputes.",
}


def action_calls():
    """{name of a function in the actions of cases/ and victims/: (names it calls, is atomic)}."""
    found = {}
    for path, tree in modules().items():
        if path.startswith(("cases/", "victims/")) and "/actions/" in path:
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    is_atomic = any("atomic" in ast.unparse(each) for each in node.decorator_list)
                    found[node.name] = (called_names(node), is_atomic)
    return found


def called_names(function):
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {ast.unparse(each).rpartition(".")[2] for each in calls}


def is_opening(name, known, seen=()):
    if name in OPENING or name not in known or name in seen:
        return name in OPENING
    return any(is_opening(each, known, (*seen, name)) for each in known[name][0])


@pytest.mark.register
def test_every_action_on_a_case_opens_alike():
    known = action_calls()
    otherwise = {name for name, (_, is_atomic) in known.items() if is_atomic}
    otherwise = {name for name in otherwise if not is_opening(name, known)}
    assert otherwise == set(OPEN_OTHERWISE)
