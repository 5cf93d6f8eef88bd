"""Passwords that are easily guessed, or were published, are refused; others are not."""

import random
import string
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from people.models import Agency
from people.signing_in.passwords import common_words
from tests.support.people.cast import make_user

OLD = "a long enough pass phrase"
GUESSABLE = [
    "passwordpassword", "aaaaaaaaaaaaaaa", "qwertyuiopasdfg", "1qaz2wsx3edc4rfv",
    "abcdefghijklmno", "P4$$w0rdP4$$w0rd", "Password12345678!", "password2024password2025",
    "letmeinwelcome1", "abababababababab", "xkcdxkcdxkcdxkcd", "123456789012345",
    "qazwsxedcrfvtgb", "iloveyou123456789", "WestMidlandsPolice2026", "pass-word-pass-word",
    "detective constable", "zzzzzzzzzzzzzzzzzzzz", "poiuytrewqlkjhgf", "crown prosecution service",
]  # fmt: skip
GOOD = [
    "correct horse battery", "nobody puts these words together", "kestrel umbrella tundra",
    "gwlad beirdd a chantorion", "fT9#kLm2$vQx8!zR", "coffee window bicycle",
    "ŵyn yn y cae gyda’r hwyr", "tetrapetalous tatter",
]  # fmt: skip


@pytest.mark.parametrize("password", GUESSABLE)
def test_a_common_or_patterned_password_is_refused(password):
    with pytest.raises(ValidationError, match="harder to guess"):
        validate_password(password)


@pytest.mark.parametrize("password", GOOD)
def test_unrelated_words_and_chance_are_accepted(password):
    validate_password(password)


def test_neither_chance_nor_four_words_is_refused():
    chance = random.Random(20)
    letters = string.ascii_lowercase + string.digits
    for _ in range(300):
        validate_password("".join(chance.choices(letters, k=20)))
        words = chance.sample(sorted(word for word in common_words() if word.isalpha()), 8)
        validate_password(" ".join(words))


@pytest.fixture
def person(police, client):
    user = make_user(police)
    user.name, user.email = "Olwen Prendergast", "o.prendergast@harbour.example"
    user.set_password(OLD)
    user.save()
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "password", ["Prendergast Olwen 1", "olwen-harbour-2026", "prendergastprendergast"]
)
def test_the_person_s_own_name_and_address_are_refused(person, password):
    with pytest.raises(ValidationError, match="harder to guess"):
        validate_password(password, person)


def test_the_name_of_a_force_is_refused_for_everybody(db):
    for agency in Agency.objects.filter(side="POLICE"):
        with pytest.raises(ValidationError):
            validate_password(f"{agency.name} police 2026")


def test_the_page_says_why_and_changes_nothing(person, client):
    sent = {"oldpassword": OLD, "password1": "passwordpassword"}
    page = client.post(reverse("account_change_password"), sent)
    assert "Choose a password that is harder to guess" in page.content.decode()
    person.refresh_from_db()
    assert person.check_password(OLD)


# Published passwords


@pytest.fixture
def service(settings):
    """A service of published passwords on this machine; it keeps what it is asked."""
    known = sha1(b"nobody puts these words together").hexdigest().upper()
    padding = sha1(b"kestrel umbrella tundra").hexdigest().upper()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            is_elsewhere = "elsewhere" in self.path
            self.send_response(200 if is_elsewhere else server.status)
            if server.status == 302 and not is_elsewhere:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(f"{known[5:]}:7\r\n{padding[5:]}:0\r\nnonsense\r\n".encode())

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.status = [], 200
    Thread(target=server.serve_forever, daemon=True).start()
    settings.PUBLISHED_PASSWORDS_URL = f"http://127.0.0.1:{server.server_port}/range/"
    yield server
    server.shutdown()
    server.server_close()


def test_a_published_password_is_refused_and_only_five_characters_of_its_hash_are_told(service):
    with pytest.raises(ValidationError, match="published"):
        validate_password("nobody puts these words together")
    digest = sha1(b"nobody puts these words together").hexdigest().upper()
    assert service.asked == [f"/range/{digest[:5]}"]


def test_padding_and_an_unknown_password_are_accepted(service):
    validate_password("kestrel umbrella tundra")
    validate_password("correct horse battery")


def test_a_service_that_fails_refuses_nobody(service, settings, caplog):
    service.status = 503
    validate_password("nobody puts these words together")
    service.shutdown()
    service.server_close()
    validate_password("nobody puts these words together")
    assert caplog.text.count("did not answer") == 2 and "nobody" not in caplog.text


def test_the_service_leads_nowhere_else(service, caplog):
    service.status = 302
    validate_password("nobody puts these words together")
    assert len(service.asked) == 1 and caplog.text.count("did not answer") == 1


def test_none_is_asked_unless_one_is_named_and_a_service_asks_only_by_https(service, settings):
    named, settings.PUBLISHED_PASSWORDS_URL = settings.PUBLISHED_PASSWORDS_URL, ""
    validate_password("nobody puts these words together")
    settings.PUBLISHED_PASSWORDS_URL, settings.LOCAL = named, False
    validate_password("nobody puts these words together")
    assert service.asked == []
