"""Permission table of extensions: a later due date that one side asks the other for (ADR 69)."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.deadlines import EXTENDABLE_STATES, Urgency
from cases.models import Extension, Suspect
from cases.permissions.capacity_tests import held_as, is_on_case
from cases.permissions.state_tests import has_status
from cases.states import ADVICE_STATES
from cases.statuses import (
    EXTENSION_OPEN,
    EXTENSION_TO_ANSWER,
    EXTENSION_WITH_TWO_NAMED,
    ExtensionStatus,
)
from people.access.scopes import Rules, Standing, refusal_reason
from people.models import Side

NOTHING_OWED = _("Your side owes nothing here by a date that the other side can agree to move.")

for_those_who_agree_extensions = held_as(
    "refer_cases", "supervise_cases", "officer_in_case", "triage_cases", "manage_early_advice",
    "allocate_cases", "reviewing_prosecutor", "covering_prosecutor", "early_adviser",
    reason=_("Only those who work on this case agree a later due date."),
)  # fmt: skip


@refusal_reason(
    NOTHING_OWED,
    stage=True,
    refuses_when="The side of the person owes no reply, early advice or decision about the suspect "
    "by a date; or the suspect is in custody, so that the time is counted in hours.",
)
def owes_by_date(who: Standing, suspect: Suspect) -> bool:
    """Whether the caller's side owes something by a date that can be moved."""
    if suspect.state not in EXTENDABLE_STATES.get(who.side or "", ()) or suspect.only_side:
        return False
    is_red = suspect.urgency == Urgency.RED and suspect.state not in ADVICE_STATES
    return suspect.due_at is not None and not (who.side == Side.CPS and is_red)


@refusal_reason(_("The other side answers this."), stage=True)
def is_side_to_answer(who: Standing, extension: Extension) -> bool:
    return not extension.awaits or who.side in extension.awaits


@refusal_reason(_("Only the side that asked for the extension can withdraw it."))
def is_extension_of_own_side(who: Standing, extension: Extension) -> bool:
    return who.side == extension.side


@refusal_reason(_("Only the people named to settle this, when it is their turn, can do this."))
def is_named_to_settle(who: Standing, extension: Extension) -> bool:
    named = who.capacities & {"inspect_cases", "allocate_cases", "allowed_on_case"}
    return bool(named) and who.user_id in extension.asked_to_settle


EXTENSION_STATUS_TEXT: dict[str, Promise] = {
    ExtensionStatus.ASKED: _("The other side has still to answer what was asked for."),
    ExtensionStatus.COUNTERED: _("Another date was offered, and has still to be answered."),
    ExtensionStatus.REFUSED: _("The other side did not agree, so the due date stays."),
    ExtensionStatus.UP: _("Two named people settle this."),
    ExtensionStatus.PROPOSED: _("An outcome has been proposed, and the other person answers."),
    ExtensionStatus.UNSETTLED: _("The two named people did not agree."),
    ExtensionStatus.AGREED: _("The other side has agreed to a later date already."),
    ExtensionStatus.SETTLED: _("Two named people have settled this."),
    ExtensionStatus.WITHDRAWN: _("The request was withdrawn."),
    ExtensionStatus.OVERTAKEN: _("What was owed has been done, or is no longer owed."),
}


def why_extension_is_closed(who: Standing, extension: Extension) -> str | Promise:
    """Reason why the extension's status closes a verb."""
    return EXTENSION_STATUS_TEXT[extension.status]


def is_extension_at(*statuses: str) -> Callable[[Standing, Extension], bool]:
    """Return a test that the extension has one of these statuses."""
    return has_status(*statuses, reason=why_extension_is_closed)


EXTENSION = Rules(
    {
        "see_extension": [is_on_case],
        "answer_extension": [
            for_those_who_agree_extensions,
            is_extension_at(*EXTENSION_TO_ANSWER),
            is_side_to_answer,
        ],
        "withdraw_extension": [
            for_those_who_agree_extensions,
            is_extension_of_own_side,
            is_extension_at(*EXTENSION_OPEN),
        ],
        "send_extension_up": [
            for_those_who_agree_extensions,
            is_extension_at(ExtensionStatus.REFUSED, *EXTENSION_WITH_TWO_NAMED),
        ],
        "propose_due_date": [
            is_named_to_settle,
            is_extension_at(ExtensionStatus.UP, ExtensionStatus.UNSETTLED),
        ],
        "answer_due_date": [is_named_to_settle, is_extension_at(ExtensionStatus.PROPOSED)],
    }
)
