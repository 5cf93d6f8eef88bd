"""Passages of the reasons for a decision, let into a pack once a convener has read them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Refused, Scope
from pilots.actions import packs, texts
from pilots.actions.base import begin, step
from pilots.models import PanelCase, Passage

NO_WORDS = _("The police gave no written reasons, so there is no passage.")


@transaction.atomic
def let_passage_through(*, panel_case: PanelCase, by: Scope, at: datetime, text: str) -> PanelCase:
    """
    Let a passage of the reasons into the pack, in the words that the convener has left of it.

    Raises Refused where it might tell who the case is about. The passage before it stays on
    record and is no longer read.
    """
    row = begin("let_passage_through", panel_case, by=by, at=at)
    if not packs.reasons_of(row):
        raise Refused(NO_WORDS, is_stage=True)
    texts.must_tell_nobody(row, text, by=by, at=at)
    Passage.objects.system("a convener lets a passage through").create(
        panel=row.panel, panel_case=row, text=text, by_id=by.user_id, at=at
    )
    step("let_passage_through", row.panel, panel_case=row, by=by, at=at)
    return row
