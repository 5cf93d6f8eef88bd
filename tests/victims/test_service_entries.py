"""Private service entries: for the assigned ISVA and the managers only."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import CaseBuilder, cast, scope
from people.access.row_security import keeping_entries
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.service_entries import LOG, service_rows
from tests.support.victims.support_service import add_service, fresh_support, refer_and_accept
from victims.actions.service_entries import add_service_entry
from victims.actions.support import assign_isva, end_support
from victims.models import ServiceEntry, ServiceLog, Support
from victims.queries.service_entries import readable_entries, service_log_rows

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
    add_entry(builder, form_key=key)
    add_entry(builder, form_key=key)
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
    log = service_log_rows(
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
    verbs = {
        what
        for what, *_ in service_log_rows(row, scope(builder.cast.service_manager, at=builder.at))
    }
    assert verbs == {"Wrote an entry", "Read the entries"}


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
