"""Whom somebody is to be in touch with by today, and what is asked about their own contacts."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models.suspect import UNDATED
from people import worklists
from people.worklists import Worklist
from timeliness.calendar import london_day
from victims.contact_dates import days_since_reached
from victims.models import FollowUp, VictimRecord

COLUMNS = (
    "case_id", "case__urn", "number", "wants_contact", "last_reached_at", "liaison_officer__name",
    "contact_officer__name",
)  # fmt: skip
BY_TODAY = "listed_at <= %(at)s"  # it is always the start of a day (victims/contact_dates.py)
MY_OWN = "%(user)s IN (liaison_officer_id, contact_officer_id)"
NOTHING_AGREED = (
    f"listed_at >= '{UNDATED.isoformat()}' AND wants_contact <> 'NO' AND NOT is_withdrawn"
)
FEW = 25  # follow-ups beside the list; whoever has more works them off from the top


@dataclass(frozen=True)
class List:
    """One of the lists of calls: its tab, its rows, and what it says when it is empty."""

    name: str
    tab: Promise
    rows: Worklist
    empty: Promise


LISTS = {
    each.name: each
    for each in (
        List(
            "mine", _("Yours"), Worklist(VictimRecord, COLUMNS, f"{BY_TODAY} AND {MY_OWN}"),
            _("Nobody of those you are in contact with is to hear from you by today."),
        ),
        List(
            "unit", _("Your units’"), Worklist(VictimRecord, COLUMNS, BY_TODAY),
            _("Nobody of your units’ cases is to hear from you by today."),
        ),
        List(
            "undated", _("No date agreed"), Worklist(VictimRecord, COLUMNS, NOTHING_AGREED),
            _("Every victim who wants to hear from you has a date."),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A victim in a list of calls: a reference, since when, and by whom. No way to reach her."""

    pk: object
    urn: str
    number: int
    wants_contact: str
    days_left: int | None  # below 0: so many days ago; None where no date is agreed
    listed_at: datetime
    silent_for: int | None  # days since somebody got through; None where nobody has
    officers: str


def call(found, *, at):
    """A row of a list of calls as its page shows it."""
    pk, _case, urn, number, wants, reached_at, liaison, contact, listed_at = found
    record = VictimRecord(wants_contact=wants, last_reached_at=reached_at)
    is_dated = listed_at < UNDATED
    return Call(
        pk=pk, urn=urn, number=number, wants_contact=record.get_wants_contact_display(),
        days_left=(london_day(listed_at) - london_day(at)).days if is_dated else None,
        listed_at=listed_at, silent_for=days_since_reached(record, at=at),
        officers=", ".join(filter(None, [contact, liaison])),
    )  # fmt: skip


def counted(scope):
    """{name of a list: how many rows}. One query."""
    return worklists.counts(scope, {name: each.rows for name, each in LISTS.items()})


def asked_of(scope):
    """What somebody asks about the reader's own contacts and waits for. One query."""
    rows = FollowUp.objects.for_scope(scope).filter(answered_at=None, asked_of__in=scope.accounts)
    return list(rows.select_related("by", "record__case").order_by("at", "pk")[:FEW])
