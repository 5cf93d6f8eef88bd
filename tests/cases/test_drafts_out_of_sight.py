"""A draft waits for its author when the session, the case or the stage has ended meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import Case
from devtools.case_builder import Road, cast, person, scope
from people.access import grants
from people.administration.actions import accounts
from people.administration.actions.purge import purge_expired
from people.models import Draft, IdempotencyKey, User
from people.web.drafts.service import MAX_DRAFTS_PER_FORM
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import as_, at, links, said
from tests.support.cases.permission_matrix import office
from tests.support.module_fixtures import standing
from tests.support.people.cast import make_conflict

pytestmark = pytest.mark.django_db
TEXT = "Nobody else has read this."


@standing
def road():
    return Road(cast()).allocate().plan()


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


def answer_of(browser, road):
    return Tab(browser, at("answer-item", road.items[0]))


def told(answer):
    return answer.status_code, answer.content


# The session expired


def run_out(browser):
    """Expire the session; the browser still sends its cookie."""
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    ended = Session.objects.filter(session_key=key)
    ended.update(expire_date=timezone.now() - timedelta(minutes=1))


def found_apart(tab):
    """The page with the draft typed after the session had ended, which no form starts with."""
    assert tab.shows("done") != TEXT and "Typed after you were signed out" in tab
    address = next(each for each in links(tab.page) if "draft=" in each)
    return Tab(tab.browser, address.replace("&amp;", "&"))


def scope_of_administrator():
    return scope(person(office(), "administer_accounts"))


def signed_in_again(browser, road):
    browser.force_login(road.cast.officer)
    return answer_of(browser, road)


def test_what_was_sent_after_the_session_ran_out_is_kept_and_found_after_signing_in(road, officer):
    tab = answer_of(officer, road)
    run_out(officer)
    page = tab.sends(answer="DONE", done=TEXT)
    assert page.status_code == 403
    assert "It is saved as your draft: sign in and open the page again" in said(page)
    assert TEXT not in said(page)
    shown = found_apart(signed_in_again(officer, road))
    assert shown.shows("done") == TEXT and shown.shows("answer") == "DONE"


def test_the_script_is_told_in_words_and_what_follows_is_kept_too(road, officer):
    tab = answer_of(officer, road)
    run_out(officer)
    for text in ("Nobody else", TEXT):
        answer = tab.types(done=text)
        assert answer.status_code == 403
        assert answer.content == b"You were signed out. What you typed is kept: sign in again."
    assert found_apart(signed_in_again(officer, road)).shows("done") == TEXT
    assert Draft.objects.count() == 1


def test_a_hidden_draft_replaces_nothing_typed_and_fills_no_form(road, officer):
    tab = answer_of(officer, road)
    tab.types(done="My own words.")
    run_out(officer)
    tab.types(done="QXPOISON")
    again = signed_in_again(officer, road)
    assert again.shows("done") == "My own words." and "QXPOISON" not in again
    assert found_apart(again).shows("done") == "QXPOISON"


def test_opened_it_is_still_said_not_to_be_the_person_s_own_until_they_save_it(road, officer):
    tab = answer_of(officer, road)
    run_out(officer)
    tab.types(done="QXPOISON")
    shown = found_apart(signed_in_again(officer, road))
    assert "what was typed after you were signed out" in shown and "it may not be yours" in shown
    assert "what you typed and did not send" not in shown
    saved = shown.saves(done="My own words.")
    assert "what you typed and did not send" in saved and "it may not be yours" not in saved


@pytest.mark.parametrize("is_signed_out", [True, False])
def test_once_the_stage_has_closed_the_page_says_whose_words_they_may_be(
    road, officer, is_signed_out
):
    tab = answer_of(officer, road)
    if is_signed_out:
        run_out(officer)
    tab.types(done=TEXT)
    cancel(road)
    again = signed_in_again(officer, road)
    assert again.page.status_code == 403 and TEXT in again
    assert ("typed after you were signed out" in again) is is_signed_out
    assert ("it may not be yours" in again) is is_signed_out
    assert ("What you entered here is still saved" in again) is not is_signed_out


def test_a_hidden_draft_does_not_count_against_the_person_s_own_drafts(road, officer):
    tab = answer_of(officer, road)
    run_out(officer)
    for _ in range(MAX_DRAFTS_PER_FORM + 5):
        tab.hidden["form_key"] = str(uuid4())
        tab.types(done="QXPOISON")
    assert Draft.objects.count() == MAX_DRAFTS_PER_FORM
    again = signed_in_again(officer, road)
    assert again.types(done="My own words.").status_code == 200
    assert signed_in_again(officer, road).shows("done") == "My own words."


def test_nothing_is_kept_through_a_session_of_an_account_that_was_closed_and_opened_again(
    road, officer
):
    tab, by = answer_of(officer, road), scope_of_administrator()
    run_out(officer)
    tab.types(done=TEXT)  # now the browser has an anonymous session that remembers the user
    Draft.objects.all().delete()
    for act in (accounts.deactivate_person, accounts.reactivate_person):
        person = User.objects.get(pk=road.cast.officer.pk)
        act(person=person, by=by, at=road.at, version=person.version)
    tab.types(done=TEXT)
    assert not Draft.objects.exists()


def test_a_shift_that_is_over_is_a_session_that_ran_out(road, officer, settings):
    tab = answer_of(officer, road)
    settings.SESSION_LENGTH_SECONDS = -1
    assert "It is saved as your draft" in said(tab.sends(done=TEXT))
    settings.SESSION_LENGTH_SECONDS = 12 * 3600
    assert found_apart(signed_in_again(officer, road)).shows("done") == TEXT


def test_who_signs_in_next_at_the_same_desk_sees_nothing_of_it(road, officer):
    tab = answer_of(officer, road)
    run_out(officer)
    tab.sends(done=TEXT)
    officer.force_login(road.cast.supervisor)
    Tab(officer, at("write-note", road.case)).types(text="Hers.")
    owners = set(Draft.objects.values_list("user__name", flat=True))
    assert owners == {"Olive Officer", "Sue Supervisor"}
    assert TEXT not in said(officer.get(at("see-case", road.case)))


def lose_the_account(road):
    User.objects.filter(pk=road.cast.officer.pk).update(is_active=False)


def change_the_password(road):
    road.cast.officer.set_password("another good password")
    road.cast.officer.save()


@pytest.mark.parametrize("meanwhile", [lose_the_account, change_the_password])
def test_nothing_is_kept_for_an_account_that_is_no_longer_what_it_was(road, officer, meanwhile):
    tab = answer_of(officer, road)
    run_out(officer)
    meanwhile(road)
    page = tab.sends(done=TEXT)
    assert "Copy it before you sign in again." in said(page) and TEXT in said(page)
    assert not Draft.objects.exists()


def test_a_text_typed_after_signing_out_is_not_kept(road, officer):
    tab = answer_of(officer, road)
    officer.post("/account/sign-out/")
    assert TEXT in said(tab.sends(done=TEXT))
    assert tab.types(done=TEXT).content == (
        b"You were signed out. Copy what you typed, then sign in again."
    )
    assert not Draft.objects.exists()


def test_a_session_long_over_keeps_nothing(road, officer):
    tab = answer_of(officer, road)
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=13))
    assert TEXT in said(tab.sends(done=TEXT))


def test_signed_out_a_hidden_case_answers_as_a_case_that_is_not(road, officer):
    tab = answer_of(officer, road)
    missing = at("answer-item", road.items[0]).replace(str(road.items[0].pk), str(uuid4()))
    run_out(officer)
    restrict(road)
    hidden = tab.sends(done=TEXT)
    assert hidden.status_code == 403
    tab.to = missing
    assert said(tab.sends(done=TEXT)) == said(hidden)


# The case became invisible


def restrict(road):
    Case.objects.unscoped("a test").filter(pk=road.case.pk).update(is_restricted=True)
    grants.revoke_capacity(
        "officer_in_case", of=road.cast.officer, on=road.case, by=road.cast.officer, at=road.at
    )


def declare_a_conflict(road):
    make_conflict(road.cast.officer, road.case)


def leave_the_unit(road):
    for capacity, on in (("refer_cases", road.cast.police), ("officer_in_case", road.case)):
        grants.revoke_capacity(
            capacity, of=road.cast.officer, on=on, by=road.cast.officer, at=road.at
        )


GONE = [restrict, declare_a_conflict, leave_the_unit]


@pytest.mark.parametrize("hide", GONE)
def test_a_draft_of_a_case_out_of_sight_is_missing_as_the_case_is(road, officer, hide):
    tab = answer_of(officer, road)
    tab.types(done=TEXT)
    hide(road)
    missing = tab.to.replace(str(road.items[0].pk), str(uuid4()))
    draft = Draft.objects.get().id
    for address in (tab.to, f"{tab.to}?draft={draft}"):
        hidden = officer.get(address)
        assert hidden.status_code == 404 and TEXT not in hidden.content.decode()
        assert told(hidden) == told(officer.get(missing))


@pytest.mark.parametrize("button", ["save_draft", "discard_draft"])
@pytest.mark.parametrize("hide", GONE)
def test_no_draft_is_kept_or_discarded_on_a_case_out_of_sight(road, officer, hide, button):
    tab = answer_of(officer, road)
    tab.types(done=TEXT)
    hide(road)
    missing = tab.to.replace(str(road.items[0].pk), str(uuid4()))
    typed = tab.hidden | {button: "typing", "done": "More."}
    assert told(officer.post(tab.to, typed)) == told(officer.post(missing, typed))
    assert officer.post(tab.to, typed).status_code == 404
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("hide", [restrict, leave_the_unit])
def test_a_draft_is_there_again_when_the_case_is(road, officer, hide):
    answer_of(officer, road).types(done=TEXT)
    hide(road)
    Case.objects.unscoped("a test").filter(pk=road.case.pk).update(is_restricted=False)
    grants.grant_capacity(
        "refer_cases", to=road.cast.officer, on=road.cast.police, by=road.cast.officer, at=road.at
    )
    assert answer_of(officer, road).shows("done") == TEXT


def test_what_is_sent_once_the_case_is_restricted_does_nothing_and_waits_for_who_is_named(
    road, officer
):
    tab = answer_of(officer, road)
    tab.types(answer="DONE", done=TEXT)
    restrict(road)
    page = tab.sends(answer="DONE", done=TEXT)
    assert page.status_code == 404 and TEXT not in page.content.decode()
    assert "what was saved as a draft is kept" in said(page)
    assert road.items[0].status == "OPEN"
    for capacity in ("officer_in_case", "allowed_on_case"):
        grants.grant_capacity(
            capacity, to=road.cast.officer, on=road.case, by=road.cast.officer, at=road.at
        )
    again = answer_of(officer, road)
    assert again.shows("done") == TEXT
    assert again.sends(answer="DONE", done=TEXT).status_code == 302
    assert road.items[0].status == "ANSWERED" and not Draft.objects.exists()


# The stage has changed


def test_a_form_that_the_stage_has_closed_says_why_and_shows_the_text_to_copy(road, officer):
    tab = answer_of(officer, road)
    tab.types(answer="DONE", done=TEXT)
    cancel(road)
    closed = Tab(officer, tab.to)
    assert closed.page.status_code == 403
    assert "What you entered here is still saved" in closed and TEXT in closed
    assert "cancelled" in closed
    gone = closed.discards()
    assert gone.page.status_code == 403 and TEXT not in gone
    assert not Draft.objects.exists()


def cancel(road):
    road.do(
        action_items.cancel_item, "prosecutor", item=road.items[0], text="No longer needed.",
        version=road.items[0].version,
    )  # fmt: skip


def test_what_is_still_typed_when_the_stage_has_closed_is_kept(road, officer):
    tab = answer_of(officer, road)
    cancel(road)
    assert tab.types(done=TEXT).status_code == 200
    assert TEXT in Tab(officer, tab.to)


def test_a_text_left_behind_by_a_stage_is_shown_to_its_writer_alone(road, officer):
    tab = answer_of(officer, road)
    tab.types(done=TEXT)
    cancel(road)
    colleague = as_(road.cast.supervisor)
    assert "What you typed" not in Tab(colleague, tab.to)


def test_who_may_no_longer_do_it_at_all_is_not_shown_what_they_typed(road):
    prosecutor = as_(road.cast.prosecutor)
    tab = Tab(prosecutor, at("cancel-item", road.items[0]))
    tab.types(text=TEXT)
    grants.revoke_capacity(
        "reviewing_prosecutor", of=road.cast.prosecutor, on=road.case, by=road.cast.manager,
        at=road.at,
    )  # fmt: skip
    again = Tab(prosecutor, tab.to)
    assert again.page.status_code == 403 and TEXT not in again


# The draft expires


def test_a_draft_that_nobody_came_back_to_goes_and_another_stays(road, officer):
    answer_of(officer, road).types(done=TEXT)
    saved_at = Draft.objects.get().saved_at
    purge_expired(at=saved_at + timedelta(days=settings.DRAFT_DAYS))
    assert Draft.objects.exists()
    purge_expired(at=saved_at + timedelta(days=settings.DRAFT_DAYS, seconds=1))
    assert not Draft.objects.exists()


def test_a_form_s_key_goes_when_the_form_cannot_be_open_any_more(road, officer):
    now = timezone.now()
    for days in (1, settings.FORM_KEY_DAYS + 1):
        IdempotencyKey.objects.create(
            user=road.cast.officer, key=uuid4(), verb="x", at=now - timedelta(days=days)
        )
    purge_expired(at=now)
    assert [posted.at for posted in IdempotencyKey.objects.all()] == [now - timedelta(days=1)]


def test_a_session_is_forgotten_when_nobody_needs_to_know_whose_it_was(officer):
    now = timezone.now()
    Session.objects.update(expire_date=now - timedelta(hours=11))
    purge_expired(at=now)
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=now - timedelta(hours=13))
    purge_expired(at=now)
    assert not Session.objects.exists()
