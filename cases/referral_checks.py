"""
Referral checks: the reasons for which triage returns a referral, checked before sign-off.

One set of checks for officer, supervisor and CPS, run on the current referral or on what was sent
(cases.referral_snapshot). A check warns and never blocks. What the system cannot decide is shown as
unchecked, with the reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.deadlines import Urgency
from cases.missing_items import (
    failing_media,
    missing_checklist,
    missing_comments,
    missing_open_lines,
    missing_special_measures,
    requires_form,
    suspects_not_held,
    unanswered_sections,
    unreachable_officer,
)
from cases.models import MgForm
from cases.referral_snapshot import ReferralSnapshot


class CheckOutcome(TextChoices):
    """Outcome of a check."""

    MISSING = "MISSING", _("Missing")
    THERE = "THERE", _("Nothing missing")
    LATER = "LATER", _("Asked at sign-off")
    UNCHECKED = "UNCHECKED", _("Not checked by the system")


@dataclass(frozen=True)
class CheckRule:
    """
    One check; of a referral, also the reason for which triage would return it.

    code: as stored and in the API.
    words: the reason as triage words it, or the item of an early-advice request.
    to_do: what the officer has to do.
    source: where the rule comes from.
    test: called with the snapshot and the moment, returns what is missing, in words; None if
        the system cannot decide, always or of this one, with the reason in `unchecked`.
    is_needed: required, so the form insists.
    is_priority: a reason for referrals of the red class only.
    """

    code: str
    words: str | Promise
    to_do: str | Promise
    source: str | Promise
    test: Callable[[Any, datetime], Sequence[str | Promise] | None] | None = None
    unchecked: str | Promise = ""
    is_needed: bool = False
    is_priority: bool = False


@dataclass(frozen=True)
class CheckResult:
    """Result of a check for one referral at one moment."""

    rule: CheckRule
    outcome: CheckOutcome
    missing: tuple[str | Promise, ...] = ()  # what exactly, in words

    @property
    def code(self) -> str:
        """The code of the check, and of the return reason."""
        return self.rule.code

    @property
    def is_missing(self) -> bool:
        """Whether the officer is warned."""
        return self.outcome == CheckOutcome.MISSING


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


# Not reasons of triage: what an assessor of the file would find.
SPECIAL_MEASURES_CHECK = CheckRule(
    "special_measures_missing",
    _("Special measures not considered for a vulnerable or child witness"),
    _("Add the special measures assessment as MG2."),
    _(
        "Youth Justice and Criminal Evidence Act 1999, sections 16 and 17; CPS list of "
        "file-quality failures: special-measures needs not considered."
    ),
    missing_special_measures,
)
MEDIA_CHECK = CheckRule(
    "media_failures",
    _("Recordings with something missing"),
    _("Put right what is wrong with each recording that is held elsewhere."),
    _(
        "Multi-media failures of the CPS public prototype’s assessment of file quality. A "
        "recording of another kind that is not provided is not in that list."
    ),
    failing_media,
)
CHECKS_BY_CODE = REFERRAL_CHECKS | {
    rule.code: rule for rule in (SPECIAL_MEASURES_CHECK, MEDIA_CHECK)
}


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
    Result of every check that applies, in the order of triage's list. That of special measures
    applies where a victim has a recorded ground, that of media where any is held elsewhere. Pure.

    sent: a cases.referral_snapshot.ReferralSnapshot. at: the moment by which a time may have
    passed. is_signed: whether the supervisor's comments are checked too.
    """
    applying = return_reasons(sent.urgency)
    applying += [SPECIAL_MEASURES_CHECK] if sent.eligible_witnesses else []
    applying += [MEDIA_CHECK] if sent.media else []
    return [
        CheckResult(rule, CheckOutcome.LATER)
        if rule.test is missing_comments and not is_signed
        else apply_check(rule, sent, at)
        for rule in applying
    ]


def apply_check(rule: CheckRule, sent: object, at: datetime) -> CheckResult:
    """Result of one check; sent: the snapshot that the rule reads."""
    found = rule.test(sent, at) if rule.test else None
    if found is None:
        return CheckResult(rule, CheckOutcome.UNCHECKED)
    missing = tuple(found)
    return CheckResult(rule, CheckOutcome.MISSING if missing else CheckOutcome.THERE, missing)
