"""An officer with a browser: signs in, opens a case, records the victim's name, adds a document."""

import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import requests

from devtools.authenticator_app import PERIOD, shown_code
from drills.browser_users import hidden_inputs

EMAIL, PASSWORD = "officer@avon-and-somerset.demo.example", "only for this trial"
# Run inside the web container: adds the administrator, two units, their people and the route.
STAFF = f"""
from django.utils import timezone
from rasso.demo.cast import Office
Office(at=timezone.now(), password={PASSWORD!r}).pair("Avon and Somerset Police", "CPS South West")
"""
NAME, DOCUMENT = "Zara Quist-Example", b"What was said, in full.\n" * 50


class Officer:
    """
    An officer's session through the proxy. Raises SystemExit if a page does not work.

    app: the key of their authenticator app; they set one up when they first sign in.
    """

    def __init__(self, site: str, certificate: Path, app: str = "") -> None:
        self.app = app
        self.site, self.http = site, requests.Session()
        self.http.trust_env = False  # no proxy or certificates from the environment
        self.http.verify = str(certificate)

    def reads(self, path: str) -> str:
        answer = self.http.get(self.site + path, timeout=30)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}\n{answer.text[:2000]}")
        return answer.text

    def sends(self, path: str, files: Any = None, **answers: str) -> requests.Response:
        """Fill in and post the form of a page. Returns the response."""
        form = hidden_inputs(self.reads(path)) | answers
        return self.http.post(
            self.site + path, data=form, files=files, headers={"Referer": self.site + path},
            timeout=60,
        )  # fmt: skip

    def signs_in(self) -> None:
        answer = self.sends("/account/sign-in/", login=EMAIL, password=PASSWORD)
        if "/account/sign-in/" in answer.url or answer.status_code != 200:
            raise SystemExit(f"Not signed in: {answer.status_code} {page_text(answer.text)[:500]}")
        self.shows_a_code("/account/security/code/" if self.app else "/account/security/app/")

    def shows_a_code(self, path: str) -> None:
        """Enter what the app shows: at sign-in, or to set it up with the key on the page."""
        if self.app:
            time.sleep(PERIOD)  # a code works once
        self.app = self.app or re.findall(r"rasso-key\">([A-Z2-7]+)<", self.reads(path))[0]
        answer = self.sends(path, code=shown_code(self.app))
        if path in answer.url or answer.status_code != 200:
            raise SystemExit(f"The code opens nothing: {page_text(answer.text)[:500]}")

    def opens_a_case(self) -> tuple[str, str]:
        """
        Open a case with a victim's name and a document. Returns the addresses of case and victim.
        """
        case = self.sends("/cases/open/", urn="52RS0000126").url.removeprefix(self.site)
        self.sends(f"{case}victims/add/")
        page = self.reads(f"{case}victims/")
        [victim] = set(re.findall(r"/victims/[0-9a-f-]{36}/", page))
        self.sends(f"{victim}identity/", name=NAME)
        files = {"batch-0-documents": ("statement.txt", DOCUMENT, "text/plain")}
        self.sends(f"{case}documents/add/", files=files, **{"batch-0-mg_form": "MG11"})
        return case, victim

    def finds_it_all(self, case: str, victim: str) -> None:
        """Check that the case, the victim's name and the document are there."""
        why = "They asked me to ring them about their statement."
        shown = page_text(self.sends(f"{victim}reveal/", reason=why).text)
        if NAME not in shown:
            raise SystemExit(f"The victim's name does not open: {shown[:800]}")
        [document] = set(re.findall(r"/documents/[0-9a-f-]{36}/", self.reads(f"{case}documents/")))
        if self.http.get(f"{self.site}{document}file/", timeout=30).content != DOCUMENT:
            raise SystemExit("The document is not as it was sent.")


def page_text(html: str) -> str:
    """The text of a page."""
    body = html.partition("<main")[2] or html
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())
