"""Supported victims of the scene: one with a service, and one whose service has not answered."""

from datetime import timedelta
from uuid import uuid4

from devtools.case_builder import Road
from people.access.scopes import scope_of
from tests.support.browser.scenes.victims import LONG
from tests.support.victims import support_service
from victims.actions import conflicts, consents
from victims.actions.liaison_notes import send_liaison_note
from victims.actions.service_entries import add_service_entry
from victims.models import Consent
from victims.queries import consent_sharing


def supported(people, start):
    """
    {name: support} and the first one's case: with full records, requested, and without records.
    """
    road = support_service.with_service(Road(people, suspects=2, at=start).submit())
    row = support_service.supported(road, categories=support_service.ALL)
    support_service.agree(road, row, ["IS_SUPPORTED", "LIAISON"], recipient="POLICE")
    written(road, row)
    looked_at(road, row)
    taken_back(road, row)
    waiting = support_service.refer(Road(people, at=start + timedelta(hours=1)).submit())
    bare = support_service.supported(Road(people, at=start + timedelta(hours=2)).submit())
    road.do(
        conflicts.record_service_conflict, "service_manager", support=waiting, kind="WITNESS",
        person=people.other_isva, reason=LONG[:500],
    )  # fmt: skip
    return {"road": road, "row": row, "asked": waiting, "bare": bare}


def looked_at(road, row):
    """The ISVA has opened the page."""
    by = scope_of(road.cast.isva, at=road.at)
    found = consent_sharing.facts_shown_to_service(row, at=road.at)
    facts = [fact for each in found.values() for fact in each]
    consents.record_facts_shown(support=row, by=by, at=road.at, facts=facts)
    road.at += timedelta(hours=1)


def taken_back(road, row):
    """The victim withdraws a consent and gives it again; it is not shared yet."""
    one = Consent.objects.unscoped("test").get(support=row, category="HOW_TO_REACH")
    about = {"support": row, "consents": [str(one.pk)], "how": "PHONE"}
    road.do(consents.withdraw_consent, "isva", **about)
    support_service.agree(road, row, ["HOW_TO_REACH"])


def written(road, row):
    """Private service entries, and a liaison note that was sent."""
    road.do(
        add_service_entry, "isva", support=row, form_key=uuid4(), contacted_at=road.at,
        channel="PHONE", direction="IN", minutes=40, purpose="COURT_VISIT",
        needs=["TRANSPORT", "CARE_OF_OTHERS"], next_on=road.at.date(),
    )  # fmt: skip
    roles = ["CONTACT_OFFICER", "OFFICER_IN_CASE"]
    road.do(send_liaison_note, "isva", support=row, text=LONG[:500], roles=roles)
