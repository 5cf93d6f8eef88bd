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
from devtools.case_builder import MG3, MONDAY, Road, cast, cps_unit, force_unit, person
from people.access import grants
from people.models import AuditEntry, Route
from tests.support.cases.pages import as_, at, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from timeliness import periods

pytestmark = pytest.mark.django_db

LONG = "Long-word-" * 30 + "\n" + "And a line. " * 1500


@standing
def road():
    return Road(cast(), suspects=2)


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


@pytest.fixture
def supervisor(road):
    return as_(road.cast.supervisor)


def typed(road, **more):
    return MG3 | {"suspects": [suspect.pk for suspect in road.suspects]} | more


def write(officer, road, **more):
    return officer.post(at("write-referral", road.case), typed(road, **more))


def made(road):
    return Referral.objects.unscoped("test").filter(case=road.case).order_by("written_at")


def send_back(road, **more):
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments="Add the second interview.", **more,
    )  # fmt: skip
    road.referral.refresh_from_db()
    return road


def send_on(road):
    """Triage returns the submitted referral."""
    road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons={"no_mg3": "Page 2 is not there", "exhibits_missing": ""},
        reply_by=road.at.date() + timedelta(days=5),
    )  # fmt: skip
    return road


# Writing


def test_the_form_offers_the_suspects_of_the_case_and_the_three_classes_with_their_periods(
    road, officer
):
    told = said(officer.get(at("write-referral", road.case)))
    assert f"Suspect 1: {road.suspects[0].name}" in told
    assert f"Suspect 2: {road.suspects[1].name}" in told
    for period in ("3 hours", "5 calendar days", "28 calendar days"):
        assert f"{period} from when the CPS receives it. Source: Director's Guidance" in told
    assert "Each answer can have up to 20,000 characters." in told


def test_a_period_that_is_not_sourced_says_so(road, officer, monkeypatch):
    known = periods.PERIODS_BY_VERSION["charging_green@always"]
    shaky = replace(known, confidence="unverified", authority="practice")
    monkeypatch.setitem(periods.PERIODS_BY_VERSION, "charging_green@always", shaky)
    assert "Not verified: practice." in said(officer.get(at("write-referral", road.case)))


def test_a_referral_is_written_and_waits_for_the_supervisor(road, officer):
    answer = write(officer, road, summary=LONG)
    [referral] = made(road)
    assert (answer.status_code, answer.url) == (302, at("see-referral", referral))
    assert referral.summary == LONG.strip()
    assert set(referral.suspects.unscoped("test")) == set(road.suspects)
    assert road.suspect().state == State.AWAITING_SIGN_OFF
    page = officer.get(answer.url)
    assert "sent to your supervisor for sign-off" in said(page)
    assert "Referral, not sent yet" in said(page)


