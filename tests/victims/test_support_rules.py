"""Who may be assigned to a victim's support, and which consents end with it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.row_security import keeping_entries
from people.access.scopes import Refused
from people.models import UnitGrant, User
from tests.support.module_fixtures import module_fixture
from tests.support.victims.permission_matrix import make_service
from tests.support.victims.support_service import (
    DAY,
    add_service,
    fresh_support,
    give_consent,
    record_of,
    refer_and_accept,
    refer_victim,
)
from tests.victims.test_service_entries import FACTS
from victims.actions.consents import pass_withdrawal_on, withdraw_consent
from victims.actions.liaison_notes import send_liaison_note
from victims.actions.service_entries import add_service_entry
from victims.actions.support import accept_support, assign_isva
from victims.models import Consent, NoteReceived
from victims.queries.liaison_notes import notes_received_by_roles, notes_sent_by_service
from victims.queries.service_entries import readable_entries, service_log_rows

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Two victims of two cases with one service; another service supports the first as well."""
    builder = add_service(CaseBuilder(cast()).submit())
    builder.support = refer_and_accept(builder)
    builder.other = CaseBuilder(builder.cast, at=builder.at).submit()
    builder.other.support = refer_and_accept(builder.other)
    builder.at = builder.other.at
    far = make_service("A service far away")
    builder.cast.far_manager = person(far, "manage_support")
    builder.cast.far_isva = person(far, "support_victims")
    builder.far = refer_victim(builder, service=far)
    about = {"support": builder.far, "isva": builder.cast.far_isva}
    builder.do(accept_support, "far_manager", **about)
    return builder


def active_consents(builder):
    rows = Consent.objects.unscoped("test").filter(withdrawal=None)
    return {(row.support_id, row.recipient, row.category) for row in rows}


def test_a_withdrawal_is_of_this_victim_service_recipient_and_category(builder):
    for support, who in (
        (builder.support, "isva"),
        (builder.other.support, "isva"),
        (builder.far, "far_isva"),
    ):
        for recipient in ("POLICE", "CPS"):
            give_consent(
                builder, support, ["IS_SUPPORTED", "LIAISON"], recipient=recipient, who=who
            )
    before = active_consents(builder)
    [one] = Consent.objects.unscoped("test").filter(
        support=builder.support, recipient="POLICE", category="LIAISON"
    )
    with pytest.raises(Refused, match="Select an active consent"):  # not by another support
        about = {
            "support": fresh_support(builder.other.support),
            "consents": [str(one.pk)],
            "how": "PHONE",
        }
        builder.do(withdraw_consent, "isva", **about)
    with pytest.raises(
        Refused, match="Select an active consent"
    ):  # nor by a side that did not know of it
        about = {"record": record_of(builder), "consents": [str(one.pk)], "how": "PHONE"}
        builder.do(pass_withdrawal_on, "liaison", **about)
    builder.do(
        withdraw_consent,
        "isva",
        support=fresh_support(builder.support),
        consents=[str(one.pk)],
        how="PHONE",
    )
    assert before - active_consents(builder) == {(builder.support.pk, "POLICE", "LIAISON")}


def test_nothing_is_agreed_on_a_day_to_come(builder):
    with pytest.raises(Refused):
        give_consent(
            builder, builder.support, ["MILESTONES"], given_on=(builder.at + 2 * DAY).date()
        )
    with pytest.raises(Refused):
        refer_victim(builder, service=make_service(), given_on=(builder.at + 2 * DAY).date())


@pytest.mark.parametrize("left", ["inactive", "expired"])
def test_a_person_who_has_left_the_service_is_given_no_victim(builder, left):
    if left == "inactive":
        User.objects.filter(pk=builder.cast.other_isva.pk).update(is_active=False)
    else:
        grants = UnitGrant.objects.filter(user=builder.cast.other_isva)
        grants.update(expires_at=builder.at - timedelta(minutes=1))
    about = {
        "support": fresh_support(builder.support),
        "isva": builder.cast.other_isva,
        "hands_on": True,
    }
    with pytest.raises(Refused, match="Select an ISVA of your service"):
        builder.do(assign_isva, "service_manager", **about)


def test_a_person_who_lost_their_capacity_since_the_page_was_opened_adds_no_entry(builder):
    by = scope(builder.cast.isva, at=builder.at)
    UnitGrant.objects.filter(user=builder.cast.isva).delete()
    asked = {
        "support": fresh_support(builder.support),
        "form_key": uuid4(),
        "contacted_at": builder.at,
    } | FACTS
    with pytest.raises(Refused):
        add_service_entry(by=by, at=builder.at, **asked)


def test_entries_log_and_notes_are_of_this_victim_alone(builder):
    for each in (builder.support, builder.other.support):
        give_consent(builder, each, ["LIAISON"], recipient="POLICE")
        asked = {"support": fresh_support(each), "form_key": uuid4(), "contacted_at": builder.at}
        builder.do(add_service_entry, "isva", **asked | FACTS)
        about = {"support": fresh_support(each), "roles": ["CONTACT_OFFICER"]}
        builder.do(send_liaison_note, "isva", text=f"About {each.pk}.", **about)
    by = scope(builder.cast.service_manager, at=builder.at)
    row = fresh_support(builder.support)
    with keeping_entries(by):
        assert readable_entries(row, by).count() == 1
    assert len(service_log_rows(row, by)[0]) == len(notes_sent_by_service(row, by)) == 1
    police = scope(builder.cast.contact, at=builder.at)
    [note] = notes_received_by_roles(record_of(builder), police, capacities={"contact_victims"})
    assert note.text == f"About {row.pk}."
    note_received = NoteReceived.objects.unscoped("test").get(record=builder.support.record_id)
    assert [each["recipient"] for each in note_received.relied_on] == ["POLICE"]
