"""Referral checks: what each says of a referral, without a database."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from cases.check_rules import CheckOutcome
from cases.circumstances import VictimCircumstances
from cases.mg3_sections import MG3_SECTIONS
from cases.missing_items import missing_special_measures
from cases.open_lines import OpenLine
from cases.personal_statements import PersonalStatement
from cases.referral_checks import MAY_WARN, REFERRAL_CHECKS, referral_check_results, return_reasons
from cases.referral_snapshot import (
    AllegationSnapshot,
    DocumentSnapshot,
    MediaSnapshot,
    OfficerSnapshot,
    ReferralSnapshot,
    SuspectSnapshot,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=3)
HELD = SuspectSnapshot(
    1, "Sam Example", "IN_CUSTODY", detained_until=LATER, account="He says that she agreed."
)
FORMS = ("MG11", "MG12", "MG15", "MG6C", "PNC_PRINT")


def document_snapshots(*forms):
    return tuple(DocumentSnapshot(form, form, form, form) for form in forms)


WHOLE = ReferralSnapshot(
    urgency="GREEN", code_test="FULL", answers={section.name: "Said." for section in MG3_SECTIONS},
    suspects=(HELD,), documents=document_snapshots(*FORMS), written_by="Olive Officer",
    officer=OfficerSnapshot("Olive Officer", "olive@example.org", is_active=True),
    supervisor_comments="Ready.", open_lines=(), pleas={"1": "NOT_KNOWN"},
)  # fmt: skip


MAY_CHANGE_IT = OpenLine(
    "His phone.", AT.date() + timedelta(days=9), may_change_decision=True, effect="It may show it."
)
# An allegation, and what is recorded of its victim.
NOT_ASSESSED = {"assessment": "NOT_REQUIRED", "not_assessed_because": "She asks for none."}
OF_ABUSE = {
    "allegations": (AllegationSnapshot(1, 1, "Rape", AT.date()),),
    "circumstances": (VictimCircumstances(1, 1, abusers=[1], **NOT_ASSESSED),),
    "statements": (PersonalStatement(1, "DECLINED", AT.date()),),
}


def missing_items(sent, *, at=AT, is_signed=True):
    """{code: missing items} of the checks that warn."""
    found = referral_check_results(sent, at=at, is_signed=is_signed)
    return {each.code: [str(what) for what in each.missing] for each in found if each.is_missing}


def without_documents(*forms):
    return replace(
        WHOLE, documents=document_snapshots(*(form for form in FORMS if form not in forms))
    )


def with_answers(**answers):
    return replace(WHOLE, answers=WHOLE.answers | answers)


def red_referral(**facts):
    return replace(WHOLE, urgency="RED", **facts)


# Source: CPS public design history, 24 October and 24 December 2025: thirteen reasons, two more for
# red.
STANDARD_REASONS = [
    "material_not_received",
    "no_disclosure_schedule",
    "no_mg3",
    "supervisor_comments",
    "no_dv_checklist",
    "mg11s_missing",
    "exhibits_missing",
    "no_interview_summary",
    "suspect_pcs_missing",
    "victim_witness_pcs_missing",
    "hard_media_missing",
    "third_party_material_missing",
    "oic_contact_incomplete",
]
RED_REASONS = ["check_custody_resubmit", "insufficient_information"]


def test_the_reasons_are_those_of_the_cps_in_its_order_and_red_ones_are_for_red():
    assert [*REFERRAL_CHECKS] == STANDARD_REASONS + RED_REASONS
    assert [rule.code for rule in return_reasons("GREEN")] == STANDARD_REASONS
    assert [rule.code for rule in return_reasons("RED")] == RED_REASONS + STANDARD_REASONS
    assert REFERRAL_CHECKS["exhibits_missing"].words == "No or missing exhibits"


def test_a_reason_says_what_to_do_and_is_checked_or_says_why_not():
    both = {code for code, rule in REFERRAL_CHECKS.items() if rule.test and rule.unchecked}
    assert both == {"no_dv_checklist"}  # checked once it is recorded whether it is domestic abuse
    assert all(rule.test or rule.unchecked for rule in REFERRAL_CHECKS.values())
    assert all(rule.to_do and rule.source for rule in REFERRAL_CHECKS.values())


def test_nothing_is_missing_of_a_whole_referral():
    assert missing_items(WHOLE) == missing_items(red_referral()) == {}


def test_the_two_of_the_red_class_are_asked_of_red_referrals_alone():
    codes = [
        [each.code for each in referral_check_results(sent, at=AT)]
        for sent in (WHOLE, red_referral())
    ]
    assert len(codes[0]) == 13 + 1  # and one that is no reason of triage
    assert codes[1][:2] == ["check_custody_resubmit", "insufficient_information"]
    assert len(codes[1]) == 15 + 1


@pytest.mark.parametrize(
    ("sent", "code", "what"),
    [
        (without_documents("MG11"), "mg11s_missing", ["MG11: witness statement"]),
        (without_documents("MG12"), "exhibits_missing", ["MG12: exhibit list"]),
        (replace(WHOLE, **OF_ABUSE), "no_dv_checklist", ["Domestic abuse checklist"]),
        (without_documents("MG15"), "no_interview_summary", ["MG15: record of interview"]),
        (without_documents("PNC_PRINT"), "suspect_pcs_missing", ["PNC print"]),
        (
    with_answers(strengths=" \n"), "no_mg3",
    ["What are the strengths and weaknesses of the case?"],
),
        (replace(WHOLE, pleas={}), "no_mg3", ["Which plea do you expect of suspect 1?"]),
        (
            with_answers(orders_sought=" "), "orders_not_said",
            ["Which orders or applications do you ask for?"],
        ),
        (replace(WHOLE, supervisor_comments=" "), "supervisor_comments", ["Supervisor’s comments"]),
        (
            replace(WHOLE, officer=replace(WHOLE.officer, is_active=False)),
            "oic_contact_incomplete", ["Olive Officer"],
        ),
        (
            replace(WHOLE, officer=replace(WHOLE.officer, email="")),
            "oic_contact_incomplete", ["Olive Officer"],
        ),
        (replace(WHOLE, officer=None), "oic_contact_incomplete", ["No one is named"]),
        (
            red_referral(suspects=(replace(HELD, custody="ON_BAIL"),)),
            "check_custody_resubmit", ["Suspect 1"],
        ),
        (
            red_referral(
                suspects=(HELD, replace(HELD, number=2, detained_until=None)),
                pleas={"1": "GUILTY", "2": "GUILTY"},
            ),
            "check_custody_resubmit", ["Suspect 2"],
        ),
        (
            red_referral(suspects=(replace(HELD, detained_until=AT),)),
            "check_custody_resubmit", ["Suspect 1"],
        ),
    ],
)  # fmt: skip
def test_each_missing_item_of_a_referral_warns_by_its_own_rule_alone(sent, code, what):
    assert missing_items(sent) == {code: what}


def test_any_of_the_three_disclosure_schedules_will_do():
    bare = without_documents("MG6C")
    [what] = missing_items(bare)["no_disclosure_schedule"]
    assert what.startswith("One of: MG6C") and "MG6E" in what
    for form in ("MG6C", "MG6D", "MG6E"):
        assert (
            missing_items(replace(bare, documents=bare.documents + document_snapshots(form))) == {}
        )


def test_a_threshold_test_says_what_is_still_to_come():
    silent = red_referral(code_test="THRESHOLD", open_lines=None)
    assert set(missing_items(silent)) == {"insufficient_information", "no_mg3"}
    assert "insufficient_information" not in missing_items(replace(silent, code_test="FULL"))
    assert set(missing_items(replace(silent, open_lines=()))) == {"insufficient_information"}
    assert missing_items(replace(silent, open_lines=(MAY_CHANGE_IT,))) == {}


def test_one_text_of_before_says_which_lines_are_open():
    before = red_referral(
        code_test="THRESHOLD", open_lines=None, answers=WHOLE.answers | {"lines_open": "A phone."}
    )
    assert missing_items(before) == {}


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        (MAY_CHANGE_IT, []),
        (replace(MAY_CHANGE_IT, expected_on=AT.date()), []),
        (
            replace(MAY_CHANGE_IT, expected_on=AT.date() - timedelta(days=1)),
            ["Line 2 was expected by 1 March 2026, which has passed"],
        ),
        (
            replace(MAY_CHANGE_IT, expected_on=None, undated_because="No date is given."),
            ["Line 2: no day is known"],
        ),
    ],
)
def test_a_line_that_could_change_the_decision_has_a_day_to_come(line, missing):
    other = OpenLine("Another.", undated_because="Nobody knows.")  # changes nothing
    found = missing_items(replace(WHOLE, open_lines=(other, line)))
    assert found == ({"open_lines_undated": missing} if missing else {})
    codes = [
        [each.code for each in referral_check_results(replace(WHOLE, open_lines=lines), at=AT)]
        for lines in (None, (), (other,), (line,))
    ]
    assert ["open_lines_undated" in each for each in codes] == [False, False, False, True]


def test_a_delay_is_explained_only_where_there_was_one():
    assert missing_items(with_answers(delay="")) == {}


def test_time_passes_and_a_rule_says_so():
    assert missing_items(red_referral(), at=LATER) == {"check_custody_resubmit": ["Suspect 1"]}


def test_the_supervisor_is_asked_at_sign_off_and_not_before():
    unsigned = replace(WHOLE, supervisor_comments="")
    found = {each.code: each.outcome for each in referral_check_results(unsigned, at=AT)}
    assert found["supervisor_comments"] == CheckOutcome.LATER
    assert missing_items(unsigned, is_signed=False) == {}
    assert set(missing_items(unsigned)) == {"supervisor_comments"}


def test_an_uncheckable_rule_says_that_it_was_not_checked():
    for sent in (WHOLE, replace(WHOLE, documents=(), answers={})):
        found = {
            each.code
            for each in referral_check_results(sent, at=AT)
            if each.outcome == CheckOutcome.UNCHECKED
        }
        assert found == {
            "material_not_received", "no_dv_checklist", "victim_witness_pcs_missing",
            "hard_media_missing", "third_party_material_missing",
        }  # fmt: skip


def test_the_checklist_is_wanted_only_where_it_is_said_to_be_domestic_abuse():
    no = replace(WHOLE, **OF_ABUSE | {"circumstances": (VictimCircumstances(1, 1, [], True),)})
    unsaid = replace(WHOLE, allegations=OF_ABUSE["allegations"])
    outcomes = [
        each.outcome
        for sent in (no, unsaid)
        for each in referral_check_results(sent, at=AT)
        if each.code == "no_dv_checklist"
    ]
    assert outcomes == [CheckOutcome.THERE, CheckOutcome.UNCHECKED]


def test_media_are_checked_where_any_is_held_elsewhere():
    fine, cut = (
        MediaSnapshot(1, "Interview", []),
        MediaSnapshot(2, "Camera 4", ["not clipped", "x"]),
    )
    results = [
        [(each.outcome, each.missing) for each in referral_check_results(sent, at=AT)
         if each.code == "media_failures"]
        for sent in (WHOLE, replace(WHOLE, media=(fine,)), replace(WHOLE, media=(fine, cut)))
    ]  # fmt: skip
    assert results == [
        [],
        [(CheckOutcome.THERE, ())],
        [(CheckOutcome.MISSING, ("Camera 4: not clipped", "Camera 4: x"))],
    ]


def test_an_officer_can_explain_every_warning():
    nothing = ReferralSnapshot(urgency="RED", code_test="THRESHOLD", answers={}, suspects=(
        replace(HELD, custody="ON_BAIL"),
    ), **OF_ABUSE | {
        "circumstances": (VictimCircumstances(1, 1, abusers=[1], grounds=["FEAR"]),),
        "statements": None,
        "media": (MediaSnapshot(1, "Camera 4", ["Multi-media CCTV not clipped"]),),
    })  # fmt: skip
    undated = replace(nothing, open_lines=(replace(MAY_CHANGE_IT, expected_on=None),))
    warned = [set(missing_items(each, is_signed=False)) for each in (nothing, undated)]
    assert set.union(*warned) == {rule.code for rule in MAY_WARN}


EXPECTED = VictimCircumstances(1, 1, assessment="OUTSTANDING", assessment_expected_on=AT.date())
NEVER_ASSESSED = VictimCircumstances(2, 1, **NOT_ASSESSED)


def test_one_mg2_is_not_that_of_two_victims():
    done = [VictimCircumstances(n, 1, assessment="DONE", mg2="MG2") for n in (1, 2)]
    named = document_snapshots(*FORMS, "MG2")
    sent = replace(WHOLE, documents=named, circumstances=tuple(done))
    told = [str(each) for each in missing_special_measures(sent, AT)]
    assert told == [f"Victim {n}: their MG2 is named for another victim too" for n in (1, 2)]


def test_a_stored_referral_is_judged_as_it_was():
    for sent in (
        WHOLE,
        without_documents("MG11"),
        red_referral(suspects=(replace(HELD, custody="ON_BAIL"),)),
        replace(WHOLE, media=(MediaSnapshot(1, "Camera 4", ["not clipped"]),)),
        replace(WHOLE, open_lines=(MAY_CHANGE_IT, OpenLine("A.", undated_because="B."))),
        replace(WHOLE, open_lines=None),
        replace(WHOLE, **OF_ABUSE | {"circumstances": (EXPECTED, NEVER_ASSESSED)}),
    ):
        kept = json.loads(json.dumps(sent.to_json(), cls=DjangoJSONEncoder))
        assert ReferralSnapshot.from_json(kept) == sent
        assert missing_items(ReferralSnapshot.from_json(kept)) == missing_items(sent)
