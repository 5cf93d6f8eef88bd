"""Learning actions of a panel's findings: set for a person or unit, and completed."""

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.open_case_action import check_future_dates
from people.access.expiry import live_at
from people.access.scopes import Refused, Scope
from people.models import Unit, User
from pilots.actions import identifying_text, sampling_frames
from pilots.actions.open_panel_action import add_panel_step, open_panel_action
from pilots.models import Finding, LearningAction, Panel, PanelCase, PanelGrant
from timeliness.actions import clocks
from victims.notices import holders_of_capacity

NO_FINDING_YET = gettext_lazy(
    "The panel has no finding on this case yet. Record its finding first."
)
NOT_ON_PANEL_OR_PILOT_AREA = gettext_lazy(
    "Select a member or a convener of this panel, or a unit that takes part by its pilot area."
)
LEARNING_ACTION_PERIOD = "learning_action"  # a clock whose day is agreed each time


def possible_owners(panel: Panel, *, at: datetime) -> QuerySet[User]:
    """The members and conveners of a panel, who can own a learning action, by name."""
    named = PanelGrant.objects.filter(live_at(at), content_object=panel).values("user")
    convene = holders_of_capacity("convene_panels", panel.area_id, at=at)
    people = User.objects.filter(Q(pk__in=named) | Q(pk__in=convene), is_active=True)
    return people.order_by("name", "pk")


def units_that_can_be_asked(panel: Panel) -> QuerySet[Unit]:
    """The open units of the CPS Areas and forces of the panel's pilot area."""
    parts = sampling_frames.participating_areas(panel)
    agencies = {part.area_id for part in parts} | {
        force.pk for part in parts for force in part.forces.all()
    }
    units = Unit.objects.filter(agency__in=agencies, is_open=True).select_related("agency")
    return units.order_by("agency__name", "name")


@transaction.atomic
def set_learning_action(
    *, panel_case: PanelCase, by: Scope, at: datetime, text: str, due_on: date,
    member: User | None = None, unit: Unit | None = None,
) -> LearningAction:  # fmt: skip
    """
    Set a learning action with an agreed due day.

    It is for a person on the panel (member), or for a unit, whose leaders then own it. Owners are
    reminded before and after the day; conveners are notified when it is long overdue.
    """
    row = open_panel_action("set_learning_action", panel_case, by=by, at=at)
    check_future_dates(due_on, at=at)
    finding = Finding.objects.unscoped("what a panel found").filter(panel_case=row).first()
    if finding is None:
        raise Refused(NO_FINDING_YET, is_stage=True)
    _check_owner_or_unit(row.panel, member, unit, at=at)
    identifying_text.check_text_identifies_no_one(row, text, by=by, at=at)
    made = LearningAction(
        pk=uuid4(), panel=row.panel, finding=finding, text=text, owner=member, unit=unit,
        due_on=due_on, by_id=by.actor.id, at=at,
    )  # fmt: skip
    made.clock = clocks.start_agreed_clock(
        due_on=due_on, rule=LEARNING_ACTION_PERIOD, about=made.pk, unit=unit or row.panel.area,
        at=at,
        subject=_("learning action %(reference)s") % {"reference": made.reference},
    )  # fmt: skip
    made.save(force_insert=True)
    add_panel_step("set_learning_action", row.panel, panel_case=row, by=by, at=at)
    return made


def _check_owner_or_unit(
    panel: Panel, member: User | None, unit: Unit | None, *, at: datetime
) -> None:
    people = len(possible_owners(panel, at=at).filter(pk=member.pk)) if member else 0
    units = len(units_that_can_be_asked(panel).filter(pk=unit.pk)) if unit else 0
    if people + units != 1:
        raise Refused(NOT_ON_PANEL_OR_PILOT_AREA, is_stage=True)


@transaction.atomic
def complete_learning_action(
    *, learning_action: LearningAction, by: Scope, at: datetime, evidence: str
) -> LearningAction:
    """Record that it was done, with the evidence; ends the reminders."""
    row = open_panel_action("complete_learning_action", learning_action, by=by, at=at)
    identifying_text.check_text_identifies_no_one(row.finding.panel_case, evidence, by=by, at=at)
    row.evidence, row.done_by_id, row.done_at = evidence, by.user_id, at
    row.save(update_fields=["evidence", "done_by", "done_at"])
    clocks.stop_clock(row.clock, at=at)
    add_panel_step("complete_learning_action", row.panel, by=by, at=at)
    return row
