"""
What a referral lacks, in words: one function for each check of cases.referral_checks.

Each is called with the snapshot (cases.referral_snapshot) and the moment by which a time may have
passed, and returns what is missing; None where the system cannot decide. Runs no queries.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.anticipated_pleas import plea_question
from cases.mg3_sections import (
    MG3_SECTIONS,
    ORDERS_SECTION,
    SHARED_ACCOUNT_SECTION,
    account_question,
)
from cases.models import CodeTest, Custody, MgForm, YesNoNotKnown
from cases.open_lines import OPEN_LINES_QUESTION, are_unread
from cases.referral_snapshot import ReferralSnapshot
from cases.special_measures import Assessment
from people.text.dates import format_day
from timeliness.calendar import london_day

# Not of every MG3: a delay is asked only of a case in which there was one, and orders have a check
# of their own.
MAY_BE_EMPTY = {"delay", "orders_sought"}


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
    """Questions of the MG3 without an answer, of which two are asked about each suspect."""
    is_shared = bool(sent.answers.get(SHARED_ACCOUNT_SECTION.name, "").strip())
    accounts = [
        account_question(each.number)
        for each in sent.suspects
        if not (is_shared or each.account.strip())
    ]
    said = sent.pleas
    pleas = [
        plea_question(each.number)
        for each in sent.suspects
        if said is not None and str(each.number) not in said
    ]
    asked = [
        section.question
        for section in MG3_SECTIONS
        if section.name not in MAY_BE_EMPTY and not sent.answers.get(section.name, "").strip()
    ]
    is_said = sent.open_lines is not None or _open_lines_of_before(sent)
    return accounts + pleas + asked + ([] if is_said else [OPEN_LINES_QUESTION])


def _open_lines_of_before(sent: ReferralSnapshot) -> bool:
    """Whether a referral from before each line had a row of its own says which are open."""
    return bool(sent.answers.get("lines_open", "").strip())


def missing_orders(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """Which orders or applications are asked for, or that none is."""
    is_said = sent.answers.get(ORDERS_SECTION.name, "").strip()
    return () if is_said else [ORDERS_SECTION.question]


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


def missing_open_lines(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise] | None:
    """
    A Threshold Test is for evidence that is still to come, so it must be said what comes. None
    where the lines do not open.
    """
    if are_unread(sent.open_lines):
        return None
    is_asked = sent.code_test == CodeTest.THRESHOLD
    is_silent = not (sent.open_lines or _open_lines_of_before(sent))
    return [OPEN_LINES_QUESTION] if is_asked and is_silent else ()


def lines_without_a_day(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise] | None:
    """
    Lines that could change the decision, of which no day is known or the day has passed. None
    where they do not open.
    """
    if are_unread(sent.open_lines):
        return None
    today, missing = london_day(at), list[str | Promise]()
    for number, line in enumerate(sent.open_lines or (), start=1):
        values = {"n": number, "day": line.expected_on and format_day(line.expected_on)}
        if line.may_change_decision and line.expected_on is None:
            missing.append(_("Line %(n)s: no day is known") % values)
        elif line.may_change_decision and line.is_overdue(on=today):
            missing.append(_("Line %(n)s was expected by %(day)s, which has passed") % values)
    return missing


def missing_comments(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """The supervisor's comments, which sign-off requires anyway."""
    return () if sent.supervisor_comments.strip() else [_("Supervisor’s comments")]


def missing_checklist(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise] | None:
    """The checklist, if it is said to be domestic abuse; None while that is not known."""
    if sent.domestic_abuse == YesNoNotKnown.YES:
        return requires_form(MgForm.DV_CHECKLIST)(sent, at)
    return () if sent.domestic_abuse == YesNoNotKnown.NO else None


def missing_special_measures(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """
    Of each victim, where their assessment of special measures stands: whether it is done, and then
    which document is their MG2, or the day by which it is expected, which has not passed.
    """
    today, missing = london_day(at), list[str | Promise]()
    for number in sent.victims:
        recorded = sent.circumstances_of(number)
        day = recorded.assessment_expected_on
        values = {"n": number, "day": day and format_day(day)}
        if not recorded.assessment:
            missing.append(_("Victim %(n)s: whether it is done is not said") % values)
        elif recorded.assessment == Assessment.OUTSTANDING and day is None:
            missing.append(_("Victim %(n)s: outstanding, and no day is known") % values)
        elif recorded.assessment == Assessment.OUTSTANDING and day and day < today:
            missing.append(_("Victim %(n)s: expected by %(day)s, which has passed") % values)
    return [*missing, *_missing_mg2s(sent, at)]


def _missing_mg2s(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """
    Of each victim whose assessment is done, the document of the type MG2 that is theirs alone. Of a
    submission from before it was asked whose it is, that there is one.
    """
    done = [each for each in sent.circumstances if each.assessment == Assessment.DONE]
    if any(each.mg2 is None for each in done):
        return requires_form(MgForm.MG2)(sent, at)
    forms = {each.id: each.form for each in sent.documents}
    of_others = [each.mg2 for each in done]
    missing = list[str | Promise]()
    for each in done:
        values = {"n": each.victim}
        if not each.mg2:
            missing.append(_("Victim %(n)s: which document is their MG2 is not said") % values)
        elif each.mg2 not in forms:
            missing.append(_("Victim %(n)s: the CPS does not get their MG2") % values)
        elif forms[each.mg2] != MgForm.MG2:
            missing.append(
                _("Victim %(n)s: what is named as their MG2 is of another type") % values
            )
        elif of_others.count(each.mg2) > 1:
            missing.append(_("Victim %(n)s: their MG2 is named for another victim too") % values)
    return missing


def missing_statements(sent: ReferralSnapshot, at: datetime) -> Sequence[str | Promise]:
    """Victims of whose personal statement nothing is recorded: it is to be offered."""
    recorded = {each.victim for each in sent.statements or ()}
    return [_("Victim %(n)s") % {"n": n} for n in sent.victims if n not in recorded]


def failing_media(sent: ReferralSnapshot, at: datetime) -> list[str | Promise]:
    """What is wrong with each recording that is held elsewhere."""
    return [f"{each.title}: {failure}" for each in sent.media for failure in each.failures]