def test_every_answer_takes_twenty_thousand_characters(road, officer):
    texts = dict.fromkeys(("summary", "lines_done", "delay"), "€\r\n" * (MAX_ANSWER_CHARS // 2))
    assert write(officer, road, **texts).status_code == 302
    assert made(road)[0].summary == ("€\n" * (MAX_ANSWER_CHARS // 2)).strip()


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
def test_what_is_missing_is_named_and_everything_typed_is_kept(road, officer, more, told):
    page = write(officer, road, strengths="Kept as it was.", **more)
    assert page.status_code == 200
    assert told in said(page)
    assert "Kept as it was." in said(page)
    assert not made(road)


def test_suspects_of_another_case_cannot_be_chosen(road, officer):
    mine = Road(road.cast)
    for pk in (mine.suspects[0].pk, road.case.pk, "nobody"):
        page = write(officer, road, suspects=[road.suspects[0].pk, pk])
        assert page.status_code == 200
        assert "Select one of the answers shown" in said(page)
    assert not made(road) and not made(mine)


def test_the_page_says_why_nobody_can_be_referred(road, officer):
    road.write()
    page = officer.get(at("write-referral", road.case))
    told = said(page)
    assert "No suspect of this case can be referred now." in told
    assert "Suspect 1 is at another stage now: Waiting for supervisor’s sign-off" in told
    assert "<textarea" not in page.content.decode()


def test_a_case_without_suspects_leads_to_adding_one():
    people = cast()
    case = Road(people, suspects=0).case
    page = as_(people.officer).get(at("write-referral", case))
    assert "This case has no suspects yet." in said(page)
    assert at("add-suspect", case) in links(page)


def test_a_suspect_without_an_allegation_is_not_offered(road, officer):
    road.do(cases.add_suspect, "officer", case=road.case, surname="Dryad", custody="NOT_ARRESTED")
    page = officer.get(at("write-referral", road.case))
    assert "Suspect 3: no allegation yet." in said(page)
    assert "Dryad" not in said(page)
    assert at("add-allegation", road.case) in links(page)


def test_somebody_else_sent_it_meanwhile(road, officer):
    officer.get(at("write-referral", road.case))
    road.write()
    page = write(officer, road, strengths="Kept as it was.")
    assert page.status_code == 409
    told = said(page)
    assert "is at another stage now: Waiting for supervisor’s sign-off" in told
    assert "Kept as it was." in told
    assert made(road).count() == 1


def test_a_double_click_writes_one_referral_and_leads_to_it_twice(road, officer):
    key = "0d6c1b1e-7a3c-4c3f-9d1e-3a5b8c7d9e0f"
    first, again = (write(officer, road, form_key=key) for _ in range(2))
    assert made(road).count() == 1
    assert first.url == again.url == at("see-referral", made(road)[0])


# Reading


def test_a_referral_is_read_with_all_it_says_and_who_did_what(road, officer):
    road.submit(strengths=LONG, delay="")
    page = officer.get(at("see-referral", road.referral))
    told = said(page)
    for words in (
        "Referral, submission 1", "Sent to the CPS", "Olive Officer", "2 March 2026 at 15:00",
        "Sue Supervisor", "2 March 2026 at 16:00", "Ready to go.", "What is alleged.",
        "Full Code Test", "Green", "Nothing entered", "Victim 1, 10 January 2026",
        road.suspects[0].name, road.suspects[1].name,
    ):  # fmt: skip
        assert words in told, words
    assert LONG.split("\n")[0] in told
    assert "<title>Referral" in page.content.decode()


def test_only_what_one_may_do_is_offered(road):
    road.submit()
    here = {
        name: at(name, road.referral)
        for name in ("accept-referral", "return-referral", "withdraw-referral")
    }
    seen = {}
    for role in ("officer", "assistant", "prosecutor"):
        page = as_(getattr(road.cast, role)).get(at("see-referral", road.referral))
        seen[role] = {name for name, address in here.items() if address in links(page)}
    assert seen == {
        "officer": {"withdraw-referral"},
        "assistant": {"accept-referral", "return-referral"},
        "prosecutor": set(),
    }


def test_reading_a_referral_is_logged(road, officer):
    road.write()
    officer.get(at("see-referral", road.referral))
    entry = AuditEntry.objects.filter(verb="see_referral").get()
    assert (entry.operation, entry.ids) == ("consultation", [str(road.referral.pk)])
    assert entry.case_id == road.case.pk


@pytest.mark.parametrize("name", ["see-referral", "write-referral"])
def test_a_page_costs_the_same_however_many_suspects(name):
    counts = []
    for n in (1, 4):
        road = Road(cast(), suspects=n).submit()
        about = road.referral if name == "see-referral" else road.case
        browser = as_(road.cast.officer)
        counts.append(len(questions(browser, at(name, about))[1]))
    assert counts[0] == counts[1] <= 12


# The supervisor


def version(road):
    """The version that a page opened now has."""
    return made(road).get().version


def sign_off(supervisor, road, **more):
    return supervisor.post(
        at("sign-referral-off", road.referral),
        {"supervisor_comments": "Ready.", "version": version(road)} | more,
    )


def test_the_supervisor_reads_it_all_and_is_told_who_receives_it(road, supervisor):
    road.write(summary="All that is alleged.")
    page = supervisor.get(at("sign-referral-off", road.referral))
    told = said(page)
    assert "All that is alleged." in told
    assert f"{road.cast.cps.name} receives it at once" in told
    assert at("send-referral-back", road.referral) in page.content.decode()


def test_signing_off_sends_a_referral(road, supervisor):
    road.write()
    answer = sign_off(supervisor, road)
    assert answer.url == at("see-referral", road.referral)
    told = said(supervisor.get(answer.url))
    assert f"Referral signed off and sent to {road.cast.cps.name}." in told
    assert as_(road.cast.assistant).get(at("see-referral", road.referral)).status_code == 200
    assert road.suspect().state == State.TRIAGE


def test_signing_off_and_sending_back_need_comments(road, supervisor):
    road.write()
    for name in ("sign-referral-off", "send-referral-back"):
        page = supervisor.post(
            at(name, road.referral), {"supervisor_comments": "  ", "version": version(road)}
        )
        assert page.status_code == 200
        assert "Enter your comments" in said(page)
    assert road.suspect().state == State.AWAITING_SIGN_OFF


def test_signed_off_twice_is_a_clear_sentence_and_keeps_the_comments(road, supervisor):
    road.submit()
    page = sign_off(supervisor, road, supervisor_comments="My careful comments.")
    assert page.status_code == 409
    assert "This referral is not waiting for sign-off: it was sent to the CPS." in said(page)
    assert "My careful comments." in said(page)
    assert supervisor.get(at("sign-referral-off", road.referral)).status_code == 403


def test_nobody_signs_off_their_own_referral(road):
    grants.grant_capacity(
        "supervise_cases", to=road.cast.officer, on=road.cast.police, by=road.cast.officer,
        at=MONDAY,
    )  # fmt: skip
    road.write()
    officer = as_(road.cast.officer)
    page = officer.get(at("sign-referral-off", road.referral))
    assert page.status_code == 403
    assert "You wrote this referral, so another supervisor must sign it off." in said(page)
    assert sign_off(officer, road).status_code == 403
    assert road.suspect().state == State.AWAITING_SIGN_OFF


def test_an_officer_signs_nothing_off(road, officer):
    road.write()
    assert sign_off(officer, road).status_code == 403


def test_without_a_route_the_page_warns_and_nothing_is_sent(road, supervisor):
    road.write()
    Route.objects.all().delete()
    page = supervisor.get(at("sign-referral-off", road.referral))
    assert "No CPS unit is set for your unit’s referrals." in said(page)
    page = sign_off(supervisor, road)
    assert page.status_code == 409
    assert "Ask the administrator to set one." in said(page)
    assert road.suspect().state == State.AWAITING_SIGN_OFF


def test_a_red_referral_is_announced_to_the_urgent_unit(road, supervisor):
    direct = cps_unit()
    Route.objects.create(police_unit=road.cast.police, cps_unit=direct, is_urgent=True)
    road.write(urgency="RED")
    page = supervisor.get(at("sign-referral-off", road.referral))
    assert f"{direct.name} receives it at once" in said(page)


def test_sent_back_changed_and_sent_again(road, officer, supervisor):
    road.write()
    answer = supervisor.post(
        at("send-referral-back", road.referral),
        {"supervisor_comments": "Add the interview.", "version": version(road)},
    )
    assert "Referral sent back to the officer." in said(supervisor.get(answer.url))
    address = at("revise-referral", road.referral)
    page = officer.get(address)
    assert "Add the interview." in said(page) and "What is alleged." in said(page)
    assert page.context["form"]["suspects"].value() == [str(each.pk) for each in road.suspects]

    road.referral.refresh_from_db()
    answer = officer.post(address, typed(road, summary="More.", version=road.referral.version))
    assert answer.url == at("see-referral", road.referral)
    assert made(road).get().summary == "More."
    assert road.suspect().state == State.AWAITING_SIGN_OFF


@pytest.mark.parametrize("name", ["sign-referral-off", "send-referral-back"])
def test_nobody_signs_off_or_sends_back_a_text_they_have_not_read(road, supervisor, name):
    opened = supervisor.get(at(name, road.write().referral)).context["form"]["version"].value()
    send_back(road)
    road.do(
        referrals.revise_referral, "officer", referral=road.referral, suspects=road.suspects,
        version=road.referral.version, **MG3 | {"summary": "Another text altogether."},
    )  # fmt: skip
    sent = {"supervisor_comments": "Careful comments.", "version": opened}

    page = supervisor.post(at(name, road.referral), sent)

    assert page.status_code == 409
    told = said(page)
    assert "This referral has changed since you opened it. Read it again, then decide." in told
    assert "Another text altogether." in told and "Careful comments." in told
    assert made(road).get().status == "AWAITING_SIGN_OFF"
    renewed = page.context["form"]["version"].value()
    assert supervisor.post(at(name, road.referral), sent | {"version": renewed}).status_code == 302


def test_a_form_that_does_not_say_what_was_read_is_not_taken(road, supervisor):
    road.write()
    page = supervisor.post(at("sign-referral-off", road.referral), {"supervisor_comments": "Go."})
    assert "Reload the page" in said(page)
    assert road.suspect().state == State.AWAITING_SIGN_OFF


def test_one_sent_back_is_changed_not_written_again(road, officer):
    send_back(road.write())
    page = officer.get(at("write-referral", road.case))
    assert "Suspect 1: your supervisor sent a referral back." in said(page)
    assert at("revise-referral", road.referral) in links(page)


def test_a_stale_change_shows_both_versions(road, officer):
    send_back(road.write())
    version = road.referral.version
    road.do(
        referrals.revise_referral, "officer", referral=road.referral, suspects=road.suspects,
        version=version, **MG3 | {"summary": "Theirs."},
    )  # fmt: skip
    send_back(road)
    page = officer.post(
        at("revise-referral", road.referral), typed(road, summary="Mine.", version=version)
    )
    assert page.status_code == 409
    assert "Saved now: Theirs." in said(page) and "What you typed: Mine." in said(page)
    assert made(road).get().summary == "Theirs."


# Returned, withdrawn


def test_a_returned_referral_starts_the_next_one_and_says_why_it_came_back(road, officer):
    send_on(road.submit(summary="First telling."))
    page = officer.get(at("write-referral", road.case))
    told = said(page)
    assert "Returned by CPS triage. Reply by 7 March 2026" in told
    assert "No MG3 Page 2 is not there" in told
    assert "No or missing exhibits" in told
    assert page.context["form"]["summary"].value() == "First telling."
    assert page.context["form"]["code_test"].value() == "FULL"


def test_a_referral_s_own_page_says_why_it_was_returned(road, officer):
    send_on(road.submit())
    told = said(officer.get(at("see-referral", road.referral)))
    assert "Why it was returned" in told and "Page 2 is not there" in told
    assert "The CPS asks for a reply by 7 March 2026." in told
    assert "Tess Triage" in told


def test_withdrawing_wants_a_reason_and_takes_the_suspects_back(road, officer):
    road.submit()
    address = at("withdraw-referral", road.referral)
    assert "Enter why you withdraw it" in said(officer.post(address, {"withdrawal_reason": ""}))
    assert "Enter no more than 2000" in said(
        officer.post(address, {"withdrawal_reason": "x" * 2001})
    )
    answer = officer.post(
        address, {"withdrawal_reason": "New evidence. Both sides know the reason."}
    )
    told = said(officer.get(answer.url))
    assert "Referral withdrawn." in told and "New evidence. Both sides know the reason." in told
    assert road.suspect().state == State.INVESTIGATING
    page = officer.get(at("write-referral", road.case))
    assert page.context["form"]["summary"].value() == "What is alleged."
    assert "Returned by CPS triage" not in said(page)


def test_withdrawn_twice_is_a_clear_sentence(road, officer):
    road.submit()
    address = at("withdraw-referral", road.referral)
    officer.post(address, {"withdrawal_reason": "Once. Both sides know the reason."})
    page = officer.post(address, {"withdrawal_reason": "Twice. Both sides know the reason."})
    assert page.status_code == 409
    assert "there is nothing to withdraw" in said(page) and "Twice." in said(page)


# Access


PAGES = [
    "see-referral", "revise-referral", "sign-referral-off", "send-referral-back",
    "withdraw-referral", "accept-referral", "return-referral",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["assistant", "manager", "prosecutor"])
def test_before_the_sign_off_the_cps_finds_nothing(road, role, name):
    road.write()
    browser = as_(getattr(road.cast, role))
    assert browser.get(at(name, road.referral)).status_code == 404
    assert browser.post(at(name, road.referral), typed(road)).status_code == 404
    assert browser.get(at("write-referral", road.case)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_second_referral_is_the_police_s_alone_on_a_case_the_cps_has(road, name):
    send_on(road.submit()).write()
    browser = as_(road.cast.assistant)
    # The officer sees the case.
    assert browser.get(at("write-referral", road.case)).status_code == 403
    assert browser.get(at(name, road.referral)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_another_unit_finds_no_page_of_a_referral(road, name):
    road.submit()
    stranger = as_(person(force_unit(), "refer_cases", "supervise_cases"))
    assert stranger.get(at(name, road.referral)).status_code == 404
    assert stranger.post(at(name, road.referral), typed(road)).status_code == 404


def test_the_times_on_the_page_are_london_s(road, supervisor):
    road.write()
    sign_off(supervisor, road)
    referral = made(road).get()
    signed_at = timezone.localtime(referral.signed_off_at)
    assert signed_at.strftime("%H:%M") in said(supervisor.get(at("see-referral", referral)))
