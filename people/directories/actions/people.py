"""What the directory of an agency does: add, change and end accounts of its agency's people."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import Http404

from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration.actions.accounts import close_account
from people.administration.actions.merge_agencies import refuse_if_merged
from people.administration.actions.open_admin_action import log_admin_action, save_next_version
from people.directories.actions.leavers import END, REMOVE, check_may_end_one
from people.directories.actions.notices import (
    is_anybody_waiting,
    notify_leaders_of_move,
    notify_of_first_waiting,
)
from people.directories.permissions import DIRECTORY
from people.directories.queries import holds_nothing, is_unused, people_of_directory
from people.directories.refusals import (
    ADDRESS_TAKEN,
    CHANGED_SINCE,
    ID_TAKEN,
    NOT_A_DIRECTORY,
    DirectoryRefusal,
)
from people.directories.said import Change, SaidOfPerson, record_of, said_before, version_of
from people.models import DirectoryPerson, System, User
from people.models.nullable import not_null
from people.signing_in import set_up_links

ADD, CHANGE = "add_by_directory", "change_by_directory"


@transaction.atomic
def add_by_directory(*, by: Scope, at: datetime, said: SaidOfPerson) -> User:
    """
    Add an account for a joiner, without a role, a unit or a password. Returns it.

    One that this agency's directory removed before is found again, and comes back as any other.
    """
    directory = _lock_directory(ADD, by)
    was_empty = not is_anybody_waiting(directory.people_of_id, at=at)
    refuse_if_merged(not_null(directory.people_of))
    known = User.objects.select_for_update(of=("self",), no_key=True).filter(email=said.email)
    person = known.select_related("in_directory").first()
    if person is not None:
        return _find_again(person, said, directory=directory, by=by, at=at)
    person = User(
        email=said.email, name=said.name, agency=directory.people_of, is_active=said.is_active
    )
    person.set_unusable_password()
    try:
        with transaction.atomic():
            save_next_version(ADD, person, by=by, at=at)
    except IntegrityError:
        raise DirectoryRefusal(409, ADDRESS_TAKEN, "uniqueness") from None
    record = DirectoryPerson(user=person, directory=directory, has_joined=True, wants_since=at)
    if not said.is_active:
        record.ended_in_version = person.version
    _save_record(record, said, is_new=True)
    if was_empty:
        notify_of_first_waiting(directory.people_of_id, at=at)
    return person


@transaction.atomic
def change_by_directory(
    *, by: Scope, at: datetime, reference: UUID, change: Change, seen: str = ""
) -> User:
    """
    Change a person as their directory says. Returns the account as it is then.

    change: what is said now, from what was said before. seen: the ETag that the directory read.
    An address that could let another person sign in, and an account to be opened again that holds
    something, stay as they are: administrators see what the directory wants.
    Raises Http404 for a person who is not there, or of another agency.
    """
    directory = _lock_directory(CHANGE, by)
    person = _lock_person(directory, reference, seen)
    record = _record_or_new(person, directory, at=at)
    said = change(said_before(person, record))
    return _take_up(person, record, said, by=by, at=at)


@transaction.atomic
def remove_by_directory(*, by: Scope, at: datetime, reference: UUID, seen: str = "") -> None:
    """End a person's account. The directory finds it no more; the account and its history stay."""
    directory = _lock_directory(REMOVE, by)
    person = _lock_person(directory, reference, seen)
    record = _record_or_new(person, directory, at=at)
    if person.is_active:
        _end(REMOVE, person, record, by=by, at=at)
    else:
        log_admin_action(REMOVE, person, by=by, at=at)
    record.is_removed, record.is_active = True, False
    _save_record(record, said_before(person, record), is_new=record._state.adding)


def _lock_directory(verb: str, by: Scope) -> System:
    """The calling directory, locked, so that its calls change people one after the other."""
    DIRECTORY.check(by, verb)
    rows = System.objects.select_for_update(of=("self",), no_key=True)
    alive = rows.filter(people_of__isnull=False, account__is_active=True)
    alive = alive.select_related("people_of__merged_into")
    directory = alive.filter(pk=not_null(by.system_id)).first()
    if directory is None:
        raise Refused(NOT_A_DIRECTORY)
    return directory


def _lock_person(directory: System, reference: UUID, seen: str) -> User:
    rows = people_of_directory(directory).select_for_update(of=("self",), no_key=True)
    person = rows.filter(reference=reference).first()
    if person is None:
        raise Http404
    if seen.strip() not in ("", "*") and version_of(person) not in _etags(seen):
        raise DirectoryRefusal(412, CHANGED_SINCE)
    return person


def _etags(text: str) -> list[str]:
    return [each.strip() for each in text.split(",")]


def _record_or_new(person: User, directory: System, *, at: datetime) -> DirectoryPerson:
    """What was said of a person before; of one of whom nothing was, what the account has."""
    record = record_of(person)
    if record is None:
        return DirectoryPerson(
            user=person, directory=directory, names={"displayName": person.name},
            email=person.email, is_active=person.is_active, wants_since=at, version=0,
        )  # fmt: skip
    record.directory = directory
    return record


