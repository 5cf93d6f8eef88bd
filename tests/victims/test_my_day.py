"""My day: one row for each person whom an ISVA supports, and nothing that they do not agree to."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, scope
from people.models import AuditEntry, Unit
from tests.security.test_hidden_is_missing import comparable_response
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.service_entries import LOG, service_rows
from tests.support.victims.duties import recomputed_duties, tell_victim
from tests.support.victims.support_service import (
    ALL,
    add_service,
    fresh_support,
    give_consent,
    record_of,
    refer_and_accept,
    refer_victim,
)
from timeliness.calendar import london_day
from victims.actions.consents import withdraw_consent
from victims.actions.records import record_wishes
from victims.actions.service_entries import add_service_entry
from victims.actions.support import assign_isva, end_support
from victims.models import Consent, Shown, SupportGrant, VictimRecord
from victims.queries.my_day import in_order_of_day, people_of_day

pytestmark = pytest.mark.django_db
DECIDED, CHARGED = "Suspect 1: the CPS has decided", "Suspect 1: the CPS decided on a charge"
NUMBER = "01632 960 042"


@module_fixture
def builder():
    """A case with the CPS, whose victim an ISVA supports and agrees to nothing yet."""
    builder = add_service(CaseBuilder(cast(), at=days_ago(9)).allocate())
    builder.row = refer_and_accept(builder)
    return builder


def day_page(builder, who="isva"):
    return client_for(getattr(builder.cast, who)).get(page_url("see-my-day"))


def day_text(builder, who="isva"):
    return page_text(day_page(builder, who))


def people(builder, who="isva", at=None):
    found, _is_cut = people_of_day(scope(getattr(builder.cast, who), at=at or builder.at))
    return in_order_of_day(found)


def add_entry(builder, row=None, who="isva", days=0, next_in=None):
    """An entry of a contact days ago; next_in: days from today to the next."""
    at = timezone.now() - timedelta(days=days)
    today = london_day(timezone.now())
    add_service_entry(
        support=fresh_support(row or builder.row), by=scope(getattr(builder.cast, who), at=at),
        at=at, form_key=uuid4(), contacted_at=at, direction="OUT", channel="PHONE", minutes=5,
        purpose="CHECKING_IN", needs=[],
        next_on=None if next_in is None else today + timedelta(days=next_in),
    )  # fmt: skip


def set_wishes(builder, **facts):
    now = record_of(builder)
    about = {"record": now, "version": now.version, "changed_because": "They said so."}
    builder.do(record_wishes, "officer", **about | facts)


def withdraw(builder, category):
    one = Consent.objects.unscoped("test").get(support=builder.row, category=category)
    about = {"support": builder.row, "consents": [str(one.pk)], "how": "PHONE"}
    builder.do(withdraw_consent, "isva", **about)


class TestWhereAnIsvaBegins:
    def test_an_isva_comes_in_on_it_and_finds_the_list_of_people_from_there(self, builder):
        client = client_for(builder.cast.isva)
        assert client.get("/").url == client.get(page_url("come-in")).url == page_url("see-my-day")
        links = links_on_page(client.get(page_url("see-my-day")))
        assert {page_url("see-supported"), page_url("see-support", builder.row)} <= set(links)

    def test_a_manager_of_the_service_still_comes_in_on_the_list(self, builder):
        manager = client_for(builder.cast.service_manager)
        assert manager.get(page_url("come-in")).url == page_url("see-supported")

    def test_who_supports_nobody_is_told_what_to_wait_for(self, builder):
        assert "When the manager of your service allocates a victim to you" in day_text(
            builder, "other_isva"
        )

    def test_police_and_cps_are_refused(self, builder):
        for who in ("officer", "contact", "liaison", "manager"):
            assert day_page(builder, who).status_code == 403

    def test_what_it_listed_is_in_the_log(self, builder):
        day_page(builder)
        entry = AuditEntry.objects.get(verb="see_my_day")
        assert (entry.user, entry.ids) == (builder.cast.isva, [str(builder.row.pk)])


class TestWhomItLists:
    def test_only_whom_the_reader_supports_now(self, builder):
        assert [each.support for each in people(builder)] == [builder.row]
        refer_victim(CaseBuilder(builder.cast, at=builder.at).submit())  # not answered yet
        assert len(people(builder)) == 1
        assert people(builder, "other_isva") == people(builder, "service_manager") == []

    def test_not_once_support_has_ended_or_is_another_s(self, builder):
        about = {"support": builder.row, "isva": builder.cast.other_isva, "hands_on": True}
        builder.do(assign_isva, "service_manager", **about)
        assert people(builder) == [] and len(people(builder, "other_isva")) == 1
        builder.do(
            end_support, "service_manager", support=fresh_support(builder.row), ended="COMPLETE"
        )
        assert people(builder, "other_isva") == []

    def test_a_restricted_case_only_for_who_is_named_and_none_by_a_grant_that_is_over(
        self, builder
    ):
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
        assert len(people(builder)) == 1
        grants = SupportGrant.objects.filter(content_object=builder.row)
        grants.update(expires_at=builder.at - timedelta(hours=1))
        assert people(builder) == []
        assert "You do not support anyone yet" in day_text(builder)


class TestWhatIsShared:
    def test_a_fact_that_is_not_shared_leaves_the_page_as_if_there_were_none(
        self, builder, monkeypatch
    ):
        now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: now)
        client, address = client_for(builder.cast.isva), page_url("see-my-day")
        give_consent(builder, builder.row, ["COURT_DATES"])
        client.get(address)
        without = comparable_response(client.get(address))
        authorise_charge_of(builder)
        recomputed_duties(builder)
        set_wishes(builder, channel="PHONE", wants_contact="NO", care="Never from work.")
        VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(is_withdrawn=True)
        assert comparable_response(client.get(address)) == without
        assert not Shown.objects.unscoped("test").exists()

    def test_news_is_new_until_the_next_day_and_what_is_owed_stays(self, builder):
        give_consent(builder, builder.row, ["MILESTONES", "DUTIES", "TOLD"])
        authorise_charge_of(builder)
        recomputed_duties(builder)
        text = day_text(builder)
        assert f"{DECIDED}, " in text and CHARGED not in text and "Not told yet. CPS, by" in text
        assert "Suspect 1: sent to the CPS for a decision" in text
        [row] = people(builder, at=timezone.now() + timedelta(days=1))
        [left] = row.milestones
        assert left.fact.text == DECIDED and not left.is_new and left.telling.owed

    def test_what_was_told_says_when_and_what_is_not_known_says_so(self, builder):
        give_consent(builder, builder.row, ["MILESTONES", "TOLD"])
        authorise_charge_of(builder)
        assert "Not known to have been told." in day_text(builder)
        tell_victim(builder, builder.victim, builder.suspects[0], "CHARGE")
        text = day_text(builder)
        assert f"{CHARGED}, " in text and "Told on" in text and "Not known" not in text
        shown = Shown.objects.unscoped("test").values_list("category", "code")
        assert {("MILESTONES", "CHARGE"), ("TOLD", "CHARGE")} <= set(shown)

    def test_without_consent_to_what_was_told_nobody_is_said_to_be_told(self, builder):
        give_consent(builder, builder.row, ["MILESTONES"])
        authorise_charge_of(builder)
        tell_victim(builder, builder.victim, builder.suspects[0], "CHARGE")
        text = day_text(builder)
        assert "Whether they have been told is not shared with you." in text
        assert "Told on" not in text

    def test_what_was_told_of_an_earlier_decision_is_not_that_of_a_later_one(self, builder):
        give_consent(builder, builder.row, ["MILESTONES", "TOLD"])
        tell_victim(builder, builder.victim, builder.suspects[0], "CHARGE")
        builder.at += timedelta(days=2)
        authorise_charge_of(builder)
        assert "Not known to have been told." in day_text(builder)

    def test_a_consent_withdrawn_ends_it_at_the_next_request(self, builder):
        give_consent(builder, builder.row, ["MILESTONES", "HOW_TO_REACH"])
        assert "sent to the CPS" in day_text(builder)
        withdraw(builder, "MILESTONES")
        assert "sent to the CPS" not in day_text(builder)
        assert "How to reach them is not shared" not in day_text(builder)
        withdraw(builder, "HOW_TO_REACH")
        text = day_text(builder)
        assert "Use only the way that you agreed with them." in text
        assert text.count("Not shared with you") == 2
        assert "Nothing new" not in text and "No date" not in text and "since yesterday" not in text

    def test_the_victim_is_reached_in_the_words_of_other_pages_but_never_safe_now(self, builder):
        give_consent(builder, builder.row, ["HOW_TO_REACH"])
        always = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "", "until": ""}]
        VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(
            channel="PHONE",
            wants_contact="YES",
            safe_hours=always,
            text_is_safe="YES",
            is_withdrawn=True,
            is_withdrawing=True,
        )
        text = day_text(builder)
        assert "Phone or text message. No voicemail, email or post." in text
        assert "Within their hours for a call" in text
        assert "Safe now" not in text and "withdr" not in text

    def test_words_of_the_victim_are_read_on_their_page_and_not_on_the_list(self, builder):
        give_consent(builder, builder.row, ["HOW_TO_REACH"])
        set_wishes(builder, care="Never from work.")
        text = day_text(builder)
        assert "Read the caution on their page first." in text and "work" not in text

    def test_no_name_and_no_surname_is_on_it(self, builder):
        give_consent(builder, builder.row, ALL)
        authorise_charge_of(builder)
        text = day_page(builder).text
        for secret in (builder.suspects[0].surname, builder.cast.prosecutor.name, "Demo"):
            assert secret not in text


class TestWhomToRing:
    @pytest.fixture(autouse=True)
    def _numbers(self, builder):
        Unit.objects.filter(pk=builder.cast.police.pk).update(
            contact_name="Victim care", contact_phone=NUMBER
        )

    def test_the_side_that_referred_is_rung_and_no_other(self, builder):
        text = day_text(builder)
        assert f"Police: Victim care, {NUMBER}" in text and "CPS:" not in text

    def test_a_side_that_may_no_longer_know_is_not_rung(self, builder):
        give_consent(builder, builder.row, ["IS_SUPPORTED"], recipient="POLICE")
        give_consent(builder, builder.row, ["IS_SUPPORTED"], recipient="CPS")
        text = day_text(builder)
        assert NUMBER in text and "CPS: their unit has given no number" in text
        for each in Consent.objects.unscoped("test").filter(category="IS_SUPPORTED"):
            about = {"support": builder.row, "consents": [str(each.pk)], "how": "PHONE"}
            builder.do(withdraw_consent, "isva", **about)
        text = day_text(builder)
        assert NUMBER not in text
        assert "No one: police and CPS may not know of your support." in text


class TestNextContact:
    @pytest.mark.parametrize(
        ("entries", "left"),
        [
            ([], None),
            ([{"days": 3, "next_in": 2}], 2),
            ([{"days": 3, "next_in": -1}], -1),
            ([{"days": 3, "next_in": 2}, {"days": 1}], 2),  # a contact before the agreed day
            ([{"days": 3, "next_in": -1}, {"days": 0}], None),  # one after it
            ([{"days": 3, "next_in": 2}, {"days": 1, "next_in": 4}], 4),
            ([{"days": 0, "next_in": 0}], 0),  # again on the same day
        ],
    )
    def test_a_day_stands_until_a_contact_of_that_day_or_later(self, builder, entries, left):
        for each in entries:
            add_entry(builder, **each)
        [row] = people(builder, at=timezone.now())
        assert row.days_left == left

    def test_due_comes_first_then_news_then_the_rest(self, builder):
        rows = [builder.row]
        for _n in range(3):
            more = CaseBuilder(builder.cast, at=builder.at).submit()
            rows.append(refer_and_accept(more))
        give_consent(builder, fresh_support(rows[2]), ["MILESTONES"])
        add_entry(builder, rows[3], days=2, next_in=-1)
        add_entry(builder, rows[1], days=2, next_in=6)
        found = [each.support for each in people(builder, at=timezone.now())]
        assert found == [rows[3], rows[2], rows[1], rows[0]]
        text = day_text(builder)
        assert "You support 4 people. 1 contact is due." in text and "1 day overdue" in text

    def test_who_was_not_shown_the_earlier_entries_does_not_see_their_day(self, builder):
        add_entry(builder, days=1, next_in=2)
        about = {"support": builder.row, "isva": builder.cast.other_isva, "hands_on": False}
        builder.at = timezone.now()
        builder.do(assign_isva, "service_manager", **about)
        [row] = people(builder, "other_isva", at=timezone.now())
        assert row.next_on is None

    def test_the_service_s_own_log_has_no_look_at_a_day_that_is_not_agreed(self, builder):
        day_page(builder)
        assert not service_rows(LOG)

    def test_the_service_s_own_log_has_it_once_a_day(self, builder):
        add_entry(builder, days=1, next_in=2)
        for _look in range(2):
            day_page(builder)
        assert [row["verb"] for row in service_rows(LOG)].count("DAY_READ") == 1


def test_many_people_take_as_many_queries_as_one(builder):
    give_consent(builder, builder.row, ALL)
    authorise_charge_of(builder)
    set_wishes(builder, care="Never from work.")
    client, address = client_for(builder.cast.isva), page_url("see-my-day")
    add_entry(builder, days=1, next_in=1)  # a day that is shown is logged
    client.get(address)
    _page, few = page_and_queries(client, address)
    for _n in range(4):
        more = CaseBuilder(builder.cast, at=builder.at).allocate()
        row = refer_and_accept(more)
        give_consent(more, row, ALL)
        authorise_charge_of(more)
        set_wishes(more, care="Never from work.")
        add_entry(builder, row, days=1, next_in=1)
    client.get(address)
    page, many = page_and_queries(client, address)
    assert page_text(page).count(DECIDED) == 5
    assert len(many) == len(few) <= 16, (len(few), [each[:90] for each in many])
