"""
What a referral lacks, in words: one function for each check of cases.referral_checks.

Each is called with the snapshot (cases.referral_snapshot) and the moment by which a time may have
passed, and returns what is missing; None where the system cannot decide. Runs no queries.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.mg3_sections import MG3_SECTIONS, SHARED_ACCOUNT_SECTION, account_question
from cases.models import CodeTest, Custody, MgForm, YesNoNotKnown
from cases.referral_snapshot import ReferralSnapshot

MAY_BE_EMPTY = {"delay"}  # asked only of a case in which there was one


def requires_form(
    *forms: MgForm,
) -> Callable[[ReferralSnapshot, datetime], Sequence[str | Promise]]:
    """Return a check that there is a document of one of these types."""
    labels = [form.label for form in forms]

    def missing(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
        if any(each.form in forms for each in sent.documents):
            return ()
        one_of = _("One of: %(forms)s") % {"forms": "; ".join(map(str, labels))}
        return labels if len(labels) == 1 else [one_of]

    return missing


def unanswered_sections(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """Questions of the MG3 without an answer, of which one is asked about each suspect."""
    is_shared = bool(sent.answers.get(SHARED_ACCOUNT_SECTION.name, "").strip())
    accounts = [
        account_question(each.number)
        for each in sent.suspects
        if not (is_shared or each.account.strip())
    ]
    return accounts + [
        section.question
        for section in MG3_SECTIONS
        if section.name not in MAY_BE_EMPTY and not sent.answers.get(section.name, "").strip()
    ]


def unreachable_officer(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """The officer in the case, if their account is closed or has no email address."""
    officer = sent.officer
    is_reachable = officer and officer.is_active and officer.email
    return () if is_reachable else [officer.name if officer else _("No one is named")]


def suspects_not_held(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """Suspects of a red referral who are not recorded as in custody, with an end."""
    return [
        _("Suspect %(n)s") % {"n": each.number}
        for each in sent.suspects
        if each.custody != Custody.IN_CUSTODY
        or each.detained_until is None
        or each.detained_until <= at
    ]


def missing_open_lines(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """A Threshold Test is for evidence that is still to come, so it must be said what comes."""
    is_asked = sent.code_test == CodeTest.THRESHOLD
    open_lines = next(section for section in MG3_SECTIONS if section.name == "lines_open")
    is_silent = not sent.answers.get(open_lines.name, "").strip()
    return [open_lines.question] if is_asked and is_silent else ()


def missing_comments(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """The supervisor's comments, which sign-off requires anyway."""
    return () if sent.supervisor_comments.strip() else [_("Supervisor’s comments")]


def missing_checklist(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise] | None:
    """The checklist, if it is said to be domestic abuse; None while that is not known."""
    if sent.domestic_abuse == YesNoNotKnown.YES:
        return requires_form(MgForm.DV_CHECKLIST)(sent, at)
    return () if sent.domestic_abuse == YesNoNotKnown.NO else None


def missing_special_measures(
    sent: ReferralSnapshot, at: datetime
) -> Sequence[str | Promise] | None:
    """The assessment of special measures, if a victim has a recorded ground for them."""
    return requires_form(MgForm.MG2)(sent, at) if sent.eligible_witnesses else ()


def failing_media(sent: ReferralSnapshot, at: datetime) -> list[str | Promise]:
    """What is wrong with each recording that is held elsewhere."""
    return [f"{each.title}: {failure}" for each in sent.media for failure in each.failures]
