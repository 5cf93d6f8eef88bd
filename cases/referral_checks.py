"""
Referral checks: the reasons for which triage returns a referral, checked before sign-off.

One set of checks for officer, supervisor and CPS, run on the current referral or on what was sent
(cases.referral_snapshot). A check warns and never blocks. What the system cannot decide is shown as
unchecked, with the reason.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.check_rules import CheckOutcome, CheckResult, CheckRule, apply_check
from cases.deadlines import Urgency
from cases.further_checks import FURTHER_CHECKS, further_checks
from cases.missing_items import (
    missing_checklist,
    missing_comments,
    missing_open_lines,
    requires_form,
    suspects_not_held,
    unanswered_sections,
    unreachable_officer,
)
from cases.models import MgForm
from cases.referral_snapshot import ReferralSnapshot

# Thirteen reasons, and two more for the red class: CPS public design history, 24 October and
# 24 December 2025.
TRIAGE_LIST = _("CPS public design history: the reasons for which triage returns a referral.")
ANNEX_4 = _("Director’s Guidance on Charging, 6th edition, Annex 4: what an MG3 holds.")
CODE_5 = _("Code for Crown Prosecutors, section 5: the conditions of the Threshold Test.")

REFERRAL_CHECKS = {
    rule.code: rule
    for rule in (
        CheckRule(
            "material_not_received",
            _("Case material not correctly received"),
            _("Check that every document opens and is whole."),
            TRIAGE_LIST,
            unchecked=_("Only the person who receives the material can tell."),
        ),
        CheckRule(
            "no_disclosure_schedule",
            _("No or missing disclosure schedule"),
            _("Add the disclosure schedules, and say which form each is."),
            TRIAGE_LIST,
            requires_form(MgForm.MG6C, MgForm.MG6D, MgForm.MG6E),
        ),
        CheckRule(
            "no_mg3",
            _("No MG3"),
            _("Answer every question of the referral."),
            ANNEX_4,
            unanswered_sections,
        ),
        CheckRule(
            "supervisor_comments",
            _("No or incomplete supervisor’s comments"),
            _("Your supervisor is asked for comments at sign-off."),
            ANNEX_4,
            missing_comments,
        ),
        CheckRule(
            "no_dv_checklist",
            _("No DV checklist"),
            _("In a case of domestic abuse, add the checklist."),
            TRIAGE_LIST,
            missing_checklist,
            unchecked=_("Nobody has recorded whether it is a case of domestic abuse."),
        ),
        CheckRule(
            "mg11s_missing",
            _("No or missing MG11 statements"),
            _("Add the witness statements as MG11."),
            TRIAGE_LIST,
            requires_form(MgForm.MG11),
        ),
        CheckRule(
            "exhibits_missing",
            _("No or missing exhibits"),
            _("Add the exhibits and their list as MG12."),
            TRIAGE_LIST,
            requires_form(MgForm.MG12),
        ),
        CheckRule(
            "no_interview_summary",
            _("No summary of interview"),
            _("Add a summary of each interview as MG15."),
            TRIAGE_LIST,
            requires_form(MgForm.MG15),
        ),
        CheckRule(
            "suspect_pcs_missing",
            _("Missing previous convictions of suspect"),
            _("Add each suspect’s previous convictions as a PNC print."),
            TRIAGE_LIST,
            requires_form(MgForm.PNC_PRINT),
        ),
        CheckRule(
            "victim_witness_pcs_missing",
            _("Missing previous convictions of victim or witness"),
            _("Add the previous convictions of victims and witnesses."),
            TRIAGE_LIST,
            unchecked=_("This service does not record whose PNC print it is."),
        ),
        CheckRule(
            "hard_media_missing",
            _("Hard media not provided"),
            _("Send the media that are not files, and say so in the referral."),
            TRIAGE_LIST,
            unchecked=_("What is sent in other ways is not recorded here."),
        ),
        CheckRule(
            "third_party_material_missing",
            _("Third-party material not provided"),
            _("Add the material of third parties that you rely on."),
            TRIAGE_LIST,
            unchecked=_("This service does not record whether a third party holds material."),
        ),
        CheckRule(
            "oic_contact_incomplete",
            _("Incomplete contact details of officer in the case"),
            _("Ask your supervisor to name an officer in the case who can be reached."),
            ANNEX_4,
            unreachable_officer,
        ),
        CheckRule(
            "check_custody_resubmit",
            _("Check custody status and resubmit"),
            _("Record that each suspect is in custody, and until when."),
            TRIAGE_LIST,
            suspects_not_held,
            is_priority=True,
        ),
        CheckRule(
            "insufficient_information",
            _("Insufficient information"),
            _("For the Threshold Test, say what evidence is still to come, and when."),
            CODE_5,
            missing_open_lines,
            is_priority=True,
        ),
    )
}


CHECKS_BY_CODE = REFERRAL_CHECKS | {rule.code: rule for rule in FURTHER_CHECKS}


def return_reasons(urgency: str) -> list[CheckRule]:
    """Reasons to return a referral of this class, those of its own class first."""
    listed = sorted(REFERRAL_CHECKS.values(), key=lambda rule: not rule.is_priority)
    return [rule for rule in listed if not rule.is_priority or urgency == Urgency.RED]


# Checks that may warn the officer, who explains why the referral is sent all the same.
MAY_WARN = [
    rule for rule in CHECKS_BY_CODE.values() if rule.test and rule.test is not missing_comments
]


def referral_check_results(
    sent: ReferralSnapshot, *, at: datetime, is_signed: bool = False
) -> list[CheckResult]:
    """
    Result of every check that applies: those of triage in the order of its list, then the further
    ones. Pure.

    sent: a cases.referral_snapshot.ReferralSnapshot. at: the moment by which a time may have
    passed. is_signed: whether the supervisor's comments are checked too.
    """
    applying = return_reasons(sent.urgency) + further_checks(sent)
    return [
        CheckResult(rule, CheckOutcome.LATER)
        if rule.test is missing_comments and not is_signed
        else apply_check(rule, sent, at)
        for rule in applying
    ]
