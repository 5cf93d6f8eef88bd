"""Permission tables of scrutiny panels and their cases. Source: domain note 4.2."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.permissions.capacity_tests import held_as, is_one_of
from cases.permissions.state_tests import has_status
from people.access.scopes import Rules, Scope, Standing, refusal_reason
from people.identity.capacities import LEADING
from pilots.models import LearningAction, Panel, PanelCase, PanelCaseStatus, PanelStatus
from timeliness.calendar import end_of_day

PANEL_STATUS_TEXT: dict[str, Promise] = {
    PanelStatus.FRAMED: _("Nothing has been drawn for this panel yet."),
    PanelStatus.DRAWN: _("The cases of this panel have been drawn."),
    PanelStatus.OPEN: _("The members read the cases of this panel now."),
    PanelStatus.CLOSED: _("This panel is closed."),
}
PANEL_CASE_STATUS_TEXT: dict[str, Promise] = {
    PanelCaseStatus.ON_PANEL: _("No one has asked to leave this case out."),
    PanelCaseStatus.OUT_ASKED: _(
        "Someone has asked to leave this case out. A second person decides."
    ),
    PanelCaseStatus.OUT: _("This case was left out."),
}


def why_panel_is_closed(who: Standing, panel: Panel) -> Promise:
    """The refusal of a verb in the panel's current state."""
    return PANEL_STATUS_TEXT[panel.status]


def why_panel_case_is_closed(who: Standing, panel_case: PanelCase) -> Promise:
    """The refusal of a verb on a case of a panel in its current state."""
    return PANEL_CASE_STATUS_TEXT[panel_case.status]


LEARNING_ACTION_CAPACITIES = LEADING | {"convene_panels"}  # a unit's actions are its leaders'
convenes = held_as("convene_panels", reason=_("Only conveners of the pilot area do this."))
on_the_panel = held_as(
    "convene_panels", "panel_member",
    reason=_("Only conveners and members of the panel see this."),
)  # fmt: skip
is_framed = has_status(PanelStatus.FRAMED, reason=why_panel_is_closed)
is_drawn = has_status(
    PanelStatus.DRAWN, PanelStatus.OPEN, PanelStatus.CLOSED, reason=why_panel_is_closed
)
is_not_closed = has_status(
    PanelStatus.FRAMED, PanelStatus.DRAWN, PanelStatus.OPEN, reason=why_panel_is_closed
)
is_looked_at = has_status(PanelCaseStatus.ON_PANEL, reason=why_panel_case_is_closed)
is_to_be_left_out = has_status(PanelCaseStatus.OUT_ASKED, reason=why_panel_case_is_closed)


is_drawn_and_waits = has_status(PanelStatus.DRAWN, reason=why_panel_is_closed)
is_with_members = has_status(PanelStatus.OPEN, reason=why_panel_is_closed)
is_member = held_as("panel_member", reason=_("Only members of the panel do this."))


@refusal_reason(_("The members do not read this case now."), stage=True)
def is_read_by_members(who: Standing, panel_case: PanelCase) -> bool:
    return panel_case.is_open and panel_case.status != PanelCaseStatus.OUT


@refusal_reason(
    _("No one can read this case now: the panel is closed, or has not begun."), stage=True
)
def is_readable_on_panel(who: Standing, panel_case: PanelCase) -> bool:
    is_convener = "convene_panels" in who.capacities and not panel_case.is_over
    return panel_case.status != PanelCaseStatus.OUT and (is_convener or panel_case.is_open)


@refusal_reason(_("The panel is closed."), stage=True)
def is_not_over(who: Standing, panel_case: PanelCase) -> bool:
    return not panel_case.is_over


def opinions_are_in(who: Standing | Scope, panel_case: PanelCase) -> bool:
    """Whether members may read each other's opinions: all are in, or the due day is over."""
    last = panel_case.panel.opinions_by
    assert who.at is not None
    return panel_case.is_revealed or (last is not None and who.at > end_of_day(last))


@refusal_reason(_("The time for opinions on this case is over."), stage=True)
def is_open_for_opinions(who: Standing, panel_case: PanelCase) -> bool:
    return not opinions_are_in(who, panel_case)


@refusal_reason(_("Not all opinions are in, and the day for them is not over."), stage=True)
def has_readable_opinions(who: Standing, panel_case: PanelCase) -> bool:
    return opinions_are_in(who, panel_case)


@refusal_reason(_("You asked for this case to be left out, so someone else decides."))
def is_not_exclusion_requester(who: Standing, panel_case: PanelCase) -> bool:
    return not is_one_of(who, [panel_case.out_asked_by_id])


@refusal_reason(_("You proposed this passage, so someone else decides."))
def is_not_passage_proposer(who: Standing, panel_case: PanelCase) -> bool:
    return not is_one_of(who, [panel_case.passage_asked_by_id])


@refusal_reason(_("No passage of this case is waiting for a second person."), stage=True)
def has_passage_waiting(who: Standing, panel_case: PanelCase) -> bool:
    return panel_case.passage_asked_by_id is not None


@refusal_reason(
    _("A passage of this case is waiting for a second person, who decides first."), stage=True
)
def has_no_passage_waiting(who: Standing, panel_case: PanelCase) -> bool:
    return panel_case.passage_asked_by_id is None


@refusal_reason(_("Only those on the panel, and the person asked to do this, can see it."))
def is_on_panel_or_asked(who: Standing, action: LearningAction) -> bool:
    return bool(who.capacities)


@refusal_reason(_("Only the person asked to do this, or a convener, can complete it."))
def may_complete_learning_action(who: Standing, action: LearningAction) -> bool:
    """The owner, a leader of the unit that was asked, or a convener."""
    return bool(who.capacities & LEARNING_ACTION_CAPACITIES) or is_one_of(who, [action.owner_id])


@refusal_reason(_("This action has been completed."), stage=True)
def is_not_completed(who: Standing, action: LearningAction) -> bool:
    return action.done_at is None


PANEL = Rules(
    {
        "see_panel": [on_the_panel],
        "see_panel_steps": [convenes],
        "draw_panel": [convenes, is_framed],
        "see_panel_draw": [convenes, is_drawn],
        "name_panel_member": [convenes, is_not_closed],
        "end_panel_member": [convenes, is_not_closed],
        "open_panel": [convenes, is_drawn_and_waits],
        "close_panel": [convenes, is_with_members],
    }
)
PANEL_CASE = Rules(
    {
        "ask_to_leave_out": [convenes, is_not_over, is_looked_at, is_open_for_opinions],
        "settle_leaving_out": [
            on_the_panel,
            is_not_exclusion_requester,
            is_not_over,
            is_to_be_left_out,
        ],
        "see_pack": [on_the_panel, is_readable_on_panel],
        "propose_passage": [
            convenes,
            is_not_over,
            is_looked_at,
            is_open_for_opinions,
            has_no_passage_waiting,
        ],
        "settle_passage": [
            on_the_panel,
            is_not_passage_proposer,
            is_readable_on_panel,
            is_looked_at,
            is_open_for_opinions,
            has_passage_waiting,
        ],
        "stand_aside": [on_the_panel, is_readable_on_panel],
        "give_opinion": [is_member, is_read_by_members, is_looked_at, is_open_for_opinions],
        "set_learning_action": [convenes, is_looked_at, has_readable_opinions],
        "record_finding": [convenes, is_read_by_members, is_looked_at, has_readable_opinions],
    }
)
LEARNING_ACTION = Rules(
    {
        "see_learning_action": [is_on_panel_or_asked],
        "complete_learning_action": [may_complete_learning_action, is_not_completed],
    }
)
