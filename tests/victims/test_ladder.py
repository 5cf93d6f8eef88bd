"""Contact steps: what to try next if a victim was not reached."""

from datetime import datetime, timedelta

import pytest

from devtools.case_builder import MONDAY
from victims import contact_steps as table
from victims.contact_barriers import barriers_to_contact
from victims.models import VictimRecord

MORNINGS = {"safe_hours": [{"days": [1], "from": "09:00", "until": "12:00"}]}


def unsaved_record(**facts):
    known = {
        "text_is_safe": "YES",
        "email_is_safe": "YES",
        "letter_is_safe": "YES",
        "channel": "NOT_ASKED",
        "is_withdrawn": False,
    }
    return VictimRecord(**known | facts)


def steps_to_try(known, attempts, *, is_agreed=True, side=""):
    """The steps to try; by default the victim agrees that an ISVA passes something on."""
    return table.contact_steps_to_try(known, attempts, is_agreed=is_agreed, side=side)


def attempts_by(*channels, outcome="NO_ANSWER"):
    return [(way, MONDAY + timedelta(hours=n), outcome) for n, way in enumerate(channels)]


def next_step_labels(steps):
    return [str(step.label) for step in steps if step.is_next]


@pytest.mark.parametrize(
    ("made", "comes"),
    [
        ([], "A call"),
        (["PHONE", "PHONE"], "A call"),
        (["PHONE"] * 3, "A text message"),
        (["PHONE"] * 4, "A text message"),
        (["PHONE", "PHONE", "TEXT", "PHONE"], "A letter"),
        (["PHONE"] * 3 + ["TEXT", "LETTER"], "Through the ISVA"),
        (["PHONE"] * 3 + ["TEXT", "LETTER", "THROUGH_ISVA"], "Through the police"),
        (["IN_PERSON", "EMAIL"], "A call"),
    ],
)
def test_three_calls_then_a_text_a_letter_and_others(made, comes):
    assert next_step_labels(steps_to_try(unsaved_record(), attempts_by(*made))) == [comes]


def test_after_the_last_step_nothing_is_next():
    ways = ["PHONE"] * 3 + ["TEXT", "LETTER", "THROUGH_ISVA", "THROUGH_POLICE"]
    steps = steps_to_try(unsaved_record(), attempts_by(*ways))
    assert next_step_labels(steps) == [] and all(
        isinstance(step.tried_at, datetime) for step in steps
    )


@pytest.mark.parametrize("asked", ["NO", "NOT_ASKED"])
def test_no_text_where_it_is_not_known_to_be_safe(asked):
    steps = steps_to_try(unsaved_record(text_is_safe=asked), attempts_by(*["PHONE"] * 3))
    assert next_step_labels(steps) == ["A letter"]
    assert [step.why_not for step in steps if str(step.label) == "A text message"] == [
        "not known to be safe"
    ]


def test_no_letter_where_it_is_not_known_to_be_safe():
    steps = steps_to_try(
        unsaved_record(letter_is_safe="NOT_ASKED"), attempts_by(*["PHONE"] * 3, "TEXT")
    )
    assert next_step_labels(steps) == ["Through the ISVA"]


def test_no_step_goes_through_an_isva_without_the_victim_s_consent():
    steps = steps_to_try(
        unsaved_record(), attempts_by(*["PHONE"] * 3, "TEXT", "LETTER"), is_agreed=False
    )
    assert next_step_labels(steps) == ["Through the police"]


@pytest.mark.parametrize(
    ("channel", "side", "agreed", "wanted"),
    [
        ("THROUGH_ISVA", "CPS", True, ["Through the ISVA"]),
        ("THROUGH_ISVA", "POLICE", False, []),  # a person who calls all the same gives a reason
        ("THROUGH_POLICE", "CPS", True, ["Through the police"]),
        ("THROUGH_POLICE", "POLICE", True, ["Through the police"]),
    ],
)
def test_where_there_is_one_way_only_no_other_is_offered(channel, side, agreed, wanted):
    steps = steps_to_try(unsaved_record(channel=channel), [], is_agreed=agreed, side=side)
    assert next_step_labels(steps) == wanted
    calls = [step.why_not for step in steps if str(step.label) == "A call"]
    assert any(calls) is ((channel, side) != ("THROUGH_POLICE", "POLICE"))


def test_the_channel_that_the_victim_named_comes_first_and_once():
    steps = steps_to_try(unsaved_record(channel="EMAIL"), [])
    assert next_step_labels(steps) == ["An email"] and len(steps) == 8
    steps = steps_to_try(unsaved_record(channel="LETTER"), attempts_by("LETTER"))
    assert next_step_labels(steps) == ["A call"] and len(steps) == 7


