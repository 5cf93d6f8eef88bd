"""
Recompute the duties of a case after each action on it.

cases.actions.open_case_action calls this for every action, through the setting CASE_FOLLOWERS,
because cases/ does not import victims/ (ADR 54).
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from people.access.scopes import Scope
from people.models import Side
from victims.actions.duties import recompute_case_duties

log = logging.getLogger(__name__)


@dataclass
class PendingRecompute:
    """
    What the transaction of an action calls once it has committed.

    It never fails: the action is done by then. recompute_all_duties repairs what fails here, or is
    lost with the process, within a minute.
    """

    case_id: UUID
    at: datetime  # of the last action in the transaction

    def __call__(self) -> None:
        try:
            recompute_case_duties(case_id=self.case_id, at=self.at)
        except Exception:
            log.exception("The duties of case %s wait for the next run", self.case_id)


def recompute_duties_after_commit(*, case_id: UUID, by: Scope, at: datetime) -> None:
    """
    Recompute the duties of a case when the transaction commits, once for all its actions.

    Not for actions of a support service, which change no fact of the case and leave no trace on it
    (ADR 19).
    """
    if by.side == Side.SUPPORT:
        return
    for registered in connection.run_on_commit:
        pending = registered[1]
        if isinstance(pending, PendingRecompute) and pending.case_id == case_id:
            pending.at = at
            return
    transaction.on_commit(PendingRecompute(case_id, at))
