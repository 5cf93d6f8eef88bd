"""A draft waits for its author when the session, the case or the stage has ended meanwhile."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import grants
from people.administration.actions import accounts
from people.administration.actions.purge import purge_expired
from people.administration.approvals import Approval
from people.models import Draft, IdempotencyKey, Session, User
from people.web.drafts.service import MAX_DRAFTS_PER_FORM
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.module_fixtures import module_fixture
from tests.support.people.cast import make_conflict

pytestmark = pytest.mark.django_db
TEXT = "Nobody else has read this."


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate().plan()


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def answer_tab(browser, builder):
    return Tab(browser, page_url("answer-item", builder.items[0]))


def response_facts(answer):
    return answer.status_code, answer.content


# The session expired


def expire_session(browser):
    """Expire the session; the browser still sends its cookie."""
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    ended = Session.objects.filter(session_key=sha256(key.encode()).hexdigest())
    ended.update(expire_date=timezone.now() - timedelta(minutes=1))


def late_draft_tab(tab):
    """The page with the draft typed after the session had ended, which no form starts with."""
    assert tab.shows("done") != TEXT and "Typed after you were signed out" in tab
    address = next(each for each in links_on_page(tab.page) if "draft=" in each)
    return Tab(tab.browser, address.replace("&amp;", "&"))


def scope_of_administrator():
    return scope(person(make_administration_unit(), "administer_accounts"))


def sign_in_again(browser, builder):
    browser.force_login(builder.cast.officer)
    return answer_tab(browser, builder)


def test_a_form_sent_after_the_session_ended_is_kept_and_found_after_signing_in(builder, officer):
    tab = answer_tab(officer, builder)
    expire_session(officer)
    page = tab.sends(answer="DONE", done=TEXT)
    assert page.status_code == 403
    assert "It is saved as your draft: sign in and open the page again" in page_text(page)
    assert TEXT not in page_text(page)
    shown = late_draft_tab(sign_in_again(officer, builder))
    assert shown.shows("done") == TEXT and shown.shows("answer") == "DONE"


def test_the_script_is_told_in_words_and_what_follows_is_kept_too(builder, officer):
    tab = answer_tab(officer, builder)
    expire_session(officer)
    for text in ("Nobody else", TEXT):
        answer = tab.types(done=text)
        assert answer.status_code == 403
        assert answer.content == b"You were signed out. What you typed is kept: sign in again."
    assert late_draft_tab(sign_in_again(officer, builder)).shows("done") == TEXT
    assert Draft.objects.count() == 1


def test_a_hidden_draft_replaces_nothing_typed_and_fills_no_form(builder, officer):
    tab = answer_tab(officer, builder)
    tab.types(done="My own words.")
    expire_session(officer)
    tab.types(done="QXPOISON")
    again = sign_in_again(officer, builder)
    assert again.shows("done") == "My own words." and "QXPOISON" not in again
    assert late_draft_tab(again).shows("done") == "QXPOISON"


def test_opened_it_is_still_said_not_to_be_the_person_s_own_until_they_save_it(builder, officer):
    tab = answer_tab(officer, builder)
    expire_session(officer)
    tab.types(done="QXPOISON")
    shown = late_draft_tab(sign_in_again(officer, builder))
    assert "what was typed after you were signed out" in shown and "it may not be yours" in shown
    assert "what you typed and did not send" not in shown
    saved = shown.saves(done="My own words.")
    assert "what you typed and did not send" in saved and "it may not be yours" not in saved


@pytest.mark.parametrize("is_signed_out", [True, False])
def test_once_the_stage_has_closed_the_page_says_whose_words_they_may_be(
    builder, officer, is_signed_out
):
    tab = answer_tab(officer, builder)
    if is_signed_out:
        expire_session(officer)
    tab.types(done=TEXT)
    cancel_first_item(builder)
    again = sign_in_again(officer, builder)
    assert again.page.status_code == 403 and TEXT in again
    assert ("typed after you were signed out" in again) is is_signed_out
    assert ("it may not be yours" in again) is is_signed_out
    assert ("What you entered here is still saved" in again) is not is_signed_out


def test_a_hidden_draft_does_not_count_against_the_person_s_own_drafts(builder, officer):
    tab = answer_tab(officer, builder)
    expire_session(officer)
    for _ in range(MAX_DRAFTS_PER_FORM + 5):
        tab.hidden["form_key"] = str(uuid4())
        tab.types(done="QXPOISON")
    assert Draft.objects.count() == MAX_DRAFTS_PER_FORM
    again = sign_in_again(officer, builder)
    assert again.types(done="My own words.").status_code == 200
    assert sign_in_again(officer, builder).shows("done") == "My own words."


def test_nothing_is_kept_through_a_session_of_an_account_that_was_closed_and_opened_again(
    builder, officer
):
    tab, by = answer_tab(officer, builder), scope_of_administrator()
    expire_session(officer)
    tab.types(done=TEXT)  # now the browser has an anonymous session that remembers the user
    Draft.objects.all().delete()
    approved = {"approval": Approval("reactivate_person", None)}
    ends = {"reason": "They have left."}
    for act, more in ((accounts.deactivate_person, ends), (accounts.reactivate_person, approved)):
        person = User.objects.get(pk=builder.cast.officer.pk)
        act(person=person, by=by, at=builder.at, version=person.version, **more)
    tab.types(done=TEXT)
    assert not Draft.objects.exists()


def test_a_shift_that_is_over_is_a_session_that_ran_out(builder, officer, settings):
    tab = answer_tab(officer, builder)
    settings.SESSION_LENGTH_SECONDS = -1
    assert "It is saved as your draft" in page_text(tab.sends(done=TEXT))
    settings.SESSION_LENGTH_SECONDS = 12 * 3600
    assert late_draft_tab(sign_in_again(officer, builder)).shows("done") == TEXT


def test_the_next_person_at_the_same_desk_sees_no_draft(builder, officer):
    tab = answer_tab(officer, builder)
    expire_session(officer)
    tab.sends(done=TEXT)
    officer.force_login(builder.cast.supervisor)
    Tab(officer, page_url("write-note", builder.case)).types(text="Hers.")
    owners = set(Draft.objects.values_list("user__name", flat=True))
    assert owners == {"Olive Officer", "Sue Supervisor"}
    assert TEXT not in page_text(officer.get(page_url("see-case", builder.case)))


def deactivate_account(builder):
    User.objects.filter(pk=builder.cast.officer.pk).update(is_active=False)


def change_the_password(builder):
    builder.cast.officer.set_password("another good password")
    builder.cast.officer.save()


@pytest.mark.parametrize("meanwhile", [deactivate_account, change_the_password])
def test_nothing_is_kept_for_an_account_that_is_no_longer_what_it_was(builder, officer, meanwhile):
    tab = answer_tab(officer, builder)
    expire_session(officer)
    meanwhile(builder)
    page = tab.sends(done=TEXT)
    assert "Copy it before you sign in again." in page_text(page) and TEXT in page_text(page)
    assert not Draft.objects.exists()


def test_a_text_typed_after_signing_out_is_not_kept(builder, officer):
    tab = answer_tab(officer, builder)
    officer.post("/account/sign-out/")
    assert TEXT in page_text(tab.sends(done=TEXT))
    assert tab.types(done=TEXT).content == (
        b"You were signed out. Copy what you typed, then sign in again."
    )
    assert not Draft.objects.exists()


def test_a_session_long_over_keeps_nothing(builder, officer):
    tab = answer_tab(officer, builder)
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=13))
    assert TEXT in page_text(tab.sends(done=TEXT))


def test_signed_out_a_hidden_case_answers_as_a_case_that_is_not(builder, officer):
    tab = answer_tab(officer, builder)
    missing = page_url("answer-item", builder.items[0]).replace(
        str(builder.items[0].pk), str(uuid4())
    )
    expire_session(officer)
    restrict_case_of(builder)
    hidden = tab.sends(done=TEXT)
    assert hidden.status_code == 403
    tab.to = missing
    assert page_text(tab.sends(done=TEXT)) == page_text(hidden)


# The case became invisible


def restrict_case_of(builder):
    Case.objects.unscoped("a test").filter(pk=builder.case.pk).update(is_restricted=True)
    grants.revoke_capacity(
        "officer_in_case",
        of=builder.cast.officer,
        on=builder.case,
        by=builder.cast.officer,
        at=builder.at,
    )


def declare_a_conflict(builder):
    make_conflict(builder.cast.officer, builder.case)


def leave_the_unit(builder):
    for capacity, on in (("refer_cases", builder.cast.police), ("officer_in_case", builder.case)):
        grants.revoke_capacity(
            capacity, of=builder.cast.officer, on=on, by=builder.cast.officer, at=builder.at
        )


GONE = [restrict_case_of, declare_a_conflict, leave_the_unit]


@pytest.mark.parametrize("hide", GONE)
def test_a_draft_of_a_case_out_of_sight_is_missing_as_the_case_is(builder, officer, hide):
    tab = answer_tab(officer, builder)
    tab.types(done=TEXT)
    hide(builder)
    missing = tab.to.replace(str(builder.items[0].pk), str(uuid4()))
    draft = Draft.objects.get().id
    for address in (tab.to, f"{tab.to}?draft={draft}"):
        hidden = officer.get(address)
        assert hidden.status_code == 404 and TEXT not in hidden.content.decode()
        assert response_facts(hidden) == response_facts(officer.get(missing))


@pytest.mark.parametrize("button", ["save_draft", "discard_draft"])
@pytest.mark.parametrize("hide", GONE)
def test_no_draft_is_kept_or_discarded_on_a_case_out_of_sight(builder, officer, hide, button):
    tab = answer_tab(officer, builder)
    tab.types(done=TEXT)
    hide(builder)
    missing = tab.to.replace(str(builder.items[0].pk), str(uuid4()))
    typed = tab.hidden | {button: "typing", "done": "More."}
    assert response_facts(officer.post(tab.to, typed)) == response_facts(
        officer.post(missing, typed)
    )
    assert officer.post(tab.to, typed).status_code == 404
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("hide", [restrict_case_of, leave_the_unit])
def test_a_draft_is_there_again_when_the_case_is(builder, officer, hide):
    answer_tab(officer, builder).types(done=TEXT)
    hide(builder)
    Case.objects.unscoped("a test").filter(pk=builder.case.pk).update(is_restricted=False)
    grants.grant_capacity(
        "refer_cases",
        to=builder.cast.officer,
        on=builder.cast.police,
        by=builder.cast.officer,
        at=builder.at,
    )
    assert answer_tab(officer, builder).shows("done") == TEXT


def test_a_form_sent_once_the_case_is_restricted_does_not_act_and_waits_for_named_people(
    builder, officer
):
    tab = answer_tab(officer, builder)
    tab.types(answer="DONE", done=TEXT)
    restrict_case_of(builder)
    page = tab.sends(answer="DONE", done=TEXT)
    assert page.status_code == 404 and TEXT not in page.content.decode()
    assert "what was saved as a draft is kept" in page_text(page)
    assert builder.items[0].status == "OPEN"
    for capacity in ("officer_in_case", "allowed_on_case"):
        grants.grant_capacity(
            capacity,
            to=builder.cast.officer,
            on=builder.case,
            by=builder.cast.officer,
            at=builder.at,
        )
    again = answer_tab(officer, builder)
    assert again.shows("done") == TEXT
    assert again.sends(answer="DONE", done=TEXT).status_code == 302
    assert builder.items[0].status == "ANSWERED" and not Draft.objects.exists()


# The stage has changed


def test_a_form_that_the_stage_has_closed_says_why_and_shows_the_text_to_copy(builder, officer):
    tab = answer_tab(officer, builder)
    tab.types(answer="DONE", done=TEXT)
    cancel_first_item(builder)
    closed = Tab(officer, tab.to)
    assert closed.page.status_code == 403
    assert "What you entered here is still saved" in closed and TEXT in closed
    assert "cancelled" in closed
    gone = closed.discards()
    assert gone.page.status_code == 403 and TEXT not in gone
    assert not Draft.objects.exists()


def cancel_first_item(builder):
    builder.do(
        action_items.cancel_item, "prosecutor", item=builder.items[0], text="No longer needed.",
        version=builder.items[0].version,
    )  # fmt: skip


def test_a_draft_typed_when_the_stage_has_closed_is_kept(builder, officer):
    tab = answer_tab(officer, builder)
    cancel_first_item(builder)
    assert tab.types(done=TEXT).status_code == 200
    assert TEXT in Tab(officer, tab.to)


def test_a_text_left_behind_by_a_stage_is_shown_to_its_writer_alone(builder, officer):
    tab = answer_tab(officer, builder)
    tab.types(done=TEXT)
    cancel_first_item(builder)
    colleague = client_for(builder.cast.supervisor)
    assert "What you typed" not in Tab(colleague, tab.to)


def test_a_person_who_lost_the_verb_is_not_shown_their_draft(builder):
    prosecutor = client_for(builder.cast.prosecutor)
    tab = Tab(prosecutor, page_url("cancel-item", builder.items[0]))
    tab.types(text=TEXT)
    grants.revoke_capacity(
        "reviewing_prosecutor",
        of=builder.cast.prosecutor,
        on=builder.case,
        by=builder.cast.manager,
        at=builder.at,
    )
    again = Tab(prosecutor, tab.to)
    assert again.page.status_code == 403 and TEXT not in again


# The draft expires


def test_an_abandoned_draft_is_deleted_and_another_stays(builder, officer):
    answer_tab(officer, builder).types(done=TEXT)
    saved_at = Draft.objects.get().saved_at
    purge_expired(at=saved_at + timedelta(days=settings.DRAFT_DAYS))
    assert Draft.objects.exists()
    purge_expired(at=saved_at + timedelta(days=settings.DRAFT_DAYS, seconds=1))
    assert not Draft.objects.exists()


def test_a_form_s_key_goes_when_the_form_cannot_be_open_any_more(builder, officer):
    now = timezone.now()
    for days in (1, settings.FORM_KEY_DAYS + 1):
        IdempotencyKey.objects.create(
            user=builder.cast.officer, key=uuid4(), verb="x", at=now - timedelta(days=days)
        )
    purge_expired(at=now)
    assert [posted.at for posted in IdempotencyKey.objects.all()] == [now - timedelta(days=1)]


def test_a_session_is_deleted_when_no_draft_needs_its_owner(officer):
    now = timezone.now()
    Session.objects.update(expire_date=now - timedelta(hours=11))
    purge_expired(at=now)
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=now - timedelta(hours=13))
    purge_expired(at=now)
    assert not Session.objects.exists()