@pytest.mark.parametrize("wish", [{"wants_contact": "NO"}, {"is_withdrawn": True}])
def test_no_step_is_offered_to_a_victim_who_opted_out(wish):
    steps = steps_to_try(unsaved_record(**wish), attempts_by("PHONE"))
    assert next_step_labels(steps) == [] and all(step.tried_at or step.why_not for step in steps)


def test_no_step_is_offered_that_the_gate_forbids():
    steps = steps_to_try(unsaved_record(channel="EMAIL", email_is_safe="NO"), [])
    assert next_step_labels(steps) == ["A call"] and str(steps[0].why_not) == "not known to be safe"


def test_a_wrong_number_is_not_called_again():
    assert next_step_labels(
        steps_to_try(unsaved_record(), attempts_by("PHONE", outcome="WRONG"))
    ) == ["A text message"]


@pytest.mark.parametrize(
    ("facts", "contact", "found"),
    [
        ({}, {"channel": "PHONE"}, []),
        ({"wants_contact": "NO"}, {}, ["OPTED_OUT"]),
        ({"wants_contact": "NOT_ASKED"}, {}, []),
        ({"is_withdrawn": True}, {"channel": "PHONE"}, ["WITHDRAWN"]),
        ({"text_is_safe": "NO"}, {}, []),
        ({"text_is_safe": "NO"}, {"channel": "TEXT"}, ["NO_TEXT"]),
        ({"text_is_safe": "NO"}, {"channel": "PHONE"}, []),
        ({"letter_is_safe": "NO"}, {"channel": "LETTER"}, ["NO_LETTER"]),
        ({"voicemail_is_safe": "NO"}, {"channel": "PHONE", "outcome": "VOICEMAIL"},
         ["NO_VOICEMAIL"]),
        ({}, {"channel": "THROUGH_ISVA"}, ["NOT_BY_ISVA"]),
        ({}, {"channel": "THROUGH_ISVA", "is_agreed": True}, []),
        ({"channel": "THROUGH_ISVA"}, {"channel": "PHONE"}, ["ONLY_BY_ISVA"]),
        ({"channel": "THROUGH_ISVA"}, {"channel": "PHONE", "side": "POLICE"}, ["ONLY_BY_ISVA"]),
        ({"channel": "THROUGH_ISVA"}, {}, []),
        ({"channel": "THROUGH_POLICE"}, {"channel": "IN_PERSON", "side": "CPS"},
         ["ONLY_BY_POLICE"]),
        ({"channel": "THROUGH_POLICE"}, {"channel": "PHONE", "side": "POLICE"}, []),
        ({"channel": "THROUGH_POLICE"}, {"channel": "THROUGH_POLICE", "side": "CPS"}, []),
        ({"voicemail_is_safe": "NO"}, {"channel": "PHONE", "outcome": "NO_ANSWER"}, []),
        ({"text_is_safe": "NOT_ASKED"}, {"channel": "TEXT"}, ["TEXT_UNASKED"]),
        ({"text_is_safe": "NOT_ASKED", "channel": "TEXT"}, {"channel": "TEXT"}, []),
        ({"text_is_safe": "NO", "channel": "TEXT"}, {"channel": "TEXT"}, ["NO_TEXT"]),
        ({"email_is_safe": "NO"}, {"channel": "EMAIL"}, ["NO_EMAIL"]),
        ({"email_is_safe": "NOT_ASKED"}, {"channel": "EMAIL"}, ["EMAIL_UNASKED"]),
        ({"letter_is_safe": "NOT_ASKED"}, {"channel": "LETTER"}, ["LETTER_UNASKED"]),
        ({"voicemail_is_safe": "NOT_ASKED"}, {"channel": "PHONE", "outcome": "VOICEMAIL"},
         ["VOICE_UNASKED"]),
        (MORNINGS, {"channel": "PHONE", "at": MONDAY.replace(hour=9)}, []),
        (MORNINGS, {"channel": "PHONE", "at": MONDAY.replace(hour=12)}, ["OUTSIDE_HOURS"]),
        (MORNINGS, {"channel": "TEXT", "at": MONDAY.replace(hour=12)}, ["OUTSIDE_HOURS"]),
        (MORNINGS, {"channel": "EMAIL", "at": MONDAY.replace(hour=12)}, []),
        (MORNINGS, {"channel": "PHONE", "at": MONDAY.replace(hour=12), "is_hour_known": False}, []),
        (MORNINGS, {"channel": "PHONE", "at": MONDAY + timedelta(days=1), "is_hour_known": False},
         ["OUTSIDE_HOURS"]),
    ],
)  # fmt: skip
def test_the_barriers_to_a_contact(facts, contact, found):
    assert barriers_to_contact(unsaved_record(**facts), **contact) == found
