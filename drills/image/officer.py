"""An officer at a browser: signs in, opens a case, says who the victim is, adds a document."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import requests

from drills.browser_users import hidden_inputs

EMAIL, PASSWORD = "officer@avon-and-somerset.demo.example", "only for this trial"
# Run where the service runs: the office, two units, the people of both, and the way between them.
STAFF = f"""
from django.utils import timezone
from rasso.demo.cast import Office
Office(at=timezone.now(), password={PASSWORD!r}).pair("Avon and Somerset Police", "CPS South West")
"""
NAME, DOCUMENT = "Zara Quist-Example", b"What was said, in full.\n" * 50


class Officer:
    """Their session, through the proxy; raises SystemExit where a page does not do what it must."""

    def __init__(self, site: str, certificate: Path) -> None:
        self.site, self.http = site, requests.Session()
        self.http.trust_env = False  # no proxy, and no other bundle of certificates
        self.http.verify = str(certificate)

    def reads(self, path: str) -> str:
        answer = self.http.get(self.site + path, timeout=30)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}\n{answer.text[:2000]}")
        return answer.text

    def sends(self, path: str, files: Any = None, **answers: str) -> requests.Response:
        """Fill the form of a page in; what it leads to."""
        form = hidden_inputs(self.reads(path)) | answers
        return self.http.post(
            self.site + path, data=form, files=files, headers={"Referer": self.site + path},
            timeout=60,
        )  # fmt: skip

    def signs_in(self) -> None:
        answer = self.sends("/account/sign-in/", login=EMAIL, password=PASSWORD)
        if "/account/sign-in/" in answer.url or answer.status_code != 200:
            raise SystemExit(f"Not signed in: {answer.status_code} {page_text(answer.text)[:500]}")

    def opens_a_case(self) -> tuple[str, str]:
        """(the page of the case, that of its victim), with a name and a document in them."""
        case = self.sends("/cases/open/", urn="52RS0000126").url.removeprefix(self.site)
        self.sends(f"{case}victims/add/")
        page = self.reads(f"{case}victims/")
        [victim] = set(re.findall(r"/victims/[0-9a-f-]{36}/", page))
        self.sends(f"{victim}identity/", name=NAME)
        files = {"batch-0-documents": ("statement.txt", DOCUMENT, "text/plain")}
        self.sends(f"{case}documents/add/", files=files, **{"batch-0-mg_form": "MG11"})
        return case, victim

    def finds_it_all(self, case: str, victim: str) -> None:
        """The case, the victim's name, and the document as it was sent."""
        why = "They asked me to ring them about their statement."
        shown = page_text(self.sends(f"{victim}reveal/", reason=why).text)
        if NAME not in shown:
            raise SystemExit(f"The victim's name does not open: {shown[:800]}")
        [document] = set(re.findall(r"/documents/[0-9a-f-]{36}/", self.reads(f"{case}documents/")))
        if self.http.get(f"{self.site}{document}file/", timeout=30).content != DOCUMENT:
            raise SystemExit("The document is not as it was sent.")


def page_text(html: str) -> str:
    """What a page says."""
    body = html.partition("<main")[2] or html
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())
