"""
Journey 11 where the force's own system acts: the investigation is closed by the API, the victim is
told and asks for a review, and it is reopened.

It is Monday 7 December 2026.
"""

from datetime import timedelta

import pytest

from devtools.case_builder import CaseBuilder, cast, person
from tests.journeys import test_11_closing as on_pages
from tests.support.api.both_systems import BothSystems, change_suspect, json_of, suspect_told
from tests.support.api.request_bodies import CLOSING
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.journey_days import moments_from
from tests.support.module_fixtures import module_fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commit_after_requests")]
SIGNED = {"has_open_line": "no", "text": "I have read the accounts and the messages."}


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch):
    """Pages and calls pass moments of one minute of this day to actions, in order."""
    now = moments_from(on_pages.NOW, timedelta(milliseconds=1))
    monkeypatch.setattr("django.utils.timezone.now", now)


@module_fixture
def builder():
    people = cast()
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    return CaseBuilder(people, at=on_pages.START)


def report(builder, **facts):
    """The closing report as a system sends it."""
    day = str(on_pages.TODAY)
    spoken = {
        "spoke_1": str(builder.cast.officer.pk), "on_1": day, "how_1": "IN_PERSON",
        "said_1": on_pages.SAID, "told_1": ["REVIEW", "REOPENING"],
    }  # fmt: skip
    return CLOSING | spoken | {"interviewed_on": day} | facts


def closed(builder, systems):
    """The officer's system sends the report; the supervisor sends it back, and signs the next."""
    people, case = builder.cast, builder.case
    missing = change_suspect(
        systems.as_(people.officer), case, "closing", report(builder, said_1="")
    )
    faults = json_of(missing, 422)["errors"]
    assert [each["answer"] for each in faults] == ["/said_1"]
    json_of(change_suspect(systems.as_(people.officer), case, "closing", report(builder)))
    refused = change_suspect(systems.as_(people.officer), case, "closing-signature", SIGNED)
    assert refused.status_code == 403  # nobody signs their own
    back = {"text": "Say what the messages between them show."}
    json_of(change_suspect(systems.as_(people.supervisor), case, "closing-sending-back", back))
    json_of(change_suspect(systems.as_(people.officer), case, "closing", report(builder)))
    json_of(change_suspect(systems.as_(people.supervisor), case, "closing-signature", SIGNED))
    assert suspect_told(systems.as_(people.officer), case)["state"] == "CLOSED"


def test_closed_by_the_force_s_system_told_reviewed_and_reopened(builder):
    systems = BothSystems(builder.cast)
    closed(builder, systems)
    on_pages.she_is_told_in_time(builder, builder.suspects[0])
    right = on_pages.she_asks_for_a_review(builder)
    on_pages.another_person_reviews_it(builder, client_for(builder.cast.supervisor), right)
    told = suspect_told(systems.as_(builder.cast.officer), builder.case)
    assert told["state"] == "INVESTIGATING"
    cps = systems.as_(builder.cast.prosecutor)
    assert cps.get(f"/api/cases/{builder.case.pk}/").status_code == 404


def test_closed_and_reopened_on_new_evidence_by_the_force_s_system(builder):
    systems = BothSystems(builder.cast)
    closed(builder, systems)
    new = {"ground": "NEW_EVIDENCE", "text": "A friend has come forward with messages."}
    supervisor = systems.as_(builder.cast.supervisor)
    json_of(change_suspect(supervisor, builder.case, "closing-reopening", new))
    told = suspect_told(systems.as_(builder.cast.officer), builder.case)
    assert told["state"] == "INVESTIGATING"
    page = client_for(builder.cast.officer).get(page_url("see-closing-reports", builder.case))
    assert "A friend has come forward with messages." in page_text(page)