def _find_again(
    person: User, said: SaidOfPerson, *, directory: System, by: Scope, at: datetime
) -> User:
    """Take up a person whom the directory removed. Raises DirectoryRefusal for any other."""
    record = record_of(person)
    is_gone = record is not None and record.is_removed and not person.is_active
    if record is None or not is_gone or person.agency_id != directory.people_of_id:
        raise DirectoryRefusal(409, ADDRESS_TAKEN, "uniqueness")
    record.directory, record.is_removed = directory, False
    return _take_up(person, record, said, by=by, at=at, verb=ADD)


def _take_up(
    person: User, record: DirectoryPerson, said: SaidOfPerson, *, by: Scope, at: datetime,
    verb: str = CHANGE,
) -> User:  # fmt: skip
    """Do what is said and may be done at once; keep what the directory wants besides."""
    before, is_new = said_before(person, record), record._state.adding
    if person.is_active and not said.is_active:
        said = _without_what_collides(person, record, before, said)
    _check_address(person, before, said)
    _change_account(person, record, before, said, by=by, at=at, verb=verb)
    if before.department and said.department != before.department and person.is_active:
        record.moved_at = at
        notify_leaders_of_move(person, "person_moved", at=at)
    wants_other = (said.email, said.is_active) != (before.email, before.is_active)
    was_empty = not is_anybody_waiting(person.agency_id, at=at)
    if wants_other:
        record.wants_since = at
    if is_new or said != before or verb == ADD or record.ended_in_version == person.version:
        _save_record(record, said, is_new=is_new)
    if wants_other and was_empty:
        notify_of_first_waiting(person.agency_id, at=at)
    return person


def _change_account(
    person: User, record: DirectoryPerson, before: SaidOfPerson, said: SaidOfPerson, *, by: Scope,
    at: datetime, verb: str,
) -> None:  # fmt: skip
    """Change the account as far as that may be done at once; else write that it was asked."""
    values = _values_to_change(person, record, before, said, at=at)
    email, is_own_end = person.email, record.ended_in_version == person.version
    if person.is_active and not said.is_active:
        _end(END, person, record, by=by, at=at, **values)
    elif values:
        _save_account(verb, person, by=by, at=at, **values)
        if is_own_end:  # its own change of a person whom it ended
            record.ended_in_version = person.version
    elif said != before or verb == ADD:
        log_admin_action(verb, person, by=by, at=at)
    if "email" in values:
        EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
        notify = partial(set_up_links.notify_of_new_address, email, person.email, at=at)
        transaction.on_commit(notify)


def _without_what_collides(
    person: User, record: DirectoryPerson, before: SaidOfPerson, said: SaidOfPerson
) -> SaidOfPerson:
    """What is said of a leaver, without an address or an external id that is somebody else's."""
    if _is_address_taken(person, said.email):
        said = replace(said, email=before.email)
    others = DirectoryPerson.objects.filter(
        directory=record.directory, external_id=said.external_id
    ).exclude(user=person)
    if said.external_id and others.exists():
        said = replace(said, external_id=before.external_id)
    return said


def _check_address(person: User, before: SaidOfPerson, said: SaidOfPerson) -> None:
    is_new = said.email not in (before.email, person.email)
    if is_new and _is_address_taken(person, said.email):
        raise DirectoryRefusal(409, ADDRESS_TAKEN, "uniqueness")


def _is_address_taken(person: User, email: str) -> bool:
    return User.objects.filter(email=email).exclude(pk=person.pk).exists()


def _values_to_change(
    person: User, record: DirectoryPerson, before: SaidOfPerson, said: SaidOfPerson, *, at: datetime
) -> dict[str, Any]:
    """
    The fields of the account that change at once.

    A name or an address that people changed here stays until the directory says another name; of
    another address administrators are told.
    """
    values: dict[str, Any] = {}
    if said.name != before.name and said.name != person.name:
        values["name"] = said.name
    opens_nothing = holds_nothing(person, at=at)
    is_anew = said.email != before.email and person.email in (before.email, said.email)
    if is_anew and said.email != person.email and opens_nothing and is_unused(person):
        values["email"] = said.email
    is_own_end = record.ended_in_version == person.version
    if said.is_active and not person.is_active and opens_nothing and is_own_end:
        values["is_active"] = True
    return values


def _save_account(verb: str, person: User, *, by: Scope, at: datetime, **values: Any) -> None:
    """Save the account. Raises DirectoryRefusal where its new address was taken meanwhile."""
    try:
        with transaction.atomic():
            save_next_version(verb, person, by=by, at=at, **values)
    except IntegrityError:
        raise DirectoryRefusal(409, ADDRESS_TAKEN, "uniqueness") from None


def _end(
    verb: str, person: User, record: DirectoryPerson, *, by: Scope, at: datetime, **values: Any
) -> None:
    """End an account as an administrator deactivates one, and tell the leaders of its units."""
    check_may_end_one(by, at=at)
    close_account(verb, person, by=by, at=at, **values)
    record.left_at, record.ended_in_version = at, person.version
    notify_leaders_of_move(person, "person_left", at=at)


def _save_record(record: DirectoryPerson, said: SaidOfPerson, *, is_new: bool) -> None:
    """Keep what is said. Raises DirectoryRefusal where another person has the external id."""
    record.names, record.email = dict(said.names), said.email
    record.external_id, record.department = said.external_id, said.department
    record.is_active = said.is_active
    if not is_new or record.version == 0:
        record.version += 1
    try:
        with transaction.atomic():
            record.save(force_insert=is_new)
    except IntegrityError:
        raise DirectoryRefusal(409, ID_TAKEN, "uniqueness") from None
