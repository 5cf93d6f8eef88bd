"""Two calls of a directory at the same moment wait for each other."""

import pytest

from people.administration.actions.directories import add_directory
from people.directories.actions.people import add_by_directory, change_by_directory
from people.directories.said import SaidOfPerson
from people.models import Side, System, Unit, User
from tests.support.cases.concurrency import run_meanwhile
from tests.support.people.approvals import approved
from tests.support.people.cast import DUE, make_unit, make_user, scope_of

pytestmark = pytest.mark.django_db(transaction=True)
SAID = SaidOfPerson("jo@force.example", True, {"displayName": "Jo"})


@pytest.fixture
def directory():
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    return add_directory(
        approval=approved("add_directory"), by=scope_of(make_user(office, "administer_accounts")),
        at=DUE, name="Staff directory", agency=make_unit(Side.POLICE).agency,
    )  # fmt: skip


def scope_of_directory(system):
    return scope_of(system.account).as_system(system.pk)


def hold(system):
    """Hold what each call of a directory waits for."""
    return lambda: System.objects.select_for_update(no_key=True).get(pk=system.pk)


def gone(before):
    return SaidOfPerson(before.email, False, before.names)


def test_two_ends_at_once_are_one(directory):
    by = scope_of_directory(directory)
    person = add_by_directory(by=by, at=DUE, said=SAID)

    def end():
        return change_by_directory(by=by, at=DUE, reference=person.reference, change=gone)

    ended = run_meanwhile(hold(directory), end, end)

    assert [each.is_active for each in ended] == [False, False]
    assert person.history.filter(history_change_reason="end_by_directory").count() == 1


def test_two_joiners_at_once_under_one_address_are_one_account(directory):
    by = scope_of_directory(directory)

    def join():
        return add_by_directory(by=by, at=DUE, said=SAID)

    found = run_meanwhile(hold(directory), join, join)

    assert sorted(type(each).__name__ for each in found) == ["DirectoryRefusal", "User"]
    assert User.objects.filter(email=SAID.email).count() == 1
