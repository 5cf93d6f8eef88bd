"""Who acts on a gap, and by when: of the actions that ask for it, or else of its suspect's turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import ActionItem, Suspect
from cases.proof.proof_states import GapState
from cases.states import UNDER_PLAN_STATES, UNSENT_STATES, State
from cases.statuses import ItemStatus
from people.models import Side
from timeliness.calendar import end_of_day
from timeliness.due_text import due_at_text

S = State
# To the CPS, all states before the police send are one (ADR 8), so they share their words.
BEFORE_REFERRAL = UNSENT_STATES | {
    S.ADVICE_TRIAGE, S.ADVICE_MANAGER, S.ADVICE_ADVISER, S.ADVICE_ESCALATED, S.ADVICE_LEGAL_MANAGER,
}  # fmt: skip
WITH_THE_CPS = UNDER_PLAN_STATES | {S.TRIAGE, S.READY_TO_ALLOCATE, S.WITH_PROSECUTOR}
POLICE_BEFORE_REFERRAL = gettext_lazy("the police, before they refer the suspect")
PROSECUTOR_ASKS = gettext_lazy("the prosecutor, who asks the police for it or closes the gap")
PROSECUTOR_GOES_ON = gettext_lazy("the prosecutor, who asks for something else or closes the gap")
# What has no date of its own, and cannot be given one.
NO_DATE = gettext_lazy("No date of its own"), "later"
DATED_ONCE_ASKED = gettext_lazy("No date until it is asked for"), "later"
NOBODY = gettext_lazy("nobody, while a decision about the suspect stands")


@dataclass(frozen=True)
class GapHolder:
    """
    Who acts on a gap. side: whose turn it is, "" where nobody acts. item: the action by which, None
    if no action asks for it. due: words and tone, empty where nobody acts. due_on: of an action
    that waits for the police.
    """

    who: str | Promise
    side: str = ""
    item: UUID | None = None
    number: int = 0
    plan: int = 0
    due: tuple[str | Promise, str] = ("", "")
    due_on: date | None = None

    @property
    def is_late(self) -> bool:
        return self.due[1] == "late"


def gap_holders(
    state: GapState, asked: Iterable[ActionItem], suspect: Suspect, *, at: datetime
) -> list[GapHolder]:
    """Who acts on a gap: one of each action that is not over, or else one by the suspect's turn."""
    if state in (GapState.FILLED, GapState.CLOSED):
        return []
    waiting = [each for each in asked if each.status in (ItemStatus.OPEN, ItemStatus.ANSWERED)]
    if waiting:
        return [_holder_of_item(each, at) for each in waiting]
    if suspect.state in BEFORE_REFERRAL:
        return [GapHolder(POLICE_BEFORE_REFERRAL, Side.POLICE, due=NO_DATE)]
    if suspect.state not in WITH_THE_CPS:
        return [GapHolder(NOBODY)]
    who = PROSECUTOR_GOES_ON if state == GapState.CANNOT else PROSECUTOR_ASKS
    due = NO_DATE if state == GapState.CANNOT else DATED_ONCE_ASKED
    return [GapHolder(who, Side.CPS, due=due)]


def _holder_of_item(item: ActionItem, at: datetime) -> GapHolder:
    about = item.pk, item.number, item.plan.number
    if item.status == ItemStatus.ANSWERED:
        who = _("the prosecutor, who has the answer of the police to")
        return GapHolder(who, Side.CPS, *about, NO_DATE)
    if item.waits_for_cps:
        paused = _("The time is paused while the CPS answers"), "later"
        return GapHolder(_("the CPS, which the police asked about"), Side.CPS, *about, paused)
    due = due_at_text(end_of_day(item.due_on), at=at)
    return GapHolder(_("the police, who answer"), Side.POLICE, *about, due, item.due_on)
