"""Tasks on the list of everything that waits for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class TaskKind(NamedTuple):
    """A kind of task: its name in a URL, and its title in the filter of the list."""

    name: str
    title: str | Promise


@dataclass(frozen=True)
class WaitingTask:
    """
    One thing that waits for the reader, derived from the state of what it is about.

    text: what the reader does, which links to `address`, where it is done. about, reference: the
    suspect or victim, and the URN. elsewhere: what the other side owes. due_at: None without a
    date. is_first: it comes before every date. shown_of, shown: label of a model, and ids of its
    rows that the task shows, for the audit entry of the list. is_back: the other side has just
    given it back.
    """

    kind: TaskKind
    text: str | Promise
    address: str
    about: str | Promise = ""
    reference: str = ""
    details: tuple[str | Promise, ...] = ()
    elsewhere: tuple[str | Promise, ...] = ()
    urgent: tuple[str | Promise, ...] = ()
    due_at: datetime | None = None
    moved: str | Promise = ""  # that the date was moved
    is_first: bool = False
    shown_of: str = ""
    shown: tuple[UUID, ...] = ()
    is_back: bool = False

    @property
    def link(self) -> str:
        """The address, so that its page leads back to the list."""
        return with_way_back(self.address)


class MoreTasks(NamedTuple):
    """That more wait than are shown: in words, and where the rest are, "" where nowhere else."""

    text: str | Promise
    address: str = ""


Tasks = list[WaitingTask | MoreTasks]


def more_of(kind: TaskKind, address: str = "") -> MoreTasks:
    """That more tasks of a kind wait than were read."""
    title = {"kind": kind.title}
    if address:
        return MoreTasks(_("More than are shown here: %(kind)s") % title, address)
    return MoreTasks(
        _("More than are shown here, which follow as these are done: %(kind)s") % title
    )


def with_more(
    tasks: Iterable[WaitingTask], kind: TaskKind, *, is_cut: bool, address: str = ""
) -> Tasks:
    """The tasks of a kind, and that there are more where they were cut."""
    return [*tasks, *([more_of(kind, address)] if is_cut else [])]


WAY_BACK = ("back", "waiting")  # in the query string of a page that was reached from the list


def with_way_back(address: str) -> str:
    """An address of ours, so that its page leads back to the list of what waits."""
    page, mark, place = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{'='.join(WAY_BACK)}{mark}{place}"
