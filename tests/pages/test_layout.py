"""What every page has, whichever template it uses."""

import re

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from jinja2 import UndefinedError

from people.access.scopes import Scope
from people.web import context_processors
from tests.support.pages.form_site import LONG

pytestmark = pytest.mark.urls("tests.support.pages.form_site")
WITHOUT_REQUEST = [
    "400.html", "404.html", "429.jinja", "500.html", "503.html", "busy.html", "403_csrf.html",
]  # fmt: skip
ANSWERS = {
    "name": "Mine",
    "mail": "a@example.org",
    "answer": "vary",
    "proposed_on-day": "4",
    "proposed_on-month": "12",
    "proposed_on-year": "2026",
    "at-day": "1",
    "at-month": "12",
    "at-year": "2026",
    "at-hour": "9",
    "at-minute": "0",
    "suspects": ["1"],
    "offence": "SX00001",
    "agreed": "on",
    "version": "7",
}


def page_html(response):
    return " ".join(response.content.decode().split())


def test_an_error_reaches_the_title_the_summary_and_the_question(client):
    page = page_html(client.post("/", {"answer": "vary", "proposed_on-day": "4", "version": "7"}))
    assert "<title>Error: Everything" in page
    said = "The date you propose must include a month"
    assert f'<a href="#id_proposed_on-month">{said}</a>' in page
    assert "govuk-input--width-2 govuk-input--error" in page
    assert page.count(said) == 2


def test_a_page_without_errors_has_no_summary_and_a_plain_title(client):
    page = page_html(client.get("/"))
    assert "<title>Everything – RASSO casework</title>" in page
    assert "There is a problem" not in page


def test_a_page_has_one_heading_a_way_back_and_a_way_past_the_menu(client):
    page = page_html(client.get("/"))
    assert len(re.findall("<h1", page)) == 1
    assert 'class="govuk-back-link">Back</a>' in page
    assert '<a href="#main-content" class="govuk-skip-link"' in page
    assert "OFFICIAL-SENSITIVE" in page


def test_typed_text_comes_back_and_cannot_break_out(client):
    page = page_html(client.post("/", ANSWERS | {"name": "</textarea><script>", "mail": '"><i>'}))
    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    assert '"><i>' not in page


@pytest.mark.parametrize(
    ("typed", "rows"), [("Short.", 4), ("word " * 160, 11), ("word " * 900, 15)]
)
def test_a_text_that_comes_back_is_seen_whole_as_far_as_the_page_allows(client, typed, rows):
    page = page_html(client.post("/", ANSWERS | {"name": typed, "mail": "not an address"}))
    assert re.findall(r'name="name" rows="(\d+)"', page) == [str(rows)]


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(client):
    page = client.post("/", ANSWERS)
    said = page_html(page)
    assert "<title>Error: Everything" in said
    assert "Someone changed this while you were working" in said
    assert "Their words" in said
    assert "Propose a variation</td>" in said
    assert page.context["form"]["name"].value() == "Mine"
    assert page.context["form"]["version"].value() == "8"


def test_sent_again_knowingly_a_stale_form_goes_through(client):
    assert client.post("/", ANSWERS | {"version": "8"}).status_code == 302


def test_a_page_says_where_its_draft_is_kept(client):
    page = page_html(client.get("/"))
    assert 'data-draft="/"' in page
    assert 'enctype="multipart/form-data"' in page
    assert 'name="save_draft"' in page


def test_files_must_be_chosen_again_after_an_error(client, tmp_path):
    path = tmp_path / "note.pdf"
    path.write_bytes(b"%PDF")
    with path.open("rb") as file:
        page = page_html(client.post("/", {"documents": [file], "version": "7"}))
    assert "You need to choose your files again." in page


def test_peoples_own_text_keeps_its_lines_and_never_sets_html(client):
    page = page_html(client.get("/parts/"))
    assert LONG in page
    assert "rasso-prose" in page


def test_a_misspelt_name_in_a_page_of_ours_is_an_error():
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ suspct }}").render({})


@pytest.mark.parametrize("name", WITHOUT_REQUEST)
def test_error_pages_stand_without_a_request(name):
    page = render_to_string(name)
    assert "OFFICIAL-SENSITIVE" in page
    assert page.count("<h1") == 1
    assert "<script" not in page


def test_two_readers_who_may_not_see_something_get_the_same_bytes(client, as_officer):
    stranger = Client().get("/cases/1/").content
    assert stranger == as_officer.get("/cases/2/").content
    assert b"Page not found" in stranger


def test_a_refusal_gives_its_reason(as_officer):
    page = as_officer.get("/refused/")
    assert page.status_code == 403
    assert "Only the reviewing prosecutor sets an action plan." in page_html(page)
    assert "Priya Nair" in page_html(page)


def test_a_fault_says_nothing_about_itself(client):
    client.raise_request_exception = False
    page = client.get("/broken/")
    assert page.status_code == 500
    assert "either saved whole or not at all" in page_html(page)
    assert "on purpose" not in page_html(page)


def test_a_form_without_its_token_gets_our_page():
    page = Client(enforce_csrf_checks=True).post("/", {})
    assert page.status_code == 403
    assert "open too long" in page_html(page)


def test_the_policy_has_a_fresh_nonce_and_allows_nothing_unsafe(client):
    policies = {client.get("/").headers["Content-Security-Policy"] for _ in range(2)}
    assert len(policies) == 2
    assert not any("unsafe" in policy or "*" in policy for policy in policies)


def test_the_menu_offers_only_what_a_capacity_opens(monkeypatch):
    monkeypatch.setattr(
        context_processors,
        "MENU_PLACES",
        (
            (frozenset({"refer_cases"}), "everything", "Mine"),
            (frozenset({"administer_accounts"}), "parts", "Accounts"),
        ),
    )
    capacities = {1: frozenset({"refer_cases"})}
    scope = Scope(1, "Priya Nair", "POLICE", 1, capacities, timezone.now())
    assert context_processors.menu_links(scope, "/") == [("/", "Mine", True)]


@pytest.mark.parametrize(
    ("here", "marked"), [("/parts/", "A"), ("/parts/deep/", "A"), ("/error/400/x/", "B"), ("/", "")]
)
def test_the_menu_marks_the_one_place_a_page_belongs_to(monkeypatch, here, marked):
    everyone = frozenset({"refer_cases"})
    nav = ((everyone, "parts", "A"), (everyone, "refused", "C"), (everyone, "broken", "B"))
    monkeypatch.setattr(context_processors, "MENU_PLACES", nav)
    addresses = {"parts": "/parts/", "refused": "/error/", "broken": "/error/400/"}
    monkeypatch.setattr(context_processors, "reverse", addresses.get)
    scope = Scope(1, "Priya Nair", "POLICE", 1, {1: everyone}, timezone.now())
    places = context_processors.menu_links(scope, here)
    assert [text for _to, text, current in places if current] == list(marked)


@pytest.mark.parametrize(
    ("here", "current"),
    [("/", True), ("/worklists/overdue/", True), ("/notices/", False), ("/cases/find/", False)],
)
def test_every_worklist_is_the_place_called_worklist(here, current):
    assert context_processors.is_current_place("/", here) is current


def test_every_place_in_the_menu_exists(settings):
    for _capacities, name, _text in context_processors.MENU_PLACES:
        assert context_processors.reverse(name, urlconf=settings.ROOT_URLCONF)
