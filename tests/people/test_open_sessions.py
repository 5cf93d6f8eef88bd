"""Where a person is signed in, how it ends, and what the database tells of it."""

import base64

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session as EarlierSession
from django.db import connection
from django.test import Client
from pytest_django.asserts import assertRedirects

from devtools.signed_in import signed_in_long_ago
from people.models import AuditEntry, Session
from people.signing_in.sessions import browser_in_words
from tests.support.people.cast import make_user

PAGE = "/account/security/sessions/"
PASSWORD = "a long enough pass phrase"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0"


@pytest.fixture
def person(police):
    user = make_user(police)
    user.email = f"someone-{user.pk}@unit.demo.example"
    user.set_password(PASSWORD)
    user.save()
    return user


def browser_of(person, **headers):
    """A browser in which the person has signed in by the page."""
    browser = Client(**headers)
    browser.post("/account/sign-in/", {"login": person.email, "password": PASSWORD})
    assert SESSION_KEY in browser.session
    return browser


def cookie(browser):
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def is_signed_in(browser):
    return browser.get("/account/security/").status_code == 200


def keys_on_page(browser):
    return [str(each.id) for each in browser.get(PAGE).context["sessions"] if not each.is_this]


def test_the_database_holds_neither_a_key_nor_what_a_session_says(person):
    browser = browser_of(person, HTTP_USER_AGENT=EDGE)
    browser.get("/account/security/app/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_session")
        kept = str(cursor.fetchall())
        cursor.execute("SELECT session_data FROM people_session")
        opened = b"".join(base64.b64decode(data) for (data,) in cursor.fetchall())
    assert cookie(browser) not in kept and "Edg" not in kept
    assert b"_auth_user_id" not in opened and b"Edg" not in opened
    assert not EarlierSession.objects.exists()


def test_what_is_stored_opens_nothing(person):
    browser_of(person)
    [row] = Session.objects.all()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert not is_signed_in(thief)


def test_a_session_copied_to_another_row_opens_nothing(person, police):
    mine, stranger = browser_of(person), Client()
    stranger.force_login(make_user(police))
    data = Session.objects.get(user=person).session_data
    Session.objects.exclude(user=person).update(session_data=data)
    assert is_signed_in(mine) and not is_signed_in(stranger)


def test_a_person_sees_their_own_sessions_and_which_is_this(person):
    browser = browser_of(person, HTTP_USER_AGENT=EDGE, REMOTE_ADDR="192.0.2.7")
    phone = browser_of(person, HTTP_USER_AGENT="Mozilla/5.0 (iPhone) CriOS/131 Safari/604.1")
    page = browser.get(PAGE)
    assert [each.browser for each in page.context["sessions"]] == [
        "Edge on Windows", "Chrome on iPhone",
    ]  # fmt: skip
    text = " ".join(page.content.decode().split())
    assert "192.0.2.7" in text and text.count("This browser") == 1
    assert cookie(phone) not in text and cookie(browser) not in text
    assert "2 browsers" in browser.get("/account/security/").content.decode()


def test_one_other_session_is_ended_and_never_works_again(person):
    browser, lost, third = browser_of(person), browser_of(person), browser_of(person)
    first, second = keys_on_page(browser)
    page = browser.post(PAGE, {"end": second}, follow=True)
    assert "That browser is signed out" in page.content.decode()
    assert sorted([is_signed_in(lost), is_signed_in(third)]) == [False, True]
    assert is_signed_in(browser) and keys_on_page(browser) == [first]
    assert AuditEntry.objects.filter(verb="session_ended", user=person).count() == 1


def test_everywhere_else_ends_all_but_this(person, police):
    stranger = Client()
    stranger.force_login(make_user(police))
    browser, others = browser_of(person), [browser_of(person) for _ in range(3)]
    browser.post(PAGE, {"end": "others"})
    assert is_signed_in(browser) and is_signed_in(stranger)
    assert not any(map(is_signed_in, others))


def test_nobody_ends_a_session_of_another_person(person, police):
    stranger = Client()
    stranger.force_login(make_user(police))
    [row] = Session.objects.all()
    for key in (row.lasting_id, row.pk, cookie(stranger), "", "nonsense"):
        browser_of(person).post(PAGE, {"end": key})
    assert is_signed_in(stranger)
    assert not AuditEntry.objects.filter(verb="session_ended").exists()


def test_after_a_while_it_confirms_who_it_is_and_then_ends_them(person):
    browser, other = browser_of(person), browser_of(person)
    signed_in_long_ago(browser)
    asked = browser.post(PAGE, {"end": "others"})
    assertRedirects(asked, f"/account/confirm/?next={PAGE.replace('/', '%2F')}")
    assert is_signed_in(other)
    browser.post(asked.url, {"password": PASSWORD, "next": PAGE})
    assert not is_signed_in(other)


def test_a_new_secret_signs_nobody_out_while_the_old_one_is_named(person, settings):
    browser, old = browser_of(person), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, [old]
    assert is_signed_in(browser)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "y" * 60, []
    assert not is_signed_in(browser)


def test_a_new_draft_key_signs_nobody_out_while_the_old_one_is_named(person, settings):
    browser, old = browser_of(person), settings.DRAFT_KEYS
    settings.DRAFT_KEYS = ["another", *old]
    assert is_signed_in(browser)
    settings.DRAFT_KEYS = ["a third"]
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (EDGE, "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko Firefox/128.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/131 Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17 Safari/605", "Safari on Mac"),
        ("curl/8", "A browser that does not say which"),
        ("", "A browser that does not say which"),
        ("<script>alert(1)</script>", "A browser that does not say which"),
    ],
)
def test_a_browser_is_named_as_a_person_knows_it(said, words):
    assert browser_in_words(said) == words
