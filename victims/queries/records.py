"""The victims of a case, their worklists, and the record of one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models import Case
from cases.permissions import VICTIM
from people.access.histories import HistoryEntry, history_entries
from people.access.scopes import Scope, standing_on
from people.access.worklists import Worklist
from victims import encryption, keys
from victims.labels import WISHES_LABELS, victim_verb_label
from victims.models import IDENTITY_FIELDS, VictimIdentity, VictimRecord, YesNoNotAsked

VICTIM_COLUMNS = (
    "case_id", "case__urn", "number", "wants_contact", "liaison_officer__name",
    "contact_officer__name",
)  # fmt: skip
VICTIMS_WORKLIST = Worklist(VictimRecord, columns=VICTIM_COLUMNS)


@dataclass(frozen=True)
class VictimListRow:
    """A victim in a worklist: a reference, and the named contact."""

    pk: UUID
    urn: str
    number: int
    wants_contact: str
    officers: str


def victim_list_row(found: Sequence[Any]) -> VictimListRow:
    """A row of a worklist as a page shows it."""
    pk, _case, urn, number, wants, liaison, contact, _listed_at = found
    wanted = VictimRecord(wants_contact=wants).get_wants_contact_display()
    return VictimListRow(pk, urn, number, wanted, ", ".join(filter(None, [contact, liaison])))


def records_of_case(case: Case, scope: Scope) -> list[VictimRecord]:
    """The victims' records of a case that the reader may read, by number."""
    rows = VictimRecord.objects.for_scope(scope).filter(case=case)
    return list(rows.select_related("liaison_officer", "contact_officer").order_by("number"))


def verbs_by_victim(case: Case, scope: Scope) -> dict[UUID, Set[str]]:
    """{id: what the reader may do} of the victims of a case whom they may know. Two queries."""
    who = standing_on(scope, case)
    return {each.pk: VICTIM.allowed_verbs(who, each) for each in case.victims.for_scope(scope)}


def victim_reference(record: VictimRecord) -> str:
    """The reference of a victim where no name may be shown: "52RS0012326, victim 1"."""
    return _("%(urn)s, victim %(n)s") % {"urn": record.case.urn, "n": record.number}


def identity_state_of_victim(record: VictimRecord, scope: Scope) -> tuple[bool, int, bool]:
    """(whether an identity is recorded, its version, whether it was destroyed)."""
    rows = VictimIdentity.objects.for_scope(scope).filter(record=record)
    version, destroyed_at = rows.values_list("version", "destroyed_at").first() or (0, None)
    return version > 0, version, destroyed_at is not None


def recorded_details(record: VictimRecord, scope: Scope) -> list[str]:
    """The fields of a victim's identity that hold something, none of which is opened."""
    rows = VictimIdentity.objects.for_scope(scope).filter(record=record, destroyed_at=None)
    identity = rows.first()
    return [name for name in IDENTITY_FIELDS if identity and getattr(identity, name)]


def wishes_facts(record: VictimRecord) -> list[tuple[str | Promise, Any]]:
    """[(question, answer)] of how the victim wants to be treated; empty fields say so."""
    return [(WISHES_LABELS[name], answer) for name, answer in wishes_answers(record, WISHES_LABELS)]


def wishes_answers(record: VictimRecord, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """[(field, answer in words)] of some of the fields."""
    for name in names:
        if name.endswith("_officer"):
            person = getattr(record, name)
            yield name, person.name if person else _("No one: name someone")
        else:
            display = getattr(record, f"get_{name}_display", None)
            yield name, (display() if display else getattr(record, name)) or _("Not recorded")


HOW_TO_REACH_FIELDS = (
    "wants_contact", "channel", "safe_hours", "safe_times", "voicemail_is_safe", "text_is_safe",
    "email_is_safe", "letter_is_safe", "care",
    "language", "needs_interpreter", "access_needs",
)  # fmt: skip


def recorded_reach_answers(record: VictimRecord) -> Iterator[tuple[str, str | Promise, str]]:
    """
    [(field, question, answer)] recorded of how to reach the victim, and what they need.

    Not asked is no answer: it is neither shown nor logged as shown.
    """
    for name in HOW_TO_REACH_FIELDS:
        if getattr(record, name) == YesNoNotAsked.NOT_ASKED:
            continue
        display = getattr(record, f"get_{name}_display", None)
        if text := str(display() if display else getattr(record, name)):
            yield name, WISHES_LABELS[name], text


def may_open_case(record: VictimRecord, scope: Scope) -> bool:
    """
    Whether the reader may read the case too: not all who work with victims may.

    The same query reads the case for the page, which names it.
    """
    theirs = Case.objects.for_scope(scope).filter(pk=OuterRef("case"))
    rows = VictimRecord.objects.for_scope(scope).select_related("case")
    found = rows.annotate(is_case_open=Exists(theirs)).get(pk=record.pk)
    record.case = found.case
    return found.is_case_open


def wishes_history(record: VictimRecord, side: str | None) -> list[HistoryEntry]:
    """The history of the wishes of a victim, whom the guard has found. side: the reader's."""
    return history_entries(record.history.all(), WISHES_LABELS, victim_verb_label, side)


def identity_changes(identity: VictimIdentity) -> list[HistoryEntry]:
    """
    When and by whom details were first recorded, and each change that has a reason, with it.

    It is sealed with the victim's own key: call it only where the details are revealed.
    """
    rows = identity.history.all()
    return history_entries(
        rows, {}, victim_verb_label, every_reason=True, reason_of=_reason_of_identity
    )


def _reason_of_identity(record: Any) -> str:
    """Why a row of history was written; a sentence in its place where it does not open."""
    try:
        return encryption.decrypt_text(
            record.changed_because, victim=record.record_id, bound_to="changed_because"
        )
    except keys.VictimKeyUnavailable:
        return _("this cannot be opened now")


def victims_with_index(
    indexes: Mapping[str, Collection[str]], scope: Scope
) -> list[tuple[UUID, str, int]]:
    """
    [(id, urn, number)] of the victims with one of these blind indexes whom the reader may read
    about. indexes: {field: those of a value}.

    A victim whose key is gone is left out: a restored backup still has the index of a destroyed
    identity.
    """
    by = {f"{field}_index__in": found for field, found in indexes.items()}
    rows = VictimIdentity.objects.for_scope(scope).filter(**by)
    found = rows.order_by("case__urn").values_list("record", "case__urn", "record__number")
    return [each for each in found if keys.is_victim_key_readable(each[0])]
