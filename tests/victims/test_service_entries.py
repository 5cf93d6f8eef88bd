"""Private service entries: for the assigned ISVA and the managers only."""

from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import CaseBuilder, cast, scope
from people.access.pagination import PAGE_SIZE
from people.access.row_security import keeping_entries
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.service_entries import LOG, service_rows
from tests.support.victims.support_service import add_service, fresh_support, refer_and_accept
from timeliness.calendar import london_day
from victims.actions.service_entries import add_service_entry, correct_service_entry
from victims.actions.support import assign_isva, end_support
from victims.models import ServiceEntry, ServiceLog, Support
from victims.queries.service_entries import (
    entry_to_correct,
    next_contacts,
    readable_entries,
    service_entries_page,
    service_log_rows,
)

pytestmark = pytest.mark.django_db
FACTS = {
    "direction": "OUT", "channel": "PHONE", "minutes": 25, "purpose": "COURT_VISIT",
    "needs": ["TRANSPORT"], "next_on": None,
}  # fmt: skip
WHEN = {
    f"contacted_at-{part}": value
    for part, value in zip(
        ("day", "month", "year", "hour", "minute"), (2, 3, 2026, 9, 30), strict=True
    )
}
TYPED = {"direction": "OUT", "channel": "PHONE", "minutes": "25", "purpose": "SAFETY"} | WHEN


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).submit())
    builder.support = refer_and_accept(builder)
    return builder


def add_entry(builder, who="isva", form_key=None, **facts):
    row, key = fresh_support(builder.support), form_key or uuid4()
    facts = {"contacted_at": builder.at} | FACTS | facts
    builder.do(add_service_entry, who, support=row, form_key=key, **facts)


def readable_by(builder, who):
    by = scope(getattr(builder.cast, who), at=builder.at)
    rows = readable_entries(fresh_support(builder.support), by).order_by("at")
    with keeping_entries(by):
        accounts = [row.by_id for row in rows]
    return [User.objects.get(pk=account).name for account in accounts]


def test_only_the_isva_and_the_manager_find_and_read_an_entry(builder):
    add_entry(builder)
    assert readable_by(builder, "isva") == readable_by(builder, "service_manager") == ["Isa Isva"]
    for who in ("other_isva", "officer", "supervisor", "contact", "liaison", "prosecutor"):
        by = scope(getattr(builder.cast, who), at=builder.at)
        with keeping_entries(by):
            assert not ServiceEntry.objects.for_scope(by).exists()
            assert not ServiceLog.objects.for_scope(by).exists()


def test_a_person_who_does_not_see_the_support_adds_no_entry(builder):
    for who in ("other_isva", "contact"):
        with pytest.raises(Support.DoesNotExist):
            add_entry(builder, who)


def test_there_is_no_place_to_tell_anything():
    texts = [
        field.name for field in ServiceEntry._meta.concrete_fields
        if field.get_internal_type() in ("TextField", "CharField") and not field.choices
    ]  # fmt: skip
    assert texts == []


def test_an_entry_is_about_past_contact_and_only_while_the_victim_is_supported(builder):
    with pytest.raises(Refused, match="have passed"):
        add_entry(builder, contacted_at=builder.at.replace(year=2027))
    builder.do(
        end_support, "service_manager", support=fresh_support(builder.support), ended="COMPLETE"
    )
    with pytest.raises(Refused, match="does not support"):
        add_entry(builder, "service_manager")


def test_a_form_that_is_sent_twice_keeps_one_entry_and_one_line_of_the_log(builder):
    key = uuid4()
    sent = {"form_key": key, "contacted_at": builder.at}
    add_entry(builder, **sent)
    add_entry(builder, **sent)
    assert len(service_rows()) == 1
    assert [row["verb"] for row in service_rows(LOG)].count("WRITTEN") == 1


@pytest.mark.parametrize(("hands_on", "earlier"), [(True, ["Isa Isva"]), (False, [])])
def test_a_new_isva_reads_the_earlier_entries_only_if_the_manager_says_so(
    builder, hands_on, earlier
):
    add_entry(builder)
    about = {
        "support": fresh_support(builder.support),
        "isva": builder.cast.other_isva,
        "hands_on": hands_on,
    }
    builder.do(assign_isva, "service_manager", **about)
    add_entry(builder, "other_isva")
    assert readable_by(builder, "other_isva") == [*earlier, "Uma Isva"]
    assert readable_by(builder, "service_manager") == ["Isa Isva", "Uma Isva"]
    said = (
        "Showed the earlier entries to the new ISVA"
        if hands_on
        else "Did not show the earlier entries to"
    )
    log, _older = service_log_rows(
        fresh_support(builder.support), scope(builder.cast.service_manager, at=builder.at)
    )
    assert [to for what, _by, to, _at in log if what.startswith(said)] == ["Uma Isva"]


