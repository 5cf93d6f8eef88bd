"""What is typed is kept on the server: by the form, for the person, until it is sent."""

import pytest

from cases.actions import referrals
from cases.mg3 import SECTIONS
from people.models import AuditEntry, Draft
from tests.cases.pages import as_, at, said
from tests.cast import MG3, Road, cast, force_unit, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def road():
    return Road(cast(), suspects=2)


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


def keep(browser, road, **typed):
    """What draft.js sends while somebody types."""
    return browser.post(at("draft-referral", road.case), {"save_draft": "1", **typed})


def opened(browser, road):
    return browser.get(at("write-referral", road.case))


def test_the_page_tells_the_script_where_to_keep_the_draft(road, officer):
    body = opened(officer, road).content.decode()
    assert f'data-draft="{at("draft-referral", road.case)}"' in body
    assert "rasso/draft" in body and 'name="save_draft"' in body


def test_a_draft_is_kept_unjudged_and_restored_when_the_form_is_opened_again(road, officer):
    chosen = [road.suspects[1].pk]
    answer = keep(officer, road, summary="Half a sent", urgency="GREEN", suspects=chosen)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain")
    assert answer.content.decode().startswith("Draft saved at ")

    form = opened(officer, road).context["form"]
    assert form["summary"].value() == "Half a sent"
    assert form["urgency"].value() == "GREEN"
    assert form["suspects"].value() == [str(pk) for pk in chosen]
    assert not form.errors


def test_without_script_the_button_keeps_it_and_comes_back(road, officer):
    address = at("write-referral", road.case)
    answer = officer.post(address, {"save_draft": "1", "summary": "Half a sent"})
    assert (answer.status_code, answer.url) == (302, address)
    page = officer.get(address)
    assert "Draft saved on" in said(page) and "Half a sent" in said(page)
    assert road.case.referrals.system("test").count() == 0


def test_nobody_else_sees_it(road, officer):
    keep(officer, road, summary="Only mine.")
    colleague = person(road.cast.police, "refer_cases")
    assert "Only mine." not in said(opened(as_(colleague), road))
    keep(as_(colleague), road, summary="Only hers.")
    assert "Only mine." in said(opened(officer, road))
    assert Draft.objects.count() == 2


def test_the_drafts_of_two_forms_do_not_mix(road, officer):
    other = Road(road.cast)
    keep(officer, road, summary="Of the first case.")
    keep(officer, other, summary="Of the second case.")
    assert "Of the first case." in said(opened(officer, road))
    assert "Of the second case." in said(opened(officer, other))


def test_writing_the_referral_ends_the_draft(road, officer):
    keep(officer, road, summary="Half a sent")
    suspects = [road.suspects[0].pk]
    officer.post(at("write-referral", road.case), MG3 | {"suspects": suspects})
    assert not Draft.objects.exists()
    assert "Half a sent" not in said(opened(officer, road))


def test_a_save_still_on_its_way_when_the_form_was_sent_brings_nothing_back(road, officer):
    key = "0d6c1b1e-7a3c-4c3f-9d1e-3a5b8c7d9e0f"
    suspects = [road.suspects[0].pk]
    officer.post(at("write-referral", road.case), MG3 | {"suspects": suspects, "form_key": key})
    assert keep(officer, road, summary="Late.", form_key=key).content == b"Sent already"
    assert not Draft.objects.exists()


def test_what_was_refused_stays_in_the_draft(road, officer):
    keep(officer, road, summary="Half a sent")
    officer.post(at("write-referral", road.case), MG3 | {"suspects": []})
    assert Draft.objects.count() == 1


def test_every_answer_at_its_longest_fits(road, officer):
    longest = {section.name: "“ŵ”\r\n" * 4000 for section in SECTIONS}
    assert keep(officer, road, **longest).status_code == 200
    assert opened(officer, road).context["form"]["delay"].value() == longest["delay"]


def test_what_no_form_could_hold_is_refused_in_words(road, officer):
    far_too_long = "x" * 400_001
    answer = keep(officer, road, summary=far_too_long)
    assert answer.status_code == 413
    assert answer.content.decode() == "This is too long to keep as a draft."
    page = officer.post(
        at("write-referral", road.case), {"save_draft": "1", "summary": far_too_long}
    )
    assert page.status_code == 200
    assert "This is too long to keep as a draft." in said(page)
    assert page.context["form"]["summary"].value() == far_too_long


def test_a_null_character_does_not_break_it(road, officer):
    assert keep(officer, road, summary="a\0b \\u0000").status_code == 200
    assert opened(officer, road).context["form"]["summary"].value() == "ab \\u0000"


def test_the_log_hears_of_a_draft_once_and_never_of_what_it_says(road, officer):
    for text in ("S", "So", "Something very private"):
        keep(officer, road, summary=text)
    [entry] = AuditEntry.objects.filter(verb__in=["save_draft", "write_referral"])
    assert (entry.verb, entry.operation) == ("save_draft", "collection")
    assert entry.case_id == road.case.pk
    assert "private" not in str(vars(entry))


def test_only_who_may_write_the_referral_keeps_a_draft_of_it(road):
    road.submit()
    assert keep(as_(road.cast.assistant), road, summary="x").status_code == 403
    assert keep(as_(person(force_unit(), "refer_cases")), road, summary="x").status_code == 404
    assert not Draft.objects.exists()


def test_a_draft_is_only_sent_never_fetched(road, officer):
    assert officer.get(at("draft-referral", road.case)).status_code == 405


# Of a referral that was sent back


@pytest.fixture
def sent_back(road):
    send_back(road.write())
    return road


def send_back(road):
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments="More.",
    )  # fmt: skip
    road.referral.refresh_from_db()


def test_changes_to_a_referral_are_kept_apart_from_a_new_one(sent_back, officer):
    keep(officer, sent_back, summary="A new one.")
    officer.post(at("draft-revision", sent_back.referral), {"summary": "The old one, changed."})
    page = officer.get(at("revise-referral", sent_back.referral))
    assert page.context["form"]["summary"].value() == "The old one, changed."


def test_a_draft_of_changes_goes_stale_like_any_form(sent_back, officer):
    address, version = at("revise-referral", sent_back.referral), sent_back.referral.version
    officer.post(at("draft-revision", sent_back.referral), {"summary": "Mine.", "version": version})
    sent_back.cast.colleague = person(sent_back.cast.police, "refer_cases")
    sent_back.do(
        referrals.revise_referral, "colleague", referral=sent_back.referral,
        suspects=sent_back.suspects, version=version, **MG3 | {"summary": "Theirs."},
    )  # fmt: skip
    send_back(sent_back)

    form = officer.get(address).context["form"]
    assert form["summary"].value() == "Mine."
    typed = MG3 | {
        "summary": "Mine.",
        "suspects": [suspect.pk for suspect in sent_back.suspects],
        "version": form["version"].value(),
    }
    page = officer.post(address, typed)
    assert page.status_code == 409
    assert "Saved now: Theirs." in said(page)
