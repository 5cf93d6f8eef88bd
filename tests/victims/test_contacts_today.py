"""Victims to contact today: whom, what for, how they are reached safely now, and in what order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from devtools.case_builder import CaseBuilder, cast, person, scope
from people.models import AuditEntry, Human, User
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import recomputed_duties, record_of, tell_victim
from victims.actions.contacts import decide_not_to_contact
from victims.actions.records import name_victim_contact, record_wishes
from victims.actions.withdrawals import record_victim_withdrawal
from victims.models import Duty, VictimRecord
from victims.queries.contacts_today import contacts_coming, victims_to_contact
from victims.queries.reaching_safely import reaching_safely
from victims.queries.waiting_items import items_waiting_for_reader
from victims.queries.waiting_tasks import victim_tasks
from victims.safe_hours import safe_span_from

LONDON = ZoneInfo("Europe/London")
MORNINGS = {"days": [1, 2, 3, 4, 5], "from": "09:00", "until": "12:00"}
AFTERNOONS = {"days": [2], "from": "12:00", "until": "17:30"}
EVENINGS = {"days": [6], "from": "18:30", "until": ""}
SUNDAYS = {"days": [7], "from": "", "until": "10:00"}
ALWAYS = {"days": [1, 2, 3, 4, 5, 6, 7], "from": "", "until": ""}


def london(*moment):
    return datetime(*moment, tzinfo=LONDON)


TUESDAY = london(2026, 12, 1, 10, 42)
FRIDAY, SATURDAY = london(2026, 12, 4, 13), london(2026, 12, 5, 19)
SAFE_UNTIL_MIDDAY = "Safe now, until midday"
CAUTION = "Read the caution on their page first"


@pytest.mark.parametrize(
    ("rows", "moment", "span"),
    [
        ([], TUESDAY, None),
        ([MORNINGS], TUESDAY, (london(2026, 12, 1, 9), london(2026, 12, 1, 12))),
        ([MORNINGS], london(2026, 12, 1, 12), (london(2026, 12, 2, 9), london(2026, 12, 2, 12))),
        ([AFTERNOONS, MORNINGS], TUESDAY, (london(2026, 12, 1, 9), london(2026, 12, 1, 17, 30))),
        ([EVENINGS], TUESDAY, (london(2026, 12, 5, 18, 30), london(2026, 12, 6))),
        ([SUNDAYS, EVENINGS], TUESDAY, (london(2026, 12, 5, 18, 30), london(2026, 12, 6, 10))),
        ([AFTERNOONS], london(2026, 12, 1, 18),
         (london(2026, 12, 8, 12), london(2026, 12, 8, 17, 30))),
        # Eleven at night of UTC is midnight in London: Monday, not Sunday.
        ([MORNINGS], datetime(2026, 6, 28, 23, 0, tzinfo=UTC),
         (london(2026, 6, 29, 9), london(2026, 6, 29, 12))),
    ],
)  # fmt: skip
def test_the_safe_time_is_the_one_without_a_break_that_is_now_or_comes_next(rows, moment, span):
    assert safe_span_from(rows, moment) == span


@module_fixture
def builder():
    """A case sent to the CPS, whose two officers in contact are named by nobody yet."""
    here = cast()
    here.contact = person(here.police, "contact_victims", name="Cal Contact")
    here.liaison = person(here.cps, "liaise_with_victims", name="Lia Liaison")
    return CaseBuilder(here, at=days_ago(10)).allocate()


def name_officer(builder, who="contact", by="supervisor"):
    officer = getattr(builder.cast, who)
    builder.do(name_victim_contact, by, record=record_of(builder.victim), person=officer)


def set_wishes(builder, **facts):
    now = record_of(builder.victim)
    about = {"record": now, "version": now.version}
    builder.do(record_wishes, "officer", changed_because="They said so.", **about | facts)


def reached(builder, at=TUESDAY, **facts):
    """How the victim is reached with these wishes, at a moment."""
    VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(**facts)
    [found] = reaching_safely([builder.victim.pk], scope(builder.cast.contact, at=at)).values()
    return found


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "How to reach them was not asked. No voicemail, text message, email or post"),
        ({"text_is_safe": "YES"},
         "How to reach them was not asked. Text message. No voicemail, email or post"),
        ({"channel": "PHONE", "voicemail_is_safe": "NO", "text_is_safe": "YES"},
         "Phone or text message. No voicemail, email or post"),
        ({"channel": "PHONE", "voicemail_is_safe": "YES", "text_is_safe": "YES",
          "email_is_safe": "YES", "letter_is_safe": "YES"},
         "Phone, text message, email or post. Voicemail is safe"),
        ({"channel": "LETTER"}, "Post. No voicemail, text message or email"),
        # They prefer it, and have said that it is not safe.
        ({"channel": "TEXT", "text_is_safe": "NO"}, "No voicemail, text message, email or post"),
        ({"channel": "EMAIL", "email_is_safe": "NO", "letter_is_safe": "YES"},
         "Post. No voicemail, text message or email"),
        ({"channel": "LETTER", "letter_is_safe": "NO"},
         "No voicemail, text message, email or post"),
        ({"channel": "THROUGH_ISVA", "text_is_safe": "YES"},
         "Only through the ISVA, if they still agree to it"),
        ({"channel": "THROUGH_POLICE"},
         "Only the police. No voicemail, text message, email or post"),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_what_was_not_asked_is_not_safe(builder, facts, words):
    assert reached(builder, **facts).words == words


ASKED = {"wants_contact": "YES", "channel": "PHONE"}
WITHIN = "Within their hours for a call, until midday"


@pytest.mark.parametrize(
    ("facts", "at", "when", "is_now"),
    [
        ({}, TUESDAY, "No safe hours are set", False),
        ({"safe_hours": [MORNINGS]}, TUESDAY, SAFE_UNTIL_MIDDAY, True),
        ({"safe_hours": [MORNINGS]}, london(2026, 12, 1, 8), "Not now: from 9am today", False),
        ({"safe_hours": [MORNINGS]}, FRIDAY, "Not today: from 9am on Monday", False),
        ({"safe_hours": [AFTERNOONS]}, london(2026, 12, 1, 18),
         "Not today: from midday next Tuesday", False),
        ({"safe_hours": [EVENINGS]}, SATURDAY, "Safe now, for the rest of today", True),
        ({"safe_hours": [MORNINGS], "wants_contact": "NO"}, TUESDAY, "", False),
        ({"safe_hours": [MORNINGS], "wants_contact": "NOT_ASKED"}, TUESDAY, "", False),
        ({"safe_hours": [MORNINGS], "channel": "LETTER"}, TUESDAY, WITHIN, False),
        ({"safe_hours": [MORNINGS], "channel": "THROUGH_ISVA"}, TUESDAY, "", False),
        ({"safe_hours": [MORNINGS], "channel": "THROUGH_POLICE"}, TUESDAY, SAFE_UNTIL_MIDDAY, True),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_call_is_safe_now_within_the_hours_where_nothing_stands_against_it(
    builder, facts, at, when, is_now
):
    found = reached(builder, at=at, **ASKED | facts)
    assert (found.when, found.is_now) == (when, is_now)


@pytest.mark.django_db
def test_the_cps_does_not_call_where_only_the_police_may(builder):
    facts = ASKED | {"channel": "THROUGH_POLICE", "safe_hours": [MORNINGS]}
    VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(**facts)
    reader = scope(builder.cast.liaison, at=TUESDAY)
    [found] = reaching_safely([builder.victim.pk], reader).values()
    assert (found.words, found.when, found.is_now) == ("Only through the police", "", False)


@pytest.mark.django_db
def test_words_of_the_victim_or_of_the_last_caller_are_to_be_read_first(builder):
    facts = ASKED | {"safe_hours": [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "", "until": ""}]}
    assert reached(builder, **facts).is_now
    tell_victim(builder, builder.victim, builder.suspects[0], note="Hang up if a man answers.")
    found = reached(builder)
    when = "Within their hours for a call, for the rest of today"
    assert (found.caution, found.when, found.is_now) == (CAUTION, when, False)
    tell_victim(builder, builder.victim, builder.suspects[0], contacted_at=builder.at)
    assert reached(builder).is_now
    set_wishes(builder, care="He reads their messages.")
    assert reached(builder).caution == CAUTION and not reached(builder).is_now


@pytest.mark.django_db
def test_what_has_to_be_settled_first_stands_before_the_channel(builder):
    name_officer(builder)
    builder.do(
        record_victim_withdrawal, "contact", record=record_of(builder.victim), on=builder.at.date(),
        reasons=["DELAY"], stage="INVESTIGATION", told_by="OTHER", told_to="POLICE",
        is_isva_offered=True, is_statement_taken=False, is_evidence_led_considered=False,
    )  # fmt: skip
    assert [str(each) for each in reached(builder, wants_contact="YES").stops] == [
        "A withdrawal is not confirmed. Confirm it first."
    ]
    assert "does not want to be contacted" in str(reached(builder, wants_contact="NO").stops[0])
    not_asked = reached(builder, wants_contact="NOT_ASKED").stops
    assert "No one has asked whether they want contact." in not_asked


def agree_on(builder, day):
    """Agree on the day of the next contact, as of now."""
    facts = {"reason": "Moved house. Both sides know the reason.", "next_on": day}
    builder.do(decide_not_to_contact, "contact", record=record_of(builder.victim), **facts)


def own_rows(builder, who="contact", at=None):
    reader = scope(getattr(builder.cast, who), at=at or builder.at)
    waiting = items_waiting_for_reader(reader)
    return victims_to_contact(reader, [*waiting["owed"], *waiting["again"]])[0]


@pytest.mark.django_db
def test_a_victim_is_one_row_with_all_that_they_are_contacted_for(builder):
    name_officer(builder, "liaison", by="manager")
    authorise_charge_of(builder)
    recomputed_duties(builder)
    agree_on(builder, builder.at.date())
    at = builder.at + timedelta(days=3)
    [row] = own_rows(builder, "liaison", at=at)
    texts = [str(each.text) for each in row.what_for]
    assert texts == ["Tell them: A charge was authorised", "Contact, as agreed"]
    assert row.is_owed and row.is_overdue and row.due_on == builder.at.date()
    assert own_rows(builder, at=at) == []  # the officer of the police is not named
    nobody = {"outcome": "NO_ANSWER", "spoke_to": "", "is_identity_checked": None}
    tell_victim(builder, builder.victim, builder.suspects[0], who="liaison", **nobody)
    [row] = own_rows(builder, "liaison", at=at)
    again = ["Try to reach the victim again"]
    assert [str(each.text) for each in row.what_for][1:] == again


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        ("WRONG", "Find how to reach them: the last number or address was wrong"),
        ("NOT_SAFE", "Try again with care: at the last try it was not safe to talk"),
    ],
)
@pytest.mark.django_db
def test_after_a_wrong_number_or_an_unsafe_call_no_call_is_safe_now(builder, outcome, text):
    name_officer(builder)
    reached(builder, **ASKED, safe_hours=[ALWAYS])
    agree_on(builder, builder.at.date())
    assert own_rows(builder)[0].is_safe_now
    about = {"outcome": outcome, "spoke_to": "", "is_identity_checked": None}
    tell_victim(builder, builder.victim, builder.suspects[0], who="contact", **about)
    [row] = own_rows(builder)
    assert str(row.what_for[0].text) == text and not row.is_safe_now


@pytest.mark.django_db
def test_the_unit_s_list_says_what_is_owed_and_to_those_in_contact_how(builder):
    authorise_charge_of(builder)
    recomputed_duties(builder)

    def listed(who):
        address = f"{page_url('see-calls')}?list=nobody"
        return page_text(client_for(getattr(builder.cast, who)).get(address))

    assert "Tell them: A charge was authorised" in listed("liaison")
    assert "How to reach them was not asked" in listed("liaison")
    assert "How to reach them" not in listed("prosecutor")
    assert "Not shown here: read their page first" in listed("prosecutor")


@pytest.mark.django_db
def test_what_is_owed_comes_first_then_whom_a_call_reaches_now(builder):
    here = builder.cast
    others = [CaseBuilder(here, at=builder.at).allocate() for _n in range(3)]
    late, safe, unsafe = others
    for each in (builder, *others):
        name_officer(each, "liaison", by="manager")
    for each, days in ((late, 1), (safe, 3), (unsafe, 3)):
        agree_on(each, (each.at + timedelta(days=days)).date())
    authorise_charge_of(builder)
    recomputed_duties(builder)
    at = builder.at + timedelta(days=3)
    hours = [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "", "until": ""}]
    records = VictimRecord.objects.unscoped("test")
    records.update(wants_contact="YES", channel="PHONE")
    records.filter(pk=safe.victim.pk).update(safe_hours=hours)
    found = [row.urn for row in own_rows(builder, "liaison", at=at)]
    assert found == [builder.urn, late.urn, safe.urn, unsafe.urn]
    VictimRecord.objects.unscoped("test").filter(pk=unsafe.victim.pk).update(safe_hours=hours)
    VictimRecord.objects.unscoped("test").filter(pk=safe.victim.pk).update(safe_hours=[])
    found = [row.urn for row in own_rows(builder, "liaison", at=at)]
    assert found == [builder.urn, late.urn, unsafe.urn, safe.urn]


@pytest.mark.django_db
def test_the_page_counts_filters_logs_and_says_what_is_coming(builder):
    name_officer(builder)
    agree_on(builder, (builder.at + timedelta(days=1)).date())
    client, address = client_for(builder.cast.contact), page_url("see-calls")
    page = client.get(address)
    text = page_text(page)
    assert "1 victim. 1 is overdue. None is recorded as safe to call now." in text
    assert "All yours (1) Owed (0) Safe now (0) Your units’ (1) Nobody named (0)" in text
    assert page_url("see-contacts", builder.victim) in links_on_page(page)
    shown = AuditEntry.objects.filter(verb="see_calls", kind="victims.VictimRecord")
    assert [entry.ids for entry in shown] == [[str(builder.victim.pk)]]
    empty = "None of your victims is recorded as safe to call now."
    assert empty in page_text(client.get(f"{address}?list=now"))
    assert [n for _day, n in contacts_coming(scope(builder.cast.contact, at=builder.at))] == [1]


@pytest.mark.django_db
def test_a_victim_of_the_reader_s_other_account_is_on_both_lists(builder):
    name_officer(builder)
    agree_on(builder, builder.at.date())
    both = [builder.cast.contact.pk, builder.cast.supervisor.pk]
    User.objects.filter(pk__in=both).update(human=Human.objects.create())
    at = builder.at + timedelta(days=3)
    assert [row.pk for row in own_rows(builder, "supervisor", at=at)] == [builder.victim.pk]
    tasks = victim_tasks(scope(builder.cast.supervisor, at=at))
    assert [str(task.text) for task in tasks] == ["Contact the victim, as agreed"]
    assert own_rows(builder, "inspector", at=at) == []


@pytest.mark.django_db
def test_both_lists_say_the_same_of_what_was_sent_and_of_an_unsafe_try(builder):
    name_officer(builder, "liaison", by="manager")
    authorise_charge_of(builder)
    recomputed_duties(builder)
    about = {"outcome": "NOT_SAFE", "spoke_to": "", "is_identity_checked": None}
    tell_victim(builder, builder.victim, builder.suspects[0], who="liaison", **about)
    Duty.objects.unscoped("test").update(sent_at=builder.at)
    at = builder.at + timedelta(days=3)
    said = [str(each.text) for row in own_rows(builder, "liaison", at=at) for each in row.what_for]
    tasks = victim_tasks(scope(builder.cast.liaison, at=at))
    assert sorted(str(task.text) for task in tasks) == sorted(said)
    assert "Find out whether it arrived: A charge was authorised" in said


@pytest.mark.django_db
def test_for_whom_nobody_is_named_is_a_list_of_each_side(builder):
    def listed(who):
        page = client_for(getattr(builder.cast, who)).get(f"{page_url('see-calls')}?list=nobody")
        return [row.pk for row in page.context["rows"]]

    assert listed("contact") == listed("liaison") == [builder.victim.pk]
    name_officer(builder)
    assert listed("contact") == [] and listed("liaison") == [builder.victim.pk]


@pytest.mark.django_db
def test_many_victims_take_as_many_queries_as_one(builder):
    name_officer(builder)
    agree_on(builder, (builder.at + timedelta(days=1)).date())
    client, address = client_for(builder.cast.contact), page_url("see-calls")
    client.get(address)
    _page, few = page_and_queries(client, address)
    other = CaseBuilder(builder.cast, at=builder.at).allocate()
    name_officer(other)
    agree_on(other, (other.at + timedelta(days=1)).date())
    page, many = page_and_queries(client, address)
    assert len(page.context["rows"]) == 2 and len(many) == len(few)