def test_the_service_keeps_a_log_of_its_own_for_its_managers(builder):
    isva, manager = client_for(builder.cast.isva), client_for(builder.cast.service_manager)
    submit_form(isva, page_url("service-entries", builder.support), **TYPED)
    assert "log of these entries" not in page_text(
        isva.get(page_url("service-entries", builder.support))
    )
    told = page_text(manager.get(page_url("service-entries", builder.support)))
    assert "Wrote an entry Isa Isva" in told and "Read the entries Isa Isva" in told
    row = fresh_support(builder.support)
    log, _older = service_log_rows(row, scope(builder.cast.service_manager, at=builder.at))
    assert {what for what, *_rest in log} == {"Wrote an entry", "Read the entries"}


def test_the_page_says_why_there_is_nowhere_to_write_and_loses_nothing_typed(builder):
    browser, address = client_for(builder.cast.isva), page_url("service-entries", builder.support)
    assert "There is deliberately no free text" in page_text(browser.get(address))
    page = browser.post(address, TYPED | {"minutes": "601", "form_key": UUID(int=7)})
    assert "Enter a number of minutes" in page_text(page) and 'value="601"' in page.text
    page = browser.post(address, TYPED | {"contacted_at-year": "2099", "form_key": UUID(int=7)})
    assert (
        page.status_code == 409 and "have passed" in page_text(page) and 'value="2099"' in page.text
    )
    page = submit_form(browser, address, **TYPED)
    assert "Safety" in page_text(page) and "25 minutes." in page_text(page)


def test_the_database_keeps_entries_and_the_log_as_they_were_written(builder):
    add_entry(builder)
    for model, name in ((ServiceEntry, "minutes"), (ServiceLog, "verb")):
        rows = model.objects.unscoped("test")
        by = scope(builder.cast.isva, at=builder.at)
        for act in (rows.delete, lambda rows=rows, name=name: rows.update(**{name: "1"})):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                keeping_entries(by),
            ):
                act()


def scope_now(builder, who="isva"):
    return scope(getattr(builder.cast, who), at=builder.at)


def entries_on_page(builder, who="isva"):
    lines, _following = service_entries_page(
        fresh_support(builder.support), scope_now(builder, who)
    )
    return lines


def correct_last(builder, who="isva", form_key=None, entry=None, **facts):
    """Correct the newest entry, or that one."""
    entry = entry or entries_on_page(builder, who)[0].entry
    facts = {"contacted_at": entry.contacted_at, "why": "MISTAKE"} | FACTS | facts
    builder.do(
        correct_service_entry, who, entry=entry, support=fresh_support(builder.support),
        form_key=form_key or uuid4(), **facts,
    )  # fmt: skip
    return entry


def test_a_correction_is_shown_in_place_of_the_entry_and_keeps_what_it_said(builder):
    add_entry(builder, minutes=14)
    correct_last(builder, minutes=40)
    correct_last(builder, "service_manager", minutes=41, why="AS_THEY_SAY")
    [line] = entries_on_page(builder)
    assert (line.entry.minutes, line.entry.number, line.by) == (41, 3, "Mia Serviceman")
    assert [(old.entry.minutes, old.by) for old in line.earlier] == [
        (40, "Isa Isva"), (14, "Isa Isva"),
    ]  # fmt: skip
    verbs = [row["verb"] for row in service_rows(LOG)]
    assert verbs.count("WRITTEN") == 1 and verbs.count("CORRECTED") == 2


def test_the_form_begins_with_what_the_entry_says_and_asks_why(builder):
    browser, address = client_for(builder.cast.isva), page_url("service-entries", builder.support)
    submit_form(browser, address, **TYPED)
    [line] = entries_on_page(builder)
    to = f"{address}?correct={line.entry.pk}"
    assert f'href="?correct={line.entry.pk}"' in browser.get(address).text
    assert 'value="25"' in browser.get(to).text
    sent = TYPED | {"minutes": "35", "form_key": uuid4()}
    page = browser.post(to, sent)
    assert "Select why you are correcting it" in page_text(page) and 'value="35"' in page.text
    for _click in range(2):
        assert browser.post(to, sent | {"why": "BETTER_KNOWN"}).url == address
    text = page_text(browser.get(address))
    assert "35 minutes." in text and "what it said before" in text
    assert "We now know more" in text and len(service_rows()) == 2


