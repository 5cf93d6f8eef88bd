"""What follows the actions on a case once their transaction has committed (ADR 54)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from people.access.scopes import Scope
from people.models import Side

log = logging.getLogger(__name__)


@dataclass
class PendingFollow:
    """
    What the transaction of an action calls once it has committed.

    It never fails: the action is done by then. A task repairs what fails here, or is lost with the
    process. follow: takes case_id and at. of: what it brings up to date, for the log.
    """

    follow: Callable[..., Any]
    of: str
    case_id: UUID
    at: datetime  # of the last action in the transaction

    def __call__(self) -> None:
        try:
            self.follow(case_id=self.case_id, at=self.at)
        except Exception:
            log.exception("The %s of case %s wait for the next run", self.of, self.case_id)


def follow_after_commit(
    follow: Callable[..., Any], *, of: str, case_id: UUID, by: Scope, at: datetime
) -> None:
    """
    Call `follow` for a case when the transaction commits, once for all its actions.

    Not for actions of a support service, which change no fact of the case and leave no trace on it
    (ADR 19).
    """
    if by.side == Side.SUPPORT:
        return
    for registered in connection.run_on_commit:
        pending = registered[1]
        if (
            isinstance(pending, PendingFollow)
            and pending.follow is follow
            and pending.case_id == case_id
        ):
            pending.at = at
            return
    transaction.on_commit(PendingFollow(follow, of, case_id, at))
