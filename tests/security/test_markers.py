"""What is private to a side is found nowhere by the other side."""

import logging
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.correspondence.actions import notes
from cases.documents.actions import documents
from cases.models import Case, CaseGrant, Suspect
from devtools.case_builder import CaseBuilder, cast, person
from people.access import grants
from people.models import AuditEntry
from tests.support.browser.ci_share import share_of_checks
from tests.support.cases import intrusive_actions, second_plans
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for
from tests.support.cases.sample_files import upload
from tests.support.module_fixtures import module_fixture
from tests.support.response_text import response_text
from tests.support.sitemap import routes
from timeliness import notices
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

ROLES = {
    "POLICE": ("officer", "supervisor", "inspector"),
    "CPS": ("assistant", "advice_manager", "manager", "prosecutor", "other_prosecutor"),
}
OTHER = {"POLICE": "CPS", "CPS": "POLICE"}
READS_ALL = {  # people who see what is private to their own side
    "officer": (
        "note", "correction", "surname", "summary", "lines", "strengths", "paper", "content",
        "kept", "newer", "replaced", "unadvised",
    ),
    "manager": (
        "note", "correction", "text", "rebuttal", "necessity", "asked", "line", "why", "judgement",
    ),
}  # fmt: skip
MARK = "Zq{side}marker{what}"  # no real word, so that finding it means a leak


def marker_text(side, what):
    return MARK.format(side=side.title(), what=what)


@module_fixture
def builder():
    """A case in which each side has recorded private facts."""
    builder = CaseBuilder(cast(), suspects=2).allocate().review()
    cps = {name: marker_text("CPS", name) for name in ("text", "rebuttal", "necessity")}
    intrusive_actions.judge_request(builder, intrusive_actions.propose_request(builder, **cps))
    builder.plan()
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Here."
    )
    second = {"text": marker_text("CPS", "asked"), "line_of_inquiry": marker_text("CPS", "line")}
    proposed = second_plans.propose_second_plan(
        builder.review(), second, why=marker_text("CPS", "why")
    )
    second_plans.judge_second_plan(builder, proposed, judgement=marker_text("CPS", "judgement"))
    for side, who in (("POLICE", "officer"), ("CPS", "prosecutor")):
        note = builder.do(notes.write_note, who, case=builder.case, text=marker_text(side, "note"))
        builder.do(notes.correct_note, who, note=note, text=marker_text(side, "correction"))
    police_only_document(builder)
    hidden = builder.add_suspect()
    hidden.surname = marker_text("POLICE", "surname")
    hidden.save(update_fields=["surname"])
    builder.suspects = [hidden]
    return builder.write(
        summary=marker_text("POLICE", "summary"),
        lines_done=marker_text("POLICE", "lines"),
        strengths=marker_text("POLICE", "strengths"),
        no_advice_because=marker_text("POLICE", "unadvised"),
    )


def police_only_document(builder):
    """A document private to the police that was corrected and replaced."""
    paper = (
        upload(f"{marker_text('POLICE', 'paper')}.txt", marker_text("POLICE", "content").encode()),
        "MG5",
    )
    [document] = builder.do(
        documents.add_documents, "officer", case=builder.case, documents=[paper],
        kept_because=marker_text("POLICE", "kept"),
    )  # fmt: skip
    builder.do(documents.classify_document, "supervisor", document=document, mg_form="MG11")
    builder.do(
        documents.replace_document,
        "officer",
        document=document,
        file=upload(f"{marker_text('POLICE', 'newer')}.txt", b"x"),
        because=marker_text("POLICE", "replaced"),
    )


def addresses(builder):
    """Every URL of the site about any row of the case, and those without a row."""
    for route in routes():
        if route.is_about_a_row:
            if route.model.access_path not in ("pk", "case"):
                continue  # panels, whose packs are checked by tests/pilots/test_packs.py
            where = (
                {"pk": builder.case.pk}
                if route.model.access_path == "pk"
                else {"case": builder.case}
            )
            rows = route.model.objects.unscoped("test").filter(**where)
            yield from (route.at(pk=pk) for pk in rows.values_list("pk", flat=True))
        elif not route.takes and route.verb:
            yield route.at()


def linked_addresses(page):
    return {to.partition("#")[0] for to in re.findall(r'href="([^"]+)"', page) if to[:1] in "/?"}


def crawl(browser, start):
    """(URL, content) of every page that can be reached, once each."""
    waiting, seen = sorted(set(start)), set()
    while waiting:
        address = waiting.pop()
        if address in seen or is_outside_crawl(address):
            continue
        seen.add(address)
        answer = browser.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        said = body.decode(errors="replace")
        yield address, answer, said
        if answer.status_code == 200:
            here = address.partition("?")[0]
            waiting += [here + to if to[0] == "?" else to for to in linked_addresses(said)]
    assert len(seen) > 100


