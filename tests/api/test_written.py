"""docs/ describes the API correctly: addresses, numbers, and claims about others."""

import re

import pytest
from django.conf import settings

from cases.desk.queries.notices import MAX_BATCHES
from people.api.endpoints import SCOPES
from people.api.problems import TITLES
from rasso.api_urls import urlpatterns
from rasso.settings.environment import ROOT
from tests.support.sitemap import api_endpoints

API, MAPPING = (ROOT / "docs" / name for name in ("api.md", "twif-mapping.md"))


@pytest.mark.register
def test_every_address_that_is_written_down_is_there():
    known = {re.sub(r"<[^>]*>", "<id>", each.pattern) for each in api_endpoints()}
    known |= {str(each.pattern) for each in urlpatterns if str(each.pattern).startswith("token/")}
    last = {each.rstrip("/").rpartition("/")[2] for each in known}
    for paper in (API, MAPPING):
        text = paper.read_text().replace("https://rasso.example", "").replace("$SUSPECT", "<id>")
        whole = re.findall(r"/api/((?:[a-z<>-]+/)+)", text)
        short = re.findall(r"`…/([a-z-]+)/`", text)
        assert whole and set(whole) <= known, set(whole) - known
        assert set(short) <= last, set(short) - last


def test_the_numbers_and_the_statuses_are_the_settings():
    text = " ".join(API.read_text().split())
    assert f"lives for {settings.TOKEN_SECONDS // 60} minutes" in text
    assert f"A system has {settings.CALLS_A_MINUTE} calls in each minute" in text
    assert f"pages of at most {settings.ROWS_AT_ONCE}" in text
    assert f"up to {MAX_BATCHES * settings.ROWS_AT_ONCE:,} notices" in text
    assert f"kept for {settings.DRAFT_DAYS} days or longer" in text
    assert settings.ANSWER_DAYS == 2 and "within two days" in text
    told = {
        int(status) for row in re.findall(r"\| ([\d, ]+) \|", text) for status in row.split(",")
    }
    assert told == TITLES.keys() - {406}
    assert set(re.findall(r"\| `(\w+)` \|", text)) == SCOPES.keys()


def test_no_message_of_the_interface_is_named_but_the_one_that_is_public():
    assert set(re.findall(r"\b[A-Z]{2}\d{2}\b", MAPPING.read_text())) == {"CM01"}
    assert "claims no conformance" in MAPPING.read_text()
