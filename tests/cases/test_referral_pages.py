"""Pages of a referral: written, read, signed off or sent back, changed, withdrawn."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.case_details.actions import cases
from cases.mg3_sections import MAX_ANSWER_CHARS
from cases.models import Referral
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import MONDAY, CaseBuilder, cast, cps_unit, force_unit, person
from devtools.usual_answers import MG3
from people.access import grants
from people.models import AuditEntry, Route
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from timeliness import periods

pytestmark = pytest.mark.django_db

LONG = "Long-word-" * 30 + "\n" + "And a line. " * 1500


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2)


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


@pytest.fixture
def supervisor(builder):
    return client_for(builder.cast.supervisor)


def form_data(builder, **more):
    return MG3 | {"suspects": [suspect.pk for suspect in builder.suspects]} | more


def write_on_page(officer, builder, **more):
    return officer.post(page_url("write-referral", builder.case), form_data(builder, **more))


def referrals_on_case(builder):
    return Referral.objects.unscoped("test").filter(case=builder.case).order_by("written_at")


def send_back_to_officer(builder, **more):
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="Add the second interview.", **more,
    )  # fmt: skip
    builder.referral.refresh_from_db()
    return builder


def return_from_triage(builder):
    """Triage returns the submitted referral."""
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons={"no_mg3": "Page 2 is not there", "exhibits_missing": ""},
        reply_by=builder.at.date() + timedelta(days=5),
    )  # fmt: skip
    return builder


# Writing


def test_the_form_offers_the_suspects_of_the_case_and_the_three_classes_with_their_periods(
    builder, officer
):
    told = page_text(officer.get(page_url("write-referral", builder.case)))
    assert f"Suspect 1: {builder.suspects[0].name}" in told
    assert f"Suspect 2: {builder.suspects[1].name}" in told
    for period in ("3 hours", "5 calendar days", "28 calendar days"):
        assert f"{period} from when the CPS receives it. Source: Director's Guidance" in told
    assert "Each answer can have up to 20,000 characters." in told


def test_a_period_that_is_not_sourced_says_so(builder, officer, monkeypatch):
    known = periods.PERIODS_BY_VERSION["charging_green@always"]
    shaky = replace(known, confidence="unverified", authority="practice")
    monkeypatch.setitem(periods.PERIODS_BY_VERSION, "charging_green@always", shaky)
    assert "Not verified: practice." in page_text(
        officer.get(page_url("write-referral", builder.case))
    )


def test_a_referral_is_written_and_waits_for_the_supervisor(builder, officer):
    answer = write_on_page(officer, builder, summary=LONG)
    [referral] = referrals_on_case(builder)
    assert (answer.status_code, answer.url) == (302, page_url("see-referral", referral))
    assert referral.summary == LONG.strip()
    assert set(referral.suspects.unscoped("test")) == set(builder.suspects)
    assert builder.suspect().state == State.AWAITING_SIGN_OFF
    page = officer.get(answer.url)
    assert "sent to your supervisor for sign-off" in page_text(page)
    assert "Referral, not sent yet" in page_text(page)


def test_every_answer_takes_twenty_thousand_characters(builder, officer):
    texts = dict.fromkeys(("summary", "lines_done", "delay"), "€\r\n" * (MAX_ANSWER_CHARS // 2))
    assert write_on_page(officer, builder, **texts).status_code == 302
    assert referrals_on_case(builder)[0].summary == ("€\n" * (MAX_ANSWER_CHARS // 2)).strip()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"summary": ""}, "Enter what is alleged"),
        ({"lines_done": ""}, "Enter which lines of inquiry you have followed"),
        ({"suspects": []}, "Select at least one suspect"),
        ({"urgency": ""}, "Select how urgent the decision is"),
        ({"code_test": ""}, "Select which test you ask the prosecutor to apply"),
        ({"urgency": "PURPLE"}, "Select one of the answers shown"),
        (
            {"delay": "x" * (MAX_ANSWER_CHARS + 1)},
            "Enter no more than 20000 characters under “If there has been a delay, what explains "
            "it?”. You have entered 20001.",
        ),
    ],
)
def test_a_missing_answer_is_named_and_everything_typed_is_kept(builder, officer, more, told):
    page = write_on_page(officer, builder, strengths="Kept as it was.", **more)
    assert page.status_code == 200
    assert told in page_text(page)
    assert "Kept as it was." in page_text(page)
    assert not referrals_on_case(builder)


def test_suspects_of_another_case_cannot_be_chosen(builder, officer):
    mine = CaseBuilder(builder.cast)
    for pk in (mine.suspects[0].pk, builder.case.pk, "nobody"):
        page = write_on_page(officer, builder, suspects=[builder.suspects[0].pk, pk])
        assert page.status_code == 200
        assert "Select one of the answers shown" in page_text(page)
    assert not referrals_on_case(builder) and not referrals_on_case(mine)


def test_the_page_says_why_no_suspect_can_be_referred(builder, officer):
    builder.write()
    page = officer.get(page_url("write-referral", builder.case))
    told = page_text(page)
    assert "No suspect of this case can be referred now." in told
    assert "Suspect 1 is at another stage now: Waiting for supervisor’s sign-off" in told
    assert "<textarea" not in page.content.decode()


def test_a_case_without_suspects_leads_to_adding_one():
    people = cast()
    case = CaseBuilder(people, suspects=0).case
    page = client_for(people.officer).get(page_url("write-referral", case))
    assert "This case has no suspects yet." in page_text(page)
    assert page_url("add-suspect", case) in links_on_page(page)


def test_a_suspect_without_an_allegation_is_not_offered(builder, officer):
    builder.do(
        cases.add_suspect, "officer", case=builder.case, surname="Dryad", custody="NOT_ARRESTED"
    )
    page = officer.get(page_url("write-referral", builder.case))
    assert "Suspect 3: no allegation yet." in page_text(page)
    assert "Dryad" not in page_text(page)
    assert page_url("add-allegation", builder.case) in links_on_page(page)


def test_a_referral_sent_by_another_person_meanwhile_is_said_to_be(builder, officer):
    officer.get(page_url("write-referral", builder.case))
    builder.write()
    page = write_on_page(officer, builder, strengths="Kept as it was.")
    assert page.status_code == 409
    told = page_text(page)
    assert "is at another stage now: Waiting for supervisor’s sign-off" in told
    assert "Kept as it was." in told
    assert referrals_on_case(builder).count() == 1


def test_a_double_click_writes_one_referral_and_leads_to_it_twice(builder, officer):
    key = "0d6c1b1e-7a3c-4c3f-9d1e-3a5b8c7d9e0f"
    first, again = (write_on_page(officer, builder, form_key=key) for _ in range(2))
    assert referrals_on_case(builder).count() == 1
    assert first.url == again.url == page_url("see-referral", referrals_on_case(builder)[0])


# Reading


def test_a_referral_is_read_with_all_it_says_and_who_did_what(builder, officer):
    builder.submit(strengths=LONG, delay="")
    page = officer.get(page_url("see-referral", builder.referral))
    told = page_text(page)
    for words in (
        "Referral, submission 1", "Sent to the CPS", "Olive Officer", "2 March 2026 at 15:00",
        "Sue Supervisor", "2 March 2026 at 16:00", "Ready to go.", "What is alleged.",
        "Full Code Test", "Green", "Nothing entered", "Victim 1, 10 January 2026",
        builder.suspects[0].name, builder.suspects[1].name,
    ):  # fmt: skip
        assert words in told, words
    assert LONG.split("\n")[0] in told
    assert "<title>Referral" in page.content.decode()


def test_only_what_one_may_do_is_offered(builder):
    builder.submit()
    here = {
        name: page_url(name, builder.referral)
        for name in ("accept-referral", "return-referral", "withdraw-referral")
    }
    seen = {}
    for role in ("officer", "assistant", "prosecutor"):
        page = client_for(getattr(builder.cast, role)).get(
            page_url("see-referral", builder.referral)
        )
        seen[role] = {name for name, address in here.items() if address in links_on_page(page)}
    assert seen == {
        "officer": {"withdraw-referral"},
        "assistant": {"accept-referral", "return-referral"},
        "prosecutor": set(),
    }


def test_reading_a_referral_is_logged(builder, officer):
    builder.write()
    officer.get(page_url("see-referral", builder.referral))
    entry = AuditEntry.objects.filter(verb="see_referral").get()
    assert (entry.operation, entry.ids) == ("consultation", [str(builder.referral.pk)])
    assert entry.case_id == builder.case.pk


@pytest.mark.parametrize("name", ["see-referral", "write-referral"])
def test_a_page_costs_the_same_however_many_suspects(name):
    counts = []
    for n in (1, 4):
        builder = CaseBuilder(cast(), suspects=n).submit()
        about = builder.referral if name == "see-referral" else builder.case
        browser = client_for(builder.cast.officer)
        counts.append(len(page_and_queries(browser, page_url(name, about))[1]))
    assert counts[0] == counts[1] <= 12


# The supervisor


def current_version(builder):
    """The version that a page opened now has."""
    return referrals_on_case(builder).get().version


def sign_off(supervisor, builder, **more):
    return supervisor.post(
        page_url("sign-referral-off", builder.referral),
        {"supervisor_comments": "Ready.", "version": current_version(builder)} | more,
    )


def test_the_supervisor_reads_it_all_and_is_told_who_receives_it(builder, supervisor):
    builder.write(summary="All that is alleged.")
    page = supervisor.get(page_url("sign-referral-off", builder.referral))
    told = page_text(page)
    assert "All that is alleged." in told
    assert f"{builder.cast.cps.name} receives it at once" in told
    assert page_url("send-referral-back", builder.referral) in page.content.decode()


def test_signing_off_sends_a_referral(builder, supervisor):
    builder.write()
    answer = sign_off(supervisor, builder)
    assert answer.url == page_url("see-referral", builder.referral)
    told = page_text(supervisor.get(answer.url))
    assert f"Referral signed off and sent to {builder.cast.cps.name}." in told
    assert (
        client_for(builder.cast.assistant)
        .get(page_url("see-referral", builder.referral))
        .status_code
        == 200
    )
    assert builder.suspect().state == State.TRIAGE


def test_signing_off_and_sending_back_need_comments(builder, supervisor):
    builder.write()
    for name in ("sign-referral-off", "send-referral-back"):
        page = supervisor.post(
            page_url(name, builder.referral),
            {"supervisor_comments": "  ", "version": current_version(builder)},
        )
        assert page.status_code == 200
        assert "Enter your comments" in page_text(page)
    assert builder.suspect().state == State.AWAITING_SIGN_OFF


def test_signed_off_twice_is_a_clear_sentence_and_keeps_the_comments(builder, supervisor):
    builder.submit()
    page = sign_off(supervisor, builder, supervisor_comments="My careful comments.")
    assert page.status_code == 409
    assert "This referral is not waiting for sign-off: it was sent to the CPS." in page_text(page)
    assert "My careful comments." in page_text(page)
    assert supervisor.get(page_url("sign-referral-off", builder.referral)).status_code == 403


def test_an_author_does_not_sign_off_their_own_referral(builder):
    grants.grant_capacity(
        "supervise_cases", to=builder.cast.officer, on=builder.cast.police, by=builder.cast.officer,
        at=MONDAY,
    )  # fmt: skip
    builder.write()
    officer = client_for(builder.cast.officer)
    page = officer.get(page_url("sign-referral-off", builder.referral))
    assert page.status_code == 403
    assert "You wrote this referral, so another supervisor must sign it off." in page_text(page)
    assert sign_off(officer, builder).status_code == 403
    assert builder.suspect().state == State.AWAITING_SIGN_OFF


def test_an_officer_signs_nothing_off(builder, officer):
    builder.write()
    assert sign_off(officer, builder).status_code == 403


def test_without_a_route_the_page_warns_and_nothing_is_sent(builder, supervisor):
    builder.write()
    Route.objects.all().delete()
    page = supervisor.get(page_url("sign-referral-off", builder.referral))
    assert "No CPS unit is set for your unit’s referrals." in page_text(page)
    page = sign_off(supervisor, builder)
    assert page.status_code == 409
    assert "Ask the administrator to set one." in page_text(page)
    assert builder.suspect().state == State.AWAITING_SIGN_OFF


def test_a_red_referral_is_announced_to_the_urgent_unit(builder, supervisor):
    direct = cps_unit()
    Route.objects.create(police_unit=builder.cast.police, cps_unit=direct, is_urgent=True)
    builder.write(urgency="RED")
    page = supervisor.get(page_url("sign-referral-off", builder.referral))
    assert f"{direct.name} receives it at once" in page_text(page)


def test_sent_back_changed_and_sent_again(builder, officer, supervisor):
    builder.write()
    answer = supervisor.post(
        page_url("send-referral-back", builder.referral),
        {"supervisor_comments": "Add the interview.", "version": current_version(builder)},
    )
    assert "Referral sent back to the officer." in page_text(supervisor.get(answer.url))
    address = page_url("revise-referral", builder.referral)
    page = officer.get(address)
    assert "Add the interview." in page_text(page) and "What is alleged." in page_text(page)
    assert page.context["form"]["suspects"].value() == [str(each.pk) for each in builder.suspects]

    builder.referral.refresh_from_db()
    answer = officer.post(
        address, form_data(builder, summary="More.", version=builder.referral.version)
    )
    assert answer.url == page_url("see-referral", builder.referral)
    assert referrals_on_case(builder).get().summary == "More."
    assert builder.suspect().state == State.AWAITING_SIGN_OFF


@pytest.mark.parametrize("name", ["sign-referral-off", "send-referral-back"])
def test_a_text_that_the_supervisor_has_not_read_is_neither_signed_off_nor_sent_back(
    builder, supervisor, name
):
    opened = (
        supervisor.get(page_url(name, builder.write().referral)).context["form"]["version"].value()
    )
    send_back_to_officer(builder)
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=builder.referral.version, **MG3 | {"summary": "Another text altogether."},
    )  # fmt: skip
    sent = {"supervisor_comments": "Careful comments.", "version": opened}

    page = supervisor.post(page_url(name, builder.referral), sent)

    assert page.status_code == 409
    told = page_text(page)
    assert "This referral has changed since you opened it. Read it again, then decide." in told
    assert "Another text altogether." in told and "Careful comments." in told
    assert referrals_on_case(builder).get().status == "AWAITING_SIGN_OFF"
    renewed = page.context["form"]["version"].value()
    assert (
        supervisor.post(page_url(name, builder.referral), sent | {"version": renewed}).status_code
        == 302
    )


def test_a_form_that_does_not_say_what_was_read_is_not_taken(builder, supervisor):
    builder.write()
    page = supervisor.post(
        page_url("sign-referral-off", builder.referral), {"supervisor_comments": "Go."}
    )
    assert "Reload the page" in page_text(page)
    assert builder.suspect().state == State.AWAITING_SIGN_OFF


def test_one_sent_back_is_changed_not_written_again(builder, officer):
    send_back_to_officer(builder.write())
    page = officer.get(page_url("write-referral", builder.case))
    assert "Suspect 1: your supervisor sent a referral back." in page_text(page)
    assert page_url("revise-referral", builder.referral) in links_on_page(page)


def test_a_stale_change_shows_both_versions(builder, officer):
    send_back_to_officer(builder.write())
    version = builder.referral.version
    builder.do(
        referrals.revise_referral, "officer", referral=builder.referral, suspects=builder.suspects,
        version=version, **MG3 | {"summary": "Theirs."},
    )  # fmt: skip
    send_back_to_officer(builder)
    page = officer.post(
        page_url("revise-referral", builder.referral),
        form_data(builder, summary="Mine.", version=version),
    )
    assert page.status_code == 409
    assert "Saved now: Theirs." in page_text(page) and "What you typed: Mine." in page_text(page)
    assert referrals_on_case(builder).get().summary == "Theirs."


# Returned, withdrawn


def test_a_returned_referral_starts_the_next_one_and_says_why_it_came_back(builder, officer):
    return_from_triage(builder.submit(summary="First telling."))
    page = officer.get(page_url("write-referral", builder.case))
    told = page_text(page)
    assert "asked for a reply by 7 March 2026" in told
    assert "No MG3 Page 2 is not there What have you done about “No MG3”" in told
    assert "No or missing exhibits" in told
    assert page.context["form"]["summary"].value() == "First telling."
    assert page.context["form"]["code_test"].value() == "FULL"


def test_a_referral_s_own_page_says_why_it_was_returned(builder, officer):
    return_from_triage(builder.submit())
    told = page_text(officer.get(page_url("see-referral", builder.referral)))
    assert "Why it was returned" in told and "Page 2 is not there" in told
    assert "The CPS asks for a reply by 7 March 2026." in told
    assert "Tess Triage" in told


def test_withdrawing_wants_a_reason_and_takes_the_suspects_back(builder, officer):
    builder.submit()
    address = page_url("withdraw-referral", builder.referral)
    assert "Enter why you withdraw it" in page_text(
        officer.post(address, {"withdrawal_reason": ""})
    )
    assert "Enter no more than 2000" in page_text(
        officer.post(address, {"withdrawal_reason": "x" * 2001})
    )
    answer = officer.post(
        address, {"withdrawal_reason": "New evidence. Both sides know the reason."}
    )
    told = page_text(officer.get(answer.url))
    assert "Referral withdrawn." in told and "New evidence. Both sides know the reason." in told
    assert builder.suspect().state == State.INVESTIGATING
    page = officer.get(page_url("write-referral", builder.case))
    assert page.context["form"]["summary"].value() == "What is alleged."
    assert "Returned by CPS triage" not in page_text(page)


def test_withdrawn_twice_is_a_clear_sentence(builder, officer):
    builder.submit()
    address = page_url("withdraw-referral", builder.referral)
    officer.post(address, {"withdrawal_reason": "Once. Both sides know the reason."})
    page = officer.post(address, {"withdrawal_reason": "Twice. Both sides know the reason."})
    assert page.status_code == 409
    assert "there is nothing to withdraw" in page_text(page) and "Twice." in page_text(page)


# Access


PAGES = [
    "see-referral", "revise-referral", "sign-referral-off", "send-referral-back",
    "withdraw-referral", "accept-referral", "return-referral",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["assistant", "manager", "prosecutor"])
def test_before_the_sign_off_the_cps_finds_nothing(builder, role, name):
    builder.write()
    browser = client_for(getattr(builder.cast, role))
    assert browser.get(page_url(name, builder.referral)).status_code == 404
    assert browser.post(page_url(name, builder.referral), form_data(builder)).status_code == 404
    assert browser.get(page_url("write-referral", builder.case)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_second_referral_is_the_police_s_alone_on_a_case_the_cps_has(builder, name):
    return_from_triage(builder.submit()).write()
    browser = client_for(builder.cast.assistant)
    # The officer sees the case.
    assert browser.get(page_url("write-referral", builder.case)).status_code == 403
    assert browser.get(page_url(name, builder.referral)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_another_unit_finds_no_page_of_a_referral(builder, name):
    builder.submit()
    stranger = client_for(person(force_unit(), "refer_cases", "supervise_cases"))
    assert stranger.get(page_url(name, builder.referral)).status_code == 404
    assert stranger.post(page_url(name, builder.referral), form_data(builder)).status_code == 404


def test_the_times_on_the_page_are_london_s(builder, supervisor):
    builder.write()
    sign_off(supervisor, builder)
    referral = referrals_on_case(builder).get()
    signed_at = timezone.localtime(referral.signed_off_at)
    assert signed_at.strftime("%H:%M") in page_text(
        supervisor.get(page_url("see-referral", referral))
    )
