"""Who may be assigned to a victim's support, and which consents end with it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused
from people.models import UnitGrant, User
from tests.support.module_fixtures import standing
from tests.support.victims.permission_matrix import a_service
from tests.support.victims.support_service import (
    DAY,
    agree,
    now,
    record_of,
    refer,
    supported,
    with_service,
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


@standing
def road():
    """Two victims of two cases with one service; another service supports the first as well."""
    road = with_service(Road(cast()).submit())
    road.support = supported(road)
    road.other = Road(road.cast, at=road.at).submit()
    road.other.support = supported(road.other)
    road.at = road.other.at
    far = a_service("A service far away")
    road.cast.far_manager = person(far, "manage_support")
    road.cast.far_isva = person(far, "support_victims")
    road.far = refer(road, service=far)
    about = {"support": road.far, "isva": road.cast.far_isva}
    road.do(accept_support, "far_manager", **about)
    return road


def standing_ones(road):
    rows = Consent.objects.unscoped("test").filter(withdrawal=None)
    return {(row.support_id, row.recipient, row.category) for row in rows}


def test_what_is_taken_back_is_of_this_victim_service_recipient_and_category(road):
    for support, who in (
        (road.support, "isva"),
        (road.other.support, "isva"),
        (road.far, "far_isva"),
    ):
        for recipient in ("POLICE", "CPS"):
            agree(road, support, ["IS_SUPPORTED", "LIAISON"], recipient=recipient, who=who)
    before = standing_ones(road)
    [one] = Consent.objects.unscoped("test").filter(
        support=road.support, recipient="POLICE", category="LIAISON"
    )
    with pytest.raises(Refused, match="Select an active consent"):  # not by another support
        about = {"support": now(road.other.support), "consents": [str(one.pk)], "how": "PHONE"}
        road.do(withdraw_consent, "isva", **about)
    with pytest.raises(
        Refused, match="Select an active consent"
    ):  # nor by a side that did not know of it
        about = {"record": record_of(road), "consents": [str(one.pk)], "how": "PHONE"}
        road.do(pass_withdrawal_on, "liaison", **about)
    road.do(
        withdraw_consent, "isva", support=now(road.support), consents=[str(one.pk)], how="PHONE"
    )
    assert before - standing_ones(road) == {(road.support.pk, "POLICE", "LIAISON")}


def test_nothing_is_agreed_on_a_day_to_come(road):
    with pytest.raises(Refused):
        agree(road, road.support, ["MILESTONES"], given_on=(road.at + 2 * DAY).date())
    with pytest.raises(Refused):
        refer(road, service=a_service(), given_on=(road.at + 2 * DAY).date())


@pytest.mark.parametrize("left", ["inactive", "expired"])
def test_whoever_has_left_the_service_is_given_nobody(road, left):
    if left == "inactive":
        User.objects.filter(pk=road.cast.other_isva.pk).update(is_active=False)
    else:
        grants = UnitGrant.objects.filter(user=road.cast.other_isva)
        grants.update(expires_at=road.at - timedelta(minutes=1))
    about = {"support": now(road.support), "isva": road.cast.other_isva, "hands_on": True}
    with pytest.raises(Refused, match="Select an ISVA of your service"):
        road.do(assign_isva, "service_manager", **about)


def test_whoever_has_lost_her_capacity_since_the_page_was_opened_keeps_nothing(road):
    by = scope(road.cast.isva, at=road.at)
    UnitGrant.objects.filter(user=road.cast.isva).delete()
    asked = {"support": now(road.support), "form_key": uuid4(), "contacted_at": road.at} | FACTS
    with pytest.raises(Refused):
        add_service_entry(by=by, at=road.at, **asked)


def test_entries_log_and_notes_are_of_this_victim_alone(road):
    for each in (road.support, road.other.support):
        agree(road, each, ["LIAISON"], recipient="POLICE")
        asked = {"support": now(each), "form_key": uuid4(), "contacted_at": road.at}
        road.do(add_service_entry, "isva", **asked | FACTS)
        about = {"support": now(each), "roles": ["CONTACT_OFFICER"]}
        road.do(send_liaison_note, "isva", text=f"About {each.pk}.", **about)
    by = scope(road.cast.service_manager, at=road.at)
    row = now(road.support)
    assert (
        readable_entries(row, by).count()
        == len(service_log_rows(row, by))
        == len(notes_sent_by_service(row, by))
        == 1
    )
    police = scope(road.cast.contact, at=road.at)
    [note] = notes_received_by_roles(record_of(road), police, capacities={"contact_victims"})
    assert note.text == f"About {row.pk}."
    note_received = NoteReceived.objects.unscoped("test").get(record=road.support.record_id)
    assert [each["recipient"] for each in note_received.relied_on] == ["POLICE"]
