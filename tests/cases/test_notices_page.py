"""The notices page, and marking notices as read."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.desk.queries import notices
from cases.models import Case
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery
from timeliness.queries import NoticeRow

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@module_fixture
def people():
    return cast()


def build_allocated_case(people, days_ago=2):
    return CaseBuilder(people, at=timezone.now() - days_ago * DAY).allocate()


def notice_rows(page):
    return page.context["page"].rows


def test_a_notice_says_what_and_where_to_look_and_leads_there(people):
    builder = build_allocated_case(people)
    page = client_for(people.prosecutor).get(page_url("see-notices"))
    assert f"Allocated to you Not read yet {builder.urn}, suspect 1" in page_text(page)
    assert page_url("see-case", builder.case) + "?notice=1" in links_on_page(page)


def test_notices_are_ones_own_newest_first(people):
    for days_ago in (2, 4, 3):
        build_allocated_case(people, days_ago)
    page = client_for(people.manager).get(page_url("see-notices"))
    mine = Delivery.objects.filter(recipient=people.manager).order_by("-created_at", "-reference")
    assert [row[0] for row in notice_rows(page)] == list(mine.values_list("reference", flat=True))
    assert len(notice_rows(page)) == 3
    assert notice_rows(client_for(people.other_prosecutor).get(page_url("see-notices"))) == []


def test_a_person_without_notices_is_told_so(people):
    assert "You have no notices." in page_text(
        client_for(people.officer).get(page_url("see-notices"))
    )


def mark_notices(client, page, **posted):
    form = page.context["form"]
    answers = {"references": form["references"].value(), "form_key": uuid.uuid4()}
    return client.post(page_url("see-notices"), answers | posted)


def test_only_the_notices_on_the_page_are_marked_as_read(people):
    build_allocated_case(people)
    client = client_for(people.prosecutor)
    page = client.get(page_url("see-notices"))
    newer = build_allocated_case(people, 1)
    assert mark_notices(client, page).url == page_url("see-notices")
    page = client.get(page_url("see-notices"))
    assert [row[3].partition(",")[0] for row in notice_rows(page) if not row[-1]] == [newer.urn]
    assert [row[-1] for row in notice_rows(page)] == [False, True]
    mark_notices(client, page)
    page = client.get(page_url("see-notices"))
    assert "Mark all on this page as read" not in page_text(page)
    assert "Not read yet" not in page_text(page)


def test_notices_of_other_people_are_not_marked(people):
    build_allocated_case(people)
    theirs = Delivery.objects.get(recipient=people.prosecutor)
    client = client_for(people.officer)
    mark_notices(
        client, client.get(page_url("see-notices")), references=f"{theirs.reference} nonsense"
    )
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_a_form_that_names_nothing_is_refused_in_words(people):
    client = client_for(people.officer)
    page = mark_notices(client, client.get(page_url("see-notices")), references="")
    assert "Reload the page, then mark the notices again" in page_text(page)


@pytest.mark.parametrize("wall", ["conflict", "restricted"])
def test_a_notice_about_a_case_that_its_recipient_lost_is_not_shown(people, wall):
    builder = build_allocated_case(people)
    client = client_for(people.manager)
    assert len(notice_rows(client.get(page_url("see-notices")))) == 1
    if wall == "conflict":
        add_conflict(people.manager, builder.case, at=timezone.now())
    else:
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    page = client.get(page_url("see-notices"))
    assert notice_rows(page) == []
    assert builder.urn not in page.content.decode()


def test_a_notice_never_names_a_case_that_is_not_open_to_its_reader(people, monkeypatch):
    builder = build_allocated_case(cast())
    told = NoticeRow(uuid.uuid4(), "turn_began", builder.urn, builder.case.pk, timezone.now(), None)
    monkeypatch.setattr(notices.queries, "notices_of_person", lambda *_, **__: (told,))
    page = client_for(people.officer).get(page_url("see-notices"))
    assert notice_rows(page) == []
    assert builder.urn not in page.content.decode()


def test_older_notices_are_a_link_away(people, monkeypatch):
    for days_ago in (2, 3, 4, 5, 6):
        build_allocated_case(people, days_ago)
    client = client_for(people.manager)
    everything = notice_rows(client.get(page_url("see-notices")))
    monkeypatch.setattr(notices, "PAGE_SIZE", 2)
    told, asked, pages = [], {}, 0
    while asked is not None:
        page = client.get(page_url("see-notices"), asked)
        told += notice_rows(page)
        older = page.context["page"].older
        asked, pages = {"before": older} if older else None, pages + 1
    assert told == everything
    assert pages == 3
    assert "Back to the newest" in page_text(page)


@pytest.mark.parametrize("before", ["x", "x~y", f"2026-01-01T00:00:00~{uuid.UUID(int=1)}"])
def test_an_invented_cursor_gives_the_first_page_of_notices(people, before):
    build_allocated_case(people)
    page = client_for(people.manager).get(page_url("see-notices"), {"before": before})
    assert len(notice_rows(page)) == 1


def test_notices_cost_six_questions_however_many_there_are(people):
    build_allocated_case(people)
    client = client_for(people.manager)
    client.get(page_url("see-notices"))  # content types are asked for once a process
    _, few = page_and_queries(client, page_url("see-notices"))
    for _ in range(4):
        build_allocated_case(people)
    page, many = page_and_queries(client, page_url("see-notices"))
    assert len(notice_rows(page)) == 5
    assert len(few) == len(many) <= 6, many


def test_shown_notices_are_in_the_log(people):
    build_allocated_case(people)
    client_for(people.manager).get(page_url("see-notices"))
    entry = AuditEntry.objects.get(verb="see_notices")
    delivery = Delivery.objects.get(recipient=people.manager)
    assert (entry.user_id, entry.ids) == (people.manager.pk, [str(delivery.reference)])