def is_outside_crawl(address):
    """URLs that end the session or have no case."""
    return address.startswith(("/static/", "/account/", "/accounts/"))


def names_banned_in_titles(builder):
    """What no page title may have: titles are in tabs and in the browser's history."""
    people = [each.name for each in vars(builder.cast).values() if hasattr(each, "email")]
    suspects = Suspect.objects.unscoped("test").filter(case=builder.case)
    return [builder.urn, *people, *suspects.values_list("surname", flat=True)]


def page_title(said):
    return said.partition("<title>")[2].partition("</title>")[0]


def markers_in(text, side):
    return set(re.findall(MARK.format(side=side.title(), what=r"\w+"), text))


@pytest.mark.parametrize(
    ("side", "who"),
    share_of_checks([(side, who) for side, people in ROLES.items() for who in people], at_least=4),
)
def test_no_page_shows_what_the_other_side_keeps_to_itself(builder, side, who, caplog):
    caplog.set_level(logging.DEBUG)
    browser, own, names = (
        client_for(getattr(builder.cast, who)),
        set(),
        names_banned_in_titles(builder),
    )
    for address, answer, said in crawl(browser, addresses(builder)):
        assert not markers_in(said, OTHER[side]), address
        assert not markers_in(str(answer.headers), OTHER[side]), address
        assert not [name for name in names if name in page_title(said)], address
        own |= markers_in(said, side)
    if who in READS_ALL:  # so a crawl that finds nothing has looked where there is something
        assert own == {marker_text(side, what) for what in READS_ALL[who]}
    for name in ("find-case", "worklist"):
        for typed in (builder.urn, marker_text(OTHER[side], "surname")[:9]):
            address = next(route for route in routes() if route.name == name).at()
            for answer in (
                browser.post(address, {"sought": typed}),
                browser.get(address, {"q": typed}),
            ):
                assert not markers_in(response_text(answer), OTHER[side]) - {typed}, address
    for kept in ROLES:
        assert not markers_in(caplog.text, kept)


def keep_out(builder):
    """
    {why: somebody whom the case is kept from}: a case that is restricted after they had it.

    Their units have it, and each had a right to it that has ended or does not count.
    """
    police, cps, now = builder.cast.police, builder.cast.cps, timezone.now()
    case, by = builder.case, builder.cast.supervisor
    kept_out = {
        "not on its list": builder.cast.officer,
        "in conflict, and on its list": person(police, "refer_cases"),
        "broke the glass until yesterday": person(police, "inspect_cases"),
        "named until yesterday": person(cps, "prosecute_cases"),
        "role on the unit until yesterday": person(cps),
    }
    given = [
        ("allowed_on_case", "in conflict, and on its list", case, None),
        ("broke_glass", "broke the glass until yesterday", case, now),
        ("reviewing_prosecutor", "named until yesterday", case, now),
        ("prosecute_cases", "role on the unit until yesterday", cps, now),
    ]
    for capacity, why, on, ends in given:
        grants.grant_capacity(
            capacity, to=kept_out[why], on=on, by=by, at=now - timedelta(days=2), expires_at=ends
        )
    add_conflict(kept_out["in conflict, and on its list"], case, at=now)
    CaseGrant.objects.filter(content_object=case, user=builder.cast.officer).delete()
    Case.objects.unscoped("test").filter(pk=case.pk).update(is_restricted=True)
    return kept_out


KEPT_OUT = (
    "not on its list", "in conflict, and on its list", "broke the glass until yesterday",
    "named until yesterday", "role on the unit until yesterday",
)  # fmt: skip


@pytest.mark.parametrize("why", share_of_checks(KEPT_OUT))
def test_no_page_shows_anything_of_a_case_to_those_it_is_kept_from(builder, why):
    """Neither side's marks, nor that it is there: its URN, its suspects' ids or its own."""
    kept_out = keep_out(builder)
    suspects = Suspect.objects.unscoped("test").filter(case=builder.case)
    ids = [builder.case.pk, *suspects.values_list("pk", flat=True)]
    tells = [builder.urn, *map(str, ids)]
    opened = set()
    for address, answer, said in crawl(client_for(kept_out[why]), addresses(builder)):
        opened |= {address} if answer.status_code == 200 else set()
        said = said.replace(address, "")  # a page links to itself
        assert not markers_in(said, "POLICE") | markers_in(said, "CPS"), address
        assert not [each for each in tells if each in said], address
    assert len(opened) > 5  # their own pages


def test_no_mail_no_notice_and_no_entry_of_the_log_carries_a_mark(builder):
    told = [
        " ".join((*notices.notice_mail(row), row.subject, row.why))
        for row in Delivery.objects.all()
    ]
    log = [str(entry) for entry in AuditEntry.objects.values()]
    assert told and log
    for kept in ROLES:
        assert not markers_in(" ".join(told + log), kept)
