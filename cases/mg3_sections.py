"""Sections of an MG3: one list, read by the form and the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from cases.models import Referral


MAX_ANSWER_CHARS = 20_000  # characters of one answer: about seven printed pages


@dataclass(frozen=True)
class Mg3Section:
    """One section of the referral: field, question, hint, and error if it is empty."""

    name: str
    question: "StrOrPromise"
    hint: "StrOrPromise"
    missing: "StrOrPromise" = ""  # an answer that may be left out has none
    is_asked: bool = True  # not where only referrals from before have it


# One for all suspects, in referrals from before each suspect had an account of their own.
SHARED_ACCOUNT_SECTION = Mg3Section(
    "suspect_account",
    _("What does each suspect say?"),
    _("In interview and outside it, and whether it has been checked."),
    is_asked=False,
)

IN_ORDER = [
    SHARED_ACCOUNT_SECTION,
    Mg3Section(
        "summary",
        _("What is alleged?"),
        _("What happened, where and when, and how it was reported."),
        _("Enter what is alleged"),
    ),
    Mg3Section(
        "strengths",
        _("What are the strengths and weaknesses of the case?"),
        _("What supports the allegation, what does not, and the issue you expect at trial."),
    ),
    Mg3Section(
        "lines_done",
        _("Which lines of inquiry have you followed, and with what result?"),
        _("Also those that pointed away from the suspect, and those you left out and why."),
        _("Enter which lines of inquiry you have followed"),
    ),
    Mg3Section(
        "lines_open",
        _("Which lines of inquiry are still open?"),
        _("When you expect each, and whether it could change the decision."),
        is_asked=False,  # one text, from before each line had a row of its own (cases.open_lines)
    ),
    Mg3Section(
        "victim_needs",
        _("What does each victim want and need?"),
        _("Say “Victim 1”, not a name. Do not enter an address or a phone number."),
    ),
    Mg3Section(
        "orders_sought",
        _("Which orders or applications do you ask for?"),
        _(
            "On conviction, or about bail: what it is, about which suspect, whom it protects, and "
            "why. Say if you ask for none. Say “Victim 1”, not a name."
        ),
    ),
    Mg3Section(
        "disclosure",
        _("What might undermine the case or assist the suspect?"),
        _("Say if you know of nothing."),
    ),
    Mg3Section(
        "delay",
        _("If there has been a delay, what explains it?"),
        _("Between the offence, the report and this referral."),
    ),
]
ORDERS_SECTION = next(section for section in IN_ORDER if section.name == "orders_sought")
MG3_SECTIONS = [section for section in IN_ORDER if section.is_asked]

# Asked if nobody has sought early advice about a suspect. Source: the commitment that it is
# considered in every rape case and that a reason is recorded where it is not sought (domain 1.2).
NO_ADVICE_SECTION = Mg3Section(
    "no_advice_because",
    _("Why was early advice not sought?"),
    _("The CPS reads this. Early advice is considered in every case."),
    _("Enter why early advice was not sought"),
)
# Asked if early advice was given about a suspect and not all of it was followed.
NOT_FOLLOWED_SECTION = Mg3Section(
    "advice_followed_because",
    _("What of the early advice was not followed, and why?"),
    _("Only if not all of it was followed. The CPS reads this."),
    _("Enter what of the early advice was not followed, and why"),
)
ADVICE_FOLLOWED_QUESTION = _("Was the early advice followed?")
ASKED_OF_SOME = [NO_ADVICE_SECTION, NOT_FOLLOWED_SECTION]
ALL_SECTIONS = [*IN_ORDER, *ASKED_OF_SOME]

# Fields that the author of a referral writes; all others are set by later actions.
WRITTEN_FIELDS = (
    "urgency", "code_test", "advice_followed",
    *(section.name for section in [*MG3_SECTIONS, *ASKED_OF_SOME]),
)  # fmt: skip


# Each suspect has a field of their own, by number, in the form and in the API.
ACCOUNT_FIELD_PATTERN = r"account_[1-9][0-9]*"


def account_field_name(number: int) -> str:
    """Name of the field for the account of the suspect with this number."""
    return f"account_{number}"


def typed_accounts(typed: Mapping[str, Any]) -> dict[str, str]:
    """{number of a suspect: account} of what is typed, by field name."""
    return {
        name.removeprefix("account_"): text or ""
        for name, text in typed.items()
        if re.fullmatch(ACCOUNT_FIELD_PATTERN, name)
    }


def account_question(number: int) -> str:
    """The question about the account of one suspect."""
    return _now("What does suspect %(n)s say?") % {"n": number}


def mg3_answers(referral: "Referral") -> list[tuple[Mg3Section, str]]:
    """(section, text) of all sections of a referral, without what is not asked of it."""
    answers = [(section, getattr(referral, section.name)) for section in ALL_SECTIONS]
    return [
        (section, text)
        for section, text in answers
        if text or (section.is_asked and section not in ASKED_OF_SOME)
    ]
