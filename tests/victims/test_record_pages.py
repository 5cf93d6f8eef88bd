"""Pages of a victim: for people who work with them; the name is shown on request only."""

import pytest

from devtools.case_builder import Road, cast, person
from people.models import AuditEntry, Draft
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from victims.models import Reveal, VictimRecord

pytestmark = pytest.mark.django_db
NAME = "Zara Quist-Example"
WISHES = {
    "wants_contact": "YES", "channel": "PHONE", "voicemail_is_safe": "NO", "text_is_safe": "YES",
    "letter_is_safe": "NO", "email_is_safe": "NO", "needs_interpreter": "NO", "letters_in": "WELSH",
    "care": "Her brother answers.", "update_every_days": "14",
}  # fmt: skip


@standing
def road():
    road = Road(cast()).submit()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return road


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def named(road):
    """The officer records the victim's identity."""
    follow(
        as_(road.cast.officer), at("record-identity", road.victim), name=NAME, phone="07700 900123",
        **{f"born_on-{part}": "1" for part in ("day", "month")}, **{"born_on-year": "1990"},
    )  # fmt: skip


def test_the_case_leads_to_its_victims_and_they_to_what_is_known(road):
    page = as_(road.cast.officer).get(at("see-case-victims", road.case))
    assert at("see-victim", road.victim) in links(page)
    page = as_(road.cast.officer).get(at("see-victim", road.victim))
    assert "No name or contact details have been recorded yet." in said(page)
    assert at("see-case-victims", road.case) in links(page)


def test_a_liaison_officer_begins_with_victims_and_is_led_to_no_case(road):
    client = as_(road.cast.liaison)
    assert client.get("/").url == at("see-victims")
    assert at("see-victim", road.victim) in links(client.get(at("see-victims")))
    page = client.get(at("see-victim", road.victim))
    assert page.status_code == 200 and at("see-case-victims", road.case) not in links(page)
    assert client.get(at("see-case", road.case)).status_code == 404


def test_what_she_wants_is_written_down_and_told_with_who_changed_it(road):
    client = as_(road.cast.liaison)
    page = follow(client, at("record-wishes", road.victim), **WISHES)
    assert "Her brother answers." in said(page)
    assert "Days between updates, as agreed: 14" in said(page)
    page = client.post(
        at("record-wishes", road.victim), WISHES | {"update_every_days": "x", "version": "2"}
    )
    assert "Enter a number of days between 1 and 365" in said(page)
    assert "Her brother answers." in said(page)


def test_days_and_hours_come_back_as_they_were_typed_and_are_said_in_words(road):
    client, hours = as_(road.cast.liaison), {"safe_hours-1-days": ["1", "2", "3"]}
    page = client.post(
        at("record-wishes", road.victim), WISHES | hours | {"safe_hours-1-from": "6", "version": 1}
    )
    assert "Enter a time of the 24-hour clock" in said(page) and 'value="6"' in page.text
    hours |= {"safe_hours-1-from": "18:00", "safe_hours-2-days": "7"}
    page = follow(client, at("record-wishes", road.victim), **WISHES | hours)
    assert "Safe days and hours Monday to Wednesday, from 6pm; Sunday" in said(page)
    assert "Safe days and hours: Monday to Wednesday, from 6pm; Sunday" in said(page)  # the history
    again = client.get(at("record-wishes", road.victim)).text
    assert 'name="safe_hours-1-from" type="text" spellcheck="false" value="18:00"' in again
    assert 'name="safe_hours-2-days" type="checkbox" value="7" checked' in again


def test_a_stale_form_shows_both_versions(road):
    follow(as_(road.cast.officer), at("record-wishes", road.victim), **WISHES)
    page = as_(road.cast.liaison).post(
        at("record-wishes", road.victim), WISHES | {"channel": "TEXT", "version": "1"}
    )
    assert page.status_code == 409 and "Text message" in said(page) and "Phone" in said(page)


def test_nobody_is_shown_a_name_who_has_not_asked(road):
    named(road)
    client = as_(road.cast.officer)
    for address in (
        at("see-victim", road.victim), at("see-case-victims", road.case), at("see-victims"),
        at("record-identity", road.victim), at("reveal-identity", road.victim),
    ):  # fmt: skip
        assert "Quist" not in client.get(address).content.decode(), address
    page = client.post(at("reveal-identity", road.victim), {"form_key": ""})
    assert page.status_code == 200 and NAME in said(page) and "1 January 1990" in said(page)
    assert page["Cache-Control"].startswith("max-age=0") or "no-store" in page["Cache-Control"]
    assert AuditEntry.objects.filter(verb="reveal_identity").exclude(ids=[]).exists()


def test_a_second_click_shows_nothing_and_leaves_no_second_mark(road):
    named(road)
    client, key = as_(road.cast.officer), "00000000-0000-4000-8000-000000000001"
    client.post(at("reveal-identity", road.victim), {"form_key": key})
    again = client.post(at("reveal-identity", road.victim), {"form_key": key})
    assert again.status_code == 302
    assert Reveal.objects.unscoped("test").count() == 1


def test_whoever_is_not_assigned_is_asked_why(road):
    named(road)
    client = as_(road.cast.liaison)
    page = client.post(at("reveal-identity", road.victim), {"reason": ""})
    assert "Enter why you need to see who this is" in said(page) and NAME not in said(page)
    page = client.post(
        at("reveal-identity", road.victim), {"reason": "She rang. Both sides know the reason."}
    )
    assert NAME in said(page)


def test_no_draft_is_kept_of_who_she_is(road):
    page = as_(road.cast.officer).get(at("record-identity", road.victim))
    assert "data-draft" not in page.content.decode()
    named(road)
    assert not Draft.objects.exists()


def test_the_one_whom_she_calls_is_named(road):
    page = follow(
        as_(road.cast.liaison), at("name-victim-contact", road.victim),
        person=str(road.cast.liaison.pk),
    )  # fmt: skip
    assert "Victim liaison officer Lia Liaison" in said(page)
    assert record_of(road).liaison_officer == road.cast.liaison


def test_a_victim_is_found_by_the_whole_name_and_not_by_half(road):
    named(road)
    client = as_(road.cast.liaison)
    page = client.post(at("find-victim"), {"by": "name", "value": "zara quist example"})
    assert at("see-victim", road.victim) in links(page)
    page = client.post(at("find-victim"), {"by": "name", "value": "zara"})
    assert "This does not open a victim’s record" in said(page)
    entry = AuditEntry.objects.filter(verb="find_victim").latest("pk")
    assert len(entry.sought) == 64  # a keyed hash, not the input


def test_lists_and_pages_ask_as_much_of_the_database_for_one_as_for_many(road):
    client = as_(road.cast.liaison)
    client.get("/")
    _page, few = questions(client, at("see-victims"))
    _page, one = questions(client, at("see-victim", road.victim))
    for _ in range(5):
        Road(road.cast).submit()
    follow(client, at("record-wishes", road.victim), **WISHES)
    page, many = questions(client, at("see-victims"))
    assert said(page).count("victim 1") == 6
    _page, changed = questions(client, at("see-victim", road.victim))
    assert len(many) == len(few) <= 6
    assert len(changed) == len(one) <= 12
