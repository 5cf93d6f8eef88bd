"""Private service entries: for the assigned ISVA and the managers only."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import Road, cast, scope
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, follow, said
from tests.support.module_fixtures import standing
from tests.support.victims.support_service import now, supported, with_service
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


@standing
def road():
    road = with_service(Road(cast()).submit())
    road.support = supported(road)
    return road


def keep(road, who="isva", form_key=None, **facts):
    row, key = now(road.support), form_key or uuid4()
    facts = {"contacted_at": road.at} | FACTS | facts
    road.do(add_service_entry, who, support=row, form_key=key, **facts)


def read_by(road, who):
    by = scope(getattr(road.cast, who), at=road.at)
    return [row.by.name for row in readable_entries(now(road.support), by).order_by("at")]


def test_the_isva_and_the_manager_read_an_entry_and_nobody_else_finds_it(road):
    keep(road)
    assert read_by(road, "isva") == read_by(road, "service_manager") == ["Isa Isva"]
    for who in ("other_isva", "officer", "supervisor", "contact", "liaison", "prosecutor"):
        by = scope(getattr(road.cast, who), at=road.at)
        assert not ServiceEntry.objects.for_scope(by).exists()
        assert not ServiceLog.objects.for_scope(by).exists()


def test_nobody_who_does_not_see_the_support_adds_an_entry(road):
    for who in ("other_isva", "contact"):
        with pytest.raises(Support.DoesNotExist):
            keep(road, who)


def test_there_is_no_place_to_tell_anything():
    texts = [
        field.name for field in ServiceEntry._meta.concrete_fields
        if field.get_internal_type() in ("TextField", "CharField") and not field.choices
    ]  # fmt: skip
    assert texts == []


def test_an_entry_is_about_what_has_been_and_only_while_she_is_supported(road):
    with pytest.raises(Refused, match="have passed"):
        keep(road, contacted_at=road.at.replace(year=2027))
    road.do(end_support, "service_manager", support=now(road.support), ended="COMPLETE")
    with pytest.raises(Refused, match="does not support"):
        keep(road, "service_manager")


def test_a_form_that_is_sent_twice_keeps_one_entry_and_one_line_of_the_log(road):
    key = uuid4()
    keep(road, form_key=key)
    keep(road, form_key=key)
    assert ServiceEntry.objects.unscoped("test").count() == 1
    assert ServiceLog.objects.unscoped("test").filter(verb="WRITTEN").count() == 1


@pytest.mark.parametrize(("hands_on", "earlier"), [(True, ["Isa Isva"]), (False, [])])
def test_a_new_isva_reads_the_earlier_entries_only_if_the_manager_says_so(road, hands_on, earlier):
    keep(road)
    about = {"support": now(road.support), "isva": road.cast.other_isva, "hands_on": hands_on}
    road.do(assign_isva, "service_manager", **about)
    keep(road, "other_isva")
    assert read_by(road, "other_isva") == [*earlier, "Uma Isva"]
    assert read_by(road, "service_manager") == ["Isa Isva", "Uma Isva"]
    said = (
        "Showed the earlier entries to the new ISVA"
        if hands_on
        else "Did not show the earlier entries to"
    )
    log = service_log_rows(now(road.support), scope(road.cast.service_manager, at=road.at))
    assert [to for what, _by, to, _at in log if what.startswith(said)] == ["Uma Isva"]


def test_the_service_keeps_a_log_of_its_own_for_its_managers(road):
    isva, manager = as_(road.cast.isva), as_(road.cast.service_manager)
    follow(isva, at("service-entries", road.support), **TYPED)
    assert "log of these entries" not in said(isva.get(at("service-entries", road.support)))
    told = said(manager.get(at("service-entries", road.support)))
    assert "Wrote an entry Isa Isva" in told and "Read the entries Isa Isva" in told
    row = now(road.support)
    verbs = {
        what for what, *_ in service_log_rows(row, scope(road.cast.service_manager, at=road.at))
    }
    assert verbs == {"Wrote an entry", "Read the entries"}


def test_the_page_says_why_there_is_nowhere_to_write_and_loses_nothing_typed(road):
    browser, address = as_(road.cast.isva), at("service-entries", road.support)
    assert "There is deliberately no free text" in said(browser.get(address))
    page = browser.post(address, TYPED | {"minutes": "601", "form_key": UUID(int=7)})
    assert "Enter a number of minutes" in said(page) and 'value="601"' in page.text
    page = browser.post(address, TYPED | {"contacted_at-year": "2099", "form_key": UUID(int=7)})
    assert page.status_code == 409 and "have passed" in said(page) and 'value="2099"' in page.text
    page = follow(browser, address, **TYPED)
    assert "Safety" in said(page) and "25 minutes." in said(page)


def test_the_database_keeps_entries_and_the_log_as_they_were_written(road):
    keep(road)
    for model, name in ((ServiceEntry, "minutes"), (ServiceLog, "verb")):
        rows = model.objects.unscoped("test")
        for act in (rows.delete, lambda rows=rows, name=name: rows.update(**{name: "1"})):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                act()