def test_of_two_who_correct_the_same_version_the_second_is_told_and_loses_nothing(builder):
    add_entry(builder)
    first = entries_on_page(builder)[0].entry
    correct_last(builder, "service_manager", minutes=40)
    with pytest.raises(Refused, match="corrected this entry meanwhile"):
        correct_last(builder, entry=first, minutes=50)
    to = f"{page_url('service-entries', builder.support)}?correct={first.pk}"
    sent = TYPED | {"minutes": "50", "why": "MISTAKE", "form_key": uuid4()}
    page = client_for(builder.cast.isva).post(to, sent)
    assert page.status_code == 409 and 'value="50"' in page.text
    assert [row["verb"] for row in service_rows(LOG)].count("CORRECTED") == 1


def test_a_correction_moves_the_next_contact(builder):
    day = builder.at.date()
    add_entry(builder, next_on=day)
    correct_last(builder, next_on=day.replace(day=day.day + 1), why="NEXT_MOVED")
    found = next_contacts([builder.support.pk], scope_now(builder))
    assert found == {builder.support.pk: day.replace(day=day.day + 1)}


def test_entries_that_were_not_handed_on_are_not_seen_by_way_of_a_correction(builder):
    add_entry(builder)
    entry = entries_on_page(builder)[0].entry
    about = {"support": fresh_support(builder.support), "isva": builder.cast.other_isva}
    builder.do(assign_isva, "service_manager", hands_on=False, **about)
    row, key = fresh_support(builder.support), str(entry.pk)
    for who in ("other_isva", "service_manager"):
        assert entry_to_correct(row, scope_now(builder, who), key) is None
        to = f"{page_url('service-entries', row)}?correct={key}"
        page = client_for(getattr(builder.cast, who)).get(to, follow=True)
        assert "That entry cannot be corrected here" in page_text(page)
    assert "Correct this entry" not in page_text(
        client_for(builder.cast.service_manager).get(page_url("service-entries", row))
    )


@pytest.mark.parametrize("key", ["x", str(UUID(int=5))])
def test_what_is_no_entry_is_answered_on_the_list_and_a_form_keeps_what_was_typed(builder, key):
    browser, address = client_for(builder.cast.isva), page_url("service-entries", builder.support)
    page = browser.get(f"{address}?correct={key}", follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "That entry cannot be corrected here" in page_text(page)
    sent = TYPED | {"why": "MISTAKE", "form_key": uuid4()}
    page = browser.post(f"{address}?correct={key}", sent)
    assert page.status_code == 409 and 'value="25"' in page.text


def test_an_old_version_in_a_stale_tab_is_answered_with_what_it_says_now(builder):
    add_entry(builder)
    first = entries_on_page(builder)[0].entry
    correct_last(builder, minutes=40)
    address = page_url("service-entries", builder.support)
    page = client_for(builder.cast.isva).get(f"{address}?correct={first.pk}", follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "That entry was corrected meanwhile" in page_text(page)


def test_a_form_that_is_sent_again_with_other_answers_is_told_and_loses_nothing(builder):
    browser, address = client_for(builder.cast.isva), page_url("service-entries", builder.support)
    sent = TYPED | {"form_key": uuid4()}
    assert browser.post(address, sent).status_code == 302
    page = browser.post(address, sent | {"minutes": "50"})
    assert page.status_code == 409 and 'value="50"' in page.text
    assert "saved already, with other answers" in page_text(page) and len(service_rows()) == 1


def test_an_entry_that_ends_a_due_contact_asks_for_the_next(builder):
    browser, address = client_for(builder.cast.isva), page_url("service-entries", builder.support)
    day = london_day(builder.at) + timedelta(days=3)
    add_entry(builder, next_on=day)
    on = {f"contacted_at-{part}": getattr(day, part) for part in ("day", "month", "year")}
    late = TYPED | on | {"contacted_at-hour": 23, "contacted_at-minute": 50}
    page = browser.post(address, late | {"form_key": uuid4()})
    assert "A contact was due, and this entry ends it." in page_text(page)
    assert 'value="25"' in page.text and len(service_rows()) == 1
    earlier = TYPED | {"form_key": uuid4()}  # of a day before: the contact is still due
    assert browser.post(address, earlier).status_code == 302
    then = {f"next_on-{part}": getattr(day, part) for part in ("day", "month")}
    then |= {"next_on-year": day.year + 1}
    for _click in range(2):
        assert browser.post(address, late | then | {"form_key": UUID(int=9)}).status_code == 302
    assert len(service_rows()) == 3


def test_the_service_s_log_goes_on_to_older_lines(builder):
    isva, address = client_for(builder.cast.isva), page_url("service-entries", builder.support)
    submit_form(isva, address, **TYPED)
    for _look in range(PAGE_SIZE):
        isva.get(address)
    manager = client_for(builder.cast.service_manager)
    page = manager.get(address)
    assert "Wrote an entry" not in page_text(page)
    [older] = [each for each in links_on_page(page) if each.startswith("?log=")]
    assert "Wrote an entry" in page_text(manager.get(address + unescape(older)))
