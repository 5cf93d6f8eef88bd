"""Permission table of letters to a victim. Source: domain note 5.2."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.permissions.capacity_tests import held_as, is_one_of
from cases.permissions.state_tests import has_status
from people.access.scopes import Rules, Standing, refusal_reason
from people.identity.sides import Side
from victims.models import Letter, LetterMeans, LetterStatus
from victims.permissions.capacity_tests import for_contact, knows_of_victim

LETTER_STATUS_TEXT: dict[str, Promise] = {
    LetterStatus.DRAFT: _("The letter is a draft. Ask for a second reader when it is ready."),
    LetterStatus.IN_REVIEW: _("The letter is waiting for a second reader."),
    LetterStatus.RETURNED: _("The second reader has returned the letter. Change it first."),
    LetterStatus.APPROVED: _("The letter has been approved, and has not been sent yet."),
    LetterStatus.SENDING: _("The letter is being sent."),
    LetterStatus.SENT: _("The letter has been sent."),
    LetterStatus.WITHDRAWN: _("The letter was withdrawn."),
}
AUTHOR_CANNOT_REVIEW = _("You wrote this letter, so someone else must read it.")
AUTHOR_UNDER_OTHER_ACCOUNT = _(
    "You wrote this letter under another account of yours, so another person must read it."
)


def why_letter_is_closed(who: Standing, letter: Letter) -> Promise:
    """The refusal of a verb in the letter's current state."""
    return LETTER_STATUS_TEXT[letter.status]


def why_author_is_refused(who: Standing, letter: Letter) -> Promise:
    """The refusal of an author as the second reader."""
    return AUTHOR_CANNOT_REVIEW if who.user_id in letter.authors else AUTHOR_UNDER_OTHER_ACCOUNT


@refusal_reason(why_author_is_refused)
def is_not_author(who: Standing, letter: Letter) -> bool:
    """Whether the letter is another person's: none of the caller's accounts wrote it."""
    return not is_one_of(who, letter.authors)


@refusal_reason(_("The other service writes and sends this letter."))
def of_the_side_that_writes(who: Standing, letter: Letter) -> bool:
    return who.side == letter.side


@refusal_reason(_("The letter is sent by email, and GOV.UK Notify reports the result."), stage=True)
def is_not_sent_by_email(who: Standing, letter: Letter) -> bool:
    return letter.means != LetterMeans.EMAIL


# The capacity on its unit that approves a side's letters.
SECOND_READERS = {
    Side.POLICE: ("contact_victims", "supervise_cases"),
    Side.CPS: ("liaise_with_victims", "allocate_cases"),
}
for_second_readers = held_as(
    *SECOND_READERS[Side.POLICE], *SECOND_READERS[Side.CPS],
    "reviewing_prosecutor", "covering_prosecutor",
    reason=_("Only those who work with victims, lead the unit or decided can approve a letter."),
)  # fmt: skip
is_draft = has_status(LetterStatus.DRAFT, reason=why_letter_is_closed)
is_in_review = has_status(LetterStatus.IN_REVIEW, reason=why_letter_is_closed)
is_approved = has_status(LetterStatus.APPROVED, reason=why_letter_is_closed)
is_going_out = has_status(LetterStatus.SENDING, reason=why_letter_is_closed)
is_out = has_status(LetterStatus.SENDING, LetterStatus.SENT, reason=why_letter_is_closed)
is_unsent = has_status(
    LetterStatus.DRAFT, LetterStatus.IN_REVIEW, LetterStatus.RETURNED, LetterStatus.APPROVED,
    reason=why_letter_is_closed,
)  # fmt: skip

LETTER = Rules(
    {
        "see_letter": [knows_of_victim],
        "edit_letter": [for_contact, of_the_side_that_writes, is_unsent],
        "request_letter_review": [for_contact, of_the_side_that_writes, is_draft],
        "review_letter": [
            for_second_readers,
            of_the_side_that_writes,
            is_not_author,
            is_in_review,
        ],
        "withdraw_letter": [for_contact, of_the_side_that_writes, is_unsent],
        "send_letter": [for_contact, of_the_side_that_writes, is_approved],
        "print_letter": [for_contact, of_the_side_that_writes, is_going_out, is_not_sent_by_email],
        "record_letter_result": [
            for_contact,
            of_the_side_that_writes,
            is_out,
            is_not_sent_by_email,
        ],
    }
)
