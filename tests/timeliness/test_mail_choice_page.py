"""The page on which a person chooses when their notices are mailed."""

import re
from html import unescape

import pytest
from django.urls import reverse

from people.access import grants, scopes
from people.access.permission_tables import Stale
from people.models import AuditEntry
from tests.support.timeliness.expected.waiting_notices import MAY_WAIT
from tests.support.timeliness.moments import london
from timeliness.actions.mail_choices import choose_mail_hours
from timeliness.models import MailChoice
from timeliness.notices import NOTICE_TITLES

NOW = london("2026-06-29 10:00")
PAGE = "/account/mail/"
WHY_AT_ONCE = [
    "A referral may be Red: a suspect may be in custody, and hours count.",
    "An action may hold up a referral that is Red.",
    "Something is overdue.",
    "Bail, custody or the time for beginning a prosecution ends on a day.",
    "Somebody may be about to charge or to give a caution.",
    "Charges or a day in court may have changed, and a defendant may be in custody.",
    "A victim is to be told, or their safety or their consent may be at stake.",
    "Somebody opened, or tried to open, what they may not or seldom may.",
    "Somebody may be without access that their work needs, until somebody answers.",
    "A way in was opened or changed: if it is wrong, it is to be closed now.",
    "Something is to be destroyed for good, or was.",
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def officer(cps, client):
    grants.grant_capacity("allocate_cases", to=cps.officer, on=cps.unit, by=cps.officer, at=NOW)
    client.force_login(cps.officer)
    return client


def text_of(answer):
    return answer.content.decode()


def hidden_values(page):
    return dict(re.findall(r'name="(form_key|version|opened)"[^>]* value="([^"]*)"', page))


def send(client, page=None, **answers):
    """Send the form as a browser does: with every field, also those that are not shown."""
    page = page or text_of(client.get(PAGE))
    facts = {"when": "at_once", "daily_hour": "", "has_quiet_hours": "no", "quiet_from": "",
             "quiet_to": ""}  # fmt: skip
    return client.post(PAGE, facts | hidden_values(page) | answers)


def stored():
    return MailChoice.objects.values_list("daily_hour", "quiet_from", "quiet_to").first()


def test_the_page_is_where_a_person_s_own_settings_are(officer):
    assert reverse("choose-mail-hours") == PAGE
    for place in ("/account/security/", "/notices/"):
        assert f'href="{PAGE}"' in text_of(officer.get(place))


def test_nothing_is_chosen_at_first_and_looking_changes_nothing(officer):
    page = text_of(officer.get(PAGE))
    assert re.search(r'value="at_once"[^>]* checked', page)
    assert re.search(r'value="no"[^>]* checked', page)
    assert stored() is None


def test_the_page_names_each_kind_that_goes_at_once_and_why(officer):
    page = text_of(officer.get(PAGE))
    groups = re.findall(r"summary-text\">(.*?)</span>.*?<ul[^>]*>(.*?)</ul>", page, re.S)
    assert [unescape(why) for why, _kinds in groups] == WHY_AT_ONCE
    named = {unescape(kind) for _, kinds in groups for kind in re.findall("<li>(.*?)</li>", kinds)}
    assert named == {str(title) for kind, title in NOTICE_TITLES.items() if kind not in MAY_WAIT}


def test_a_choice_is_saved_shown_and_logged(officer, cps):
    answer = send(officer, when="daily", daily_hour="8", has_quiet_hours="yes", quiet_from="22",
                  quiet_to="7")  # fmt: skip
    assert (answer.status_code, answer.url, stored()) == (302, PAGE, (8, 22, 7))
    assert MailChoice.objects.get().next_mail_at == london("2026-06-30 08:00")
    page = text_of(officer.get(PAGE))
    assert "Your choice has been saved" in page
    assert re.search(r'value="daily"[^>]* checked', page)
    assert page.count("selected>") == 3
    entry = AuditEntry.objects.get(verb="choose_mail_hours", operation="alteration")
    assert (entry.user_id, entry.ids) == (cps.officer.pk, [str(cps.officer.pk)])


def test_a_choice_is_taken_back(officer):
    send(officer, when="daily", daily_hour="0")
    assert stored() == (0, None, None)
    send(officer, when="at_once", daily_hour="0")
    assert stored() == (None, None, None) and MailChoice.objects.get().next_mail_at is None


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"when": "daily"}, "Select the time of day of your email"),
        ({"when": ""}, "Select when you want your notices emailed"),
        ({"has_quiet_hours": ""}, "Select whether you want quiet hours"),
        ({"has_quiet_hours": "yes", "quiet_to": "7"}, "Select when your quiet hours begin"),
        ({"has_quiet_hours": "yes", "quiet_from": "7"}, "Select when your quiet hours end"),
        (
            {"has_quiet_hours": "yes", "quiet_from": "7", "quiet_to": "7"},
            "Select another hour than the one at which your quiet hours begin",
        ),
        (
            {"when": "daily", "daily_hour": "6", "has_quiet_hours": "yes", "quiet_from": "22",
             "quiet_to": "7"},
            "Select an hour outside your quiet hours",
        ),
        ({"when": "daily", "daily_hour": "24"}, "Select one of the answers shown"),
        ({"when": "daily", "daily_hour": "noon"}, "Select one of the answers shown"),
        ({"when": "daily", "daily_hour": "-1"}, "Select one of the answers shown"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_named_and_what_was_chosen_is_kept(officer, answers, error):
    answer = send(officer, **answers)
    page = text_of(answer)
    assert answer.status_code == 200 and error in page and "Error: " in page
    for name in ("daily_hour", "quiet_from", "quiet_to"):
        chosen = answers.get(name, "")
        if chosen.isdecimal() and int(chosen) < 24:
            assert f'<option value="{chosen}" selected>' in page
    if answers.get("when"):
        assert re.search(rf'value="{answers["when"]}"[^>]* checked', page)
    assert stored() is None


def test_hours_that_are_not_asked_are_not_judged(officer):
    assert send(officer, daily_hour="noon", quiet_from="7", quiet_to="7").status_code == 302
    assert stored() == (None, None, None)


def test_a_double_click_saves_once(officer):
    page = text_of(officer.get(PAGE))
    for _ in range(2):
        assert send(officer, page, when="daily", daily_hour="8").status_code == 302
    assert MailChoice.objects.get().version == 1
    assert AuditEntry.objects.filter(verb="choose_mail_hours", operation="alteration").count() == 1


def test_two_tabs_that_change_different_things_keep_both(officer):
    tabs = [text_of(officer.get(PAGE)) for _ in range(2)]
    send(officer, tabs[0], when="daily", daily_hour="8")
    answer = send(officer, tabs[1], has_quiet_hours="yes", quiet_from="22", quiet_to="7")
    assert answer.status_code == 302 and stored() == (8, 22, 7)


def test_two_tabs_that_change_the_same_say_so_and_lose_nothing(officer):
    tabs = [text_of(officer.get(PAGE)) for _ in range(2)]
    send(officer, tabs[0], when="daily", daily_hour="8")
    answer = send(officer, tabs[1], when="daily", daily_hour="17")
    page = text_of(answer)
    assert stored() == (8, None, None) and answer.status_code == 409
    assert "08:00" in page and '<option value="17" selected>' in page
    assert send(officer, page, when="daily", daily_hour="17").status_code == 302
    assert stored() == (17, None, None)


def test_an_action_on_a_version_that_is_gone_is_refused(cps):
    scope = scopes.scope_of(cps.officer, at=NOW)
    facts = {"by": scope, "at": NOW, "quiet_from": None, "quiet_to": None}
    choose_mail_hours(version=0, daily_hour=8, **facts)
    with pytest.raises(Stale):
        choose_mail_hours(version=0, daily_hour=9, **facts)


def test_one_person_s_choice_is_theirs_alone(officer, cps, client):
    send(officer, when="daily", daily_hour="8")
    client.force_login(cps.supervisor)
    assert re.search(r'value="at_once"[^>]* checked', text_of(client.get(PAGE)))
    send(client, when="daily", daily_hour="17")
    hours = dict(MailChoice.objects.values_list("person", "daily_hour"))
    assert hours == {cps.officer.pk: 8, cps.supervisor.pk: 17}


def test_somebody_signed_out_is_asked_to_sign_in(client):
    assert client.get(PAGE).status_code == 302
    assert client.post(PAGE, {"when": "at_once"}).status_code in (302, 403)
    assert stored() is None


def test_the_page_takes_as_many_queries_with_a_choice_as_without(
    officer, django_assert_max_num_queries
):
    for _ in range(2):
        with django_assert_max_num_queries(11):
            officer.get(PAGE)
        send(officer, when="daily", daily_hour="8")
