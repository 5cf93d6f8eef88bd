"""The notices page, and marking notices as read."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.desk.queries import notices
from cases.models import Case
from devtools.case_builder import Road, cast
from people.models import AuditEntry
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from timeliness.models import Delivery
from timeliness.queries import NoticeRow

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@standing
def people():
    return cast()


def allocated(people, days_ago=2):
    return Road(people, at=timezone.now() - days_ago * DAY).allocate()


def rows(page):
    return page.context["page"].rows


def test_a_notice_says_what_and_where_to_look_and_leads_there(people):
    road = allocated(people)
    page = as_(people.prosecutor).get(at("see-notices"))
    assert f"Allocated to you Not read yet {road.urn}, suspect 1" in said(page)
    assert at("see-case", road.case) in links(page)


def test_notices_are_ones_own_newest_first(people):
    for days_ago in (2, 4, 3):
        allocated(people, days_ago)
    page = as_(people.manager).get(at("see-notices"))
    mine = Delivery.objects.filter(recipient=people.manager).order_by("-created_at", "-reference")
    assert [row[0] for row in rows(page)] == list(mine.values_list("reference", flat=True))
    assert len(rows(page)) == 3
    assert rows(as_(people.other_prosecutor).get(at("see-notices"))) == []


def test_nobody_told_of_anything_is_told_so(people):
    assert "You have no notices." in said(as_(people.officer).get(at("see-notices")))


def mark(client, page, **posted):
    form = page.context["form"]
    answers = {"references": form["references"].value(), "form_key": uuid.uuid4()}
    return client.post(at("see-notices"), answers | posted)


def test_what_was_on_the_page_is_marked_as_read_and_nothing_else(people):
    allocated(people)
    client = as_(people.prosecutor)
    page = client.get(at("see-notices"))
    newer = allocated(people, 1)
    assert mark(client, page).url == at("see-notices")
    page = client.get(at("see-notices"))
    assert [row[3].partition(",")[0] for row in rows(page) if not row[-1]] == [newer.urn]
    assert [row[-1] for row in rows(page)] == [False, True]
    mark(client, page)
    page = client.get(at("see-notices"))
    assert "Mark all on this page as read" not in said(page)
    assert "Not read yet" not in said(page)


def test_nobody_marks_anothers_notices(people):
    allocated(people)
    theirs = Delivery.objects.get(recipient=people.prosecutor)
    client = as_(people.officer)
    mark(client, client.get(at("see-notices")), references=f"{theirs.reference} nonsense")
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_a_form_that_names_nothing_is_refused_in_words(people):
    client = as_(people.officer)
    page = mark(client, client.get(at("see-notices")), references="")
    assert "Reload the page, then mark the notices again" in said(page)


@pytest.mark.parametrize("wall", ["conflict", "restricted"])
def test_what_one_may_no_longer_know_is_no_notice(people, wall):
    road = allocated(people)
    client = as_(people.manager)
    assert len(rows(client.get(at("see-notices")))) == 1
    if wall == "conflict":
        in_conflict(people.manager, road.case, at=timezone.now())
    else:
        Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    page = client.get(at("see-notices"))
    assert rows(page) == []
    assert road.urn not in page.content.decode()


def test_a_notice_never_names_a_case_that_is_not_open_to_its_reader(people, monkeypatch):
    road = allocated(cast())
    told = NoticeRow(uuid.uuid4(), "turn_began", road.urn, road.case.pk, timezone.now(), None)
    monkeypatch.setattr(notices.queries, "notices_of_person", lambda *_, **__: (told,))
    page = as_(people.officer).get(at("see-notices"))
    assert rows(page) == []
    assert road.urn not in page.content.decode()


def test_older_notices_are_a_link_away(people, monkeypatch):
    for days_ago in (2, 3, 4, 5, 6):
        allocated(people, days_ago)
    client = as_(people.manager)
    everything = rows(client.get(at("see-notices")))
    monkeypatch.setattr(notices, "PAGE_SIZE", 2)
    told, asked, pages = [], {}, 0
    while asked is not None:
        page = client.get(at("see-notices"), asked)
        told += rows(page)
        older = page.context["page"].older
        asked, pages = {"before": older} if older else None, pages + 1
    assert told == everything
    assert pages == 3
    assert "Back to the newest" in said(page)


@pytest.mark.parametrize("before", ["x", "x~y", f"2026-01-01T00:00:00~{uuid.UUID(int=1)}"])
def test_a_cursor_nobody_was_given_is_the_first_page(people, before):
    allocated(people)
    page = as_(people.manager).get(at("see-notices"), {"before": before})
    assert len(rows(page)) == 1


def test_notices_cost_six_questions_however_many_there_are(people):
    allocated(people)
    client = as_(people.manager)
    _, few = questions(client, at("see-notices"))
    for _ in range(4):
        allocated(people)
    page, many = questions(client, at("see-notices"))
    assert len(rows(page)) == 5
    assert len(few) == len(many) <= 6, many


def test_what_was_shown_is_in_the_log(people):
    allocated(people)
    as_(people.manager).get(at("see-notices"))
    entry = AuditEntry.objects.get(verb="see_notices")
    delivery = Delivery.objects.get(recipient=people.manager)
    assert (entry.user_id, entry.ids) == (people.manager.pk, [str(delivery.reference)])
