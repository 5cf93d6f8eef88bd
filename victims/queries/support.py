"""The victims that a service supports, and what has been agreed and done for one of them."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.histories import Change
from people.worklists import Worklist
from timeliness.calendar import london_day
from victims.models import (
    Consent,
    Recipient,
    Support,
    SupportReferral,
    SupportStatus,
    SupportStep,
)
from victims.queries.consented import consents_told, said_of, shown_by
from victims.words import STEPS

COLUMNS = ("case__urn", "record__number", "status", "isva__name")
SUPPORTED = Worklist(Support, columns=COLUMNS)


@dataclass(frozen=True)
class Row:
    """One of those that a service supports, in a list: a reference, and who supports her."""

    pk: object
    urn: str
    number: int
    status: str
    isva: str


def row(found):
    """A row of the worklist as a page shows it."""
    pk, urn, number, status, isva, _listed_at = found
    return Row(pk, urn, number, SupportStatus(status).label, isva or "")


def in_full(support, scope):
    """A support that the door has let somebody see, with all that its page says it is about."""
    rows = Support.objects.for_scope(scope).select_related("case", "record", "isva")
    return rows.get(pk=support.pk)


@dataclass(frozen=True)
class Agreed:
    """A consent as a page shows it: stands or not, and what had been shown by it."""

    pk: object
    category: str
    facts: list  # [(what, text)]
    stands: bool
    shown: list  # [(text, to whom, when first)]

    @property
    def label(self):
        """What it is called where one is chosen."""
        return f"{self.category}: {self.facts[0][1]}"


def consents_of(support, scope):
    """What she agrees to, and no longer agrees to, as the service reads it; newest first."""
    return _agreed(Consent.objects.for_scope(scope).filter(support=support), scope.at)


def consents_known(record, scope):
    """As consents_of, for police and CPS: what their own side recorded, and what is for them."""
    return _agreed(consents_told(record, scope.side), scope.at)


def _agreed(rows, at):
    rows = list(rows.select_related("withdrawal", "by", "support__service").order_by("-at", "pk"))
    seen = shown_by([row for row in rows if row.recipient == Recipient.SERVICE])
    return [_one(row, seen.get(row.pk, []), at) for row in rows]


def _one(row, seen, at):
    facts = [
        (_("Who may know"), _recipient(row)),
        (_("What for"), row.get_purpose_display()),
        (_("Agreed"), _how(row, row.given_on)),
        (_("Until"), _day(row.expires_at) or _("the victim takes it back")),
        (_("Recorded by"), row.by.name),
    ]
    if (withdrawal := getattr(row, "withdrawal", None)) is not None:
        facts.append((_("Taken back"), _how(withdrawal, london_day(withdrawal.at))))
    shown = [(said_of(each), each.to.name, each.at) for each in seen]
    return Agreed(row.pk, row.get_category_display(), facts, row.stands(at), shown)


def _recipient(row):
    to_service = row.recipient == Recipient.SERVICE
    return row.support.service.name if to_service else row.get_recipient_display()


def _how(row, day):
    return f"{row.get_how_display()}, {date_format(day, 'j F Y')}"


def _day(moment):
    return moment and date_format(london_day(moment), "j F Y")


def steps_of(support, scope):
    """What became of a support, newest first, as a timeline tells it."""
    rows = SupportStep.objects.for_scope(scope).filter(support=support)
    return [
        Change(STEPS[row.verb], row.by.name, row.at, row.get_ended_display() or _to(row))
        for row in rows.select_related("by", "to").order_by("-at")
    ]


def _to(row):
    return _("To %(name)s") % {"name": row.to.name} if row.to else ""


def referrals_of(record, scope):
    """[(service, when, answer)] of the referrals to services that the reader's side has made."""
    rows = SupportReferral.objects.for_scope(scope).filter(record=record)
    return [
        (row.service.name, row.at, _answer(row))
        for row in rows.select_related("service").order_by("-at")
    ]


def _answer(row):
    if row.is_accepted is None:
        return _("The service has not answered yet")
    return _("The service took this on") if row.is_accepted else row.get_declined_display()
