"""What is private to a side is found nowhere by the other side."""

import logging
import re

import pytest

from cases.action_plans.actions import action_items
from cases.correspondence.actions import notes
from cases.documents.actions import documents
from cases.models import Suspect
from devtools.case_builder import Road, cast
from people.models import AuditEntry
from tests.support.browser.ci_share import share
from tests.support.cases import intrusive_actions, second_plans
from tests.support.cases.pages import as_
from tests.support.cases.sample_files import upload
from tests.support.module_fixtures import standing
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


def mark(side, what):
    return MARK.format(side=side.title(), what=what)


@standing
def road():
    """A case in which each side has recorded private facts."""
    road = Road(cast(), suspects=2).allocate().review()
    cps = {name: mark("CPS", name) for name in ("text", "rebuttal", "necessity")}
    intrusive_actions.judged(road, intrusive_actions.proposed(road, **cps))
    road.plan()
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Here.")
    second = {"text": mark("CPS", "asked"), "line_of_inquiry": mark("CPS", "line")}
    proposed = second_plans.propose(road.review(), second, why=mark("CPS", "why"))
    second_plans.judge(road, proposed, judgement=mark("CPS", "judgement"))
    for side, who in (("POLICE", "officer"), ("CPS", "prosecutor")):
        note = road.do(notes.write_note, who, case=road.case, text=mark(side, "note"))
        road.do(notes.correct_note, who, note=note, text=mark(side, "correction"))
    kept_document(road)
    hidden = road.add_suspect()
    hidden.surname = mark("POLICE", "surname")
    hidden.save(update_fields=["surname"])
    road.suspects = [hidden]
    return road.write(
        summary=mark("POLICE", "summary"), lines_done=mark("POLICE", "lines"),
        strengths=mark("POLICE", "strengths"), no_advice_because=mark("POLICE", "unadvised"),
    )  # fmt: skip


def kept_document(road):
    """A document private to the police that was corrected and replaced."""
    paper = (upload(f"{mark('POLICE', 'paper')}.txt", mark("POLICE", "content").encode()), "MG5")
    [document] = road.do(
        documents.add_documents, "officer", case=road.case, documents=[paper],
        kept_because=mark("POLICE", "kept"),
    )  # fmt: skip
    road.do(documents.classify_document, "supervisor", document=document, mg_form="MG11")
    road.do(
        documents.replace_document, "officer", document=document,
        file=upload(f"{mark('POLICE', 'newer')}.txt", b"x"), because=mark("POLICE", "replaced"),
    )  # fmt: skip


def addresses(road):
    """Every URL of the site about any row of the case, and those without a row."""
    for route in routes():
        if route.is_about_a_row:
            if route.model.access_path not in ("pk", "case"):
                continue  # panels, whose packs are checked by tests/pilots/test_packs.py
            where = {"pk": road.case.pk} if route.model.access_path == "pk" else {"case": road.case}
            rows = route.model.objects.unscoped("test").filter(**where)
            yield from (route.at(pk=pk) for pk in rows.values_list("pk", flat=True))
        elif not route.takes and route.verb:
            yield route.at()


def linked(page):
    return {to.partition("#")[0] for to in re.findall(r'href="([^"]+)"', page) if to[:1] in "/?"}


def crawl(browser, start):
    """(URL, content) of every page that can be reached, once each."""
    waiting, seen = sorted(set(start)), set()
    while waiting:
        address = waiting.pop()
        if address in seen or not_a_page(address):
            continue
        seen.add(address)
        answer = browser.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        said = body.decode(errors="replace")
        yield address, answer, said
        if answer.status_code == 200:
            here = address.partition("?")[0]
            waiting += [here + to if to[0] == "?" else to for to in linked(said)]
    assert len(seen) > 100


def not_a_page(address):
    """URLs that end the session or have no case."""
    return address.startswith(("/static/", "/account/", "/accounts/"))


def names_on(road):
    """Names that no page title may have: titles are in tabs and in the browser's history."""
    people = [each.name for each in vars(road.cast).values() if hasattr(each, "email")]
    suspects = Suspect.objects.unscoped("test").filter(case=road.case)
    return [*people, *suspects.values_list("surname", flat=True)]


def title_of(said):
    return said.partition("<title>")[2].partition("</title>")[0]


def marks_in(text, side):
    return set(re.findall(MARK.format(side=side.title(), what=r"\w+"), text))


@pytest.mark.parametrize(
    ("side", "who"),
    share([(side, who) for side, people in ROLES.items() for who in people], at_least=4),
)
def test_no_page_shows_what_the_other_side_keeps_to_itself(road, side, who, caplog):
    caplog.set_level(logging.DEBUG)
    browser, own, names = as_(getattr(road.cast, who)), set(), names_on(road)
    for address, answer, said in crawl(browser, addresses(road)):
        assert not marks_in(said, OTHER[side]), address
        assert not marks_in(str(answer.headers), OTHER[side]), address
        assert not [name for name in names if name in title_of(said)], address
        own |= marks_in(said, side)
    if who in READS_ALL:  # so a crawl that finds nothing has looked where there is something
        assert own == {mark(side, what) for what in READS_ALL[who]}
    for name in ("find-case", "worklist"):
        for typed in (road.urn, mark(OTHER[side], "surname")[:9]):
            address = next(route for route in routes() if route.name == name).at()
            for answer in (
                browser.post(address, {"urn": typed}),
                browser.get(address, {"q": typed}),
            ):
                assert not marks_in(answer.content.decode(), OTHER[side]) - {typed}, address
    for kept in ROLES:
        assert not marks_in(caplog.text, kept)


def test_no_mail_no_notice_and_no_entry_of_the_log_carries_a_mark(road):
    told = [
        " ".join((*notices.notice_mail(row), row.subject, row.why))
        for row in Delivery.objects.all()
    ]
    log = [str(entry) for entry in AuditEntry.objects.values()]
    assert told and log
    for kept in ROLES:
        assert not marks_in(" ".join(told + log), kept)
