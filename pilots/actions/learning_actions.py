"""What is to be done because of what a panel found: asked of somebody, and shown to be done."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_be_kept
from people.access import Refused
from people.models import User
from pilots.actions.base import begin, step
from pilots.models import Finding, LearningAction, PanelGrant
from victims.notices import holders

NOTHING_FOUND = _("The panel has found nothing on this case yet. Record its finding first.")
NOT_ON_IT = _("Select a member or a convener of this panel.")


def may_own(panel, *, at):
    """The members and conveners of a panel, who can be asked to do something, by name."""
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    named = PanelGrant.objects.filter(live, content_object=panel).values("user")
    convene = holders("convene_panels", panel.area_id, at=at)
    people = User.objects.filter(Q(pk__in=named) | Q(pk__in=convene), is_active=True)
    return people.order_by("name", "pk")


@transaction.atomic
def set_learning_action(*, panel_case, by, at, text, member, due_on):
    """Ask somebody on the panel to do something because of what it found, by an agreed day."""
    row = begin("set_learning_action", panel_case, by=by, at=at)
    must_be_kept(due_on, at=at)
    finding = Finding.objects.system("what a panel found").filter(panel_case=row).first()
    if finding is None:
        raise Refused(NOTHING_FOUND, is_stage=True)
    if not may_own(row.panel, at=at).filter(pk=member.pk).exists():
        raise Refused(NOT_ON_IT, is_stage=True)
    made = LearningAction.objects.system("a panel asks for something").create(
        panel=row.panel, finding=finding, text=text, owner=member, due_on=due_on,
        by_id=by.user_id, at=at,
    )  # fmt: skip
    step("set_learning_action", row.panel, panel_case=row, by=by, at=at)
    return made


@transaction.atomic
def complete_learning_action(*, learning_action, by, at, evidence):
    """Say that it was done, and what shows it."""
    row = begin("complete_learning_action", learning_action, by=by, at=at)
    row.evidence, row.done_by_id, row.done_at = evidence, by.user_id, at
    row.save(update_fields=["evidence", "done_by", "done_at"])
    step("complete_learning_action", row.panel, by=by, at=at)
    return row
