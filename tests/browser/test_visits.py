"""The page check finds faults: it is run on a page with every fault it knows."""

from types import SimpleNamespace

import pytest

from tests.support.browser.page_check import DESK, PHONE, open_window, page_faults

FAULTY = """<!doctype html><html lang="en"><title>Ada Administrator</title><body>
<main><h1>One</h1><h1>Two</h1><p style="color: #bbb">Pale</p><img src="data:,">
<div style="width: 2000px">Wide</div></main>
<script>console.error("broken")</script></body></html>"""
ALWAYS = {"image-alt", "sideways", "headings", "title", "names"}
LOOKS = {
    (DESK, True): {"color-contrast", "broken"},
    (DESK, False): {"color-contrast"},
    (PHONE, True): {"broken"},
    (PHONE, False): set(),
}


@pytest.mark.parametrize(("width", "script"), LOOKS)
def test_a_look_finds_every_fault(browser, width, script):
    page, complaints = open_window(browser, "", width=width, script=script)
    page.route("**/*", lambda route: route.fulfill(body=FAULTY, content_type="text/html"))
    page.goto("http://faulty.example/")
    faults = page_faults(page, SimpleNamespace(names=["Ada Administrator"]), script=script)
    page.context.close()
    said = "\n".join(faults + complaints)
    known = ALWAYS.union(*LOOKS.values())
    assert {word for word in known if word in said} == ALWAYS | LOOKS[width, script]
