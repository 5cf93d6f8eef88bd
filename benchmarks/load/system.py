"""A force's records system, for locust: calls the API as docs/api.md asks."""

import time
from collections.abc import Collection
from datetime import date
from itertools import count
from random import choice, random
from typing import Any
from uuid import uuid4

from locust import HttpUser, between, task
from locust.exception import RescheduleTask
from requests import Response

from benchmarks.load.person import MEANWHILE, STAFF, desk

NEXT, SERIALS = count(), count(1)
WORKLIST, NOTICES = "/api/worklists/unit/", "/api/notices/"
# The key is in use, too many calls this minute, or somebody else is saving.
TO_WAIT = (409, 429, 503)
TRIES = 20
LOST = 0.3  # share of answers that the system loses, so that it repeats the call
ASKS_THE_POLICE = ("turn_began", "actions_set")


def is_to_wait(answer: Response) -> bool:
    """Whether the answer asks for a retry. A 503 without a service or database does not count."""
    is_away = answer.status_code == 503 and "Someone else is saving" not in answer.text
    return answer.status_code in TO_WAIT and not is_away


class ApiSystem(HttpUser):
    """
    A system that reads its unit's notices and acts for one officer. The token outlives the run.
    """

    wait_time = between(0.2, 1.0)
    officer: str
    page: str
    cases: list[str]
    place: str
    to_see: list[str]

    def on_start(self) -> None:
        mine = STAFF["systems"][next(NEXT) % len(STAFF["systems"])]
        self.client.headers.update(desk())
        credentials, self.officer = (mine["client_id"], mine["secret"]), mine["officer"]
        wanted = {"grant_type": "client_credentials", "scope": "read act"}
        given = self.call("POST", "/api/token/", "token", auth=credentials, data=wanted)
        self.client.headers["Authorization"] = f"Bearer {given.json()['access_token']}"
        self.page, self.cases = WORKLIST, []
        # The cursor of its notices, and the cases that it has not looked at.
        self.place, self.to_see = NOTICES, []
        while self.notices():  # reads years of notices, as a newly connected system does
            pass

    def call(
        self, method: str, path: str, name: str, *, taken: Collection[int] = (200,), **more: Any
    ) -> Response:
        """Call the API, and retry while it asks to. Returns the response."""
        more |= {"name": f"API {name}", "catch_response": True, "allow_redirects": False}
        for _try in range(TRIES):
            with self.client.request(method, path, **more) as answer:
                wait = answer.headers.get("Retry-After") if is_to_wait(answer) else None
                if answer.status_code not in taken and not wait:
                    answer.failure(f"{answer.status_code}: {answer.text[:200]}")
                    raise RescheduleTask
                answer.success()
            if not wait:
                taken_answer: Response = answer  # of locust, which has no types
                return taken_answer
            MEANWHILE[f"API {name}: {answer.status_code}, and sent again"] += 1
            time.sleep(int(wait))
        raise AssertionError(f"{name}: told to wait {TRIES} times")

    def read(self, path: str, name: str) -> Response:
        return self.call("GET", path, name, headers={"Rasso-Officer": self.officer})

    def act(
        self, path: str, name: str, told: dict[str, str], *, version: str | None = None
    ) -> Response:
        """
        Post an action with an idempotency key. version: the ETag of the row that it changes.

        A version conflict (412) is a valid answer. Some calls are repeated with the same key and
        must return the same response.
        """
        headers = {"Rasso-Officer": self.officer, "Idempotency-Key": str(uuid4())}
        headers |= {"If-Match": version} if version else {}
        more: dict[str, Any] = {
            "headers": headers,
            "json": told,
            "taken": (200, 412) if version else (201,),
        }
        first = self.call("POST", path, name, **more)
        if first.status_code == 412:
            MEANWHILE[f"API {name}: {first.json()['title']}"] += 1
        elif random() < LOST:
            again = self.call("POST", path, f"{name} again", **more)
            if (again.status_code, again.content) != (first.status_code, first.content):
                raise AssertionError(f"{name}: {first.text} at first, then {again.text}")
        return first

    def a_case(self) -> dict[str, Any]:
        """A case that waits for the police, as the API returns it."""
        if not self.cases:
            self.worklist()
        case: dict[str, Any] = self.read(f"/api/cases/{choice(self.cases)}/", "case").json()
        return case

    @task(4)
    def worklist(self) -> None:
        """Read the next page of the worklist, or the first after the last."""
        page = self.read(self.page, "worklist").json()
        self.cases = [row["case"] for row in page["rows"]] or self.cases
        self.page = page["next"] or WORKLIST

    @task(4)
    def case(self) -> None:
        self.a_case()

    @task(3)
    def notices(self) -> int:
        """Read the next page of notices. Returns their number."""
        page = self.call("GET", self.place, "notices").json()
        self.place = f"{NOTICES}?after={page['next']}"
        told = page["notices"]
        self.to_see += [each["about"] for each in told if each["notice"] in ASKS_THE_POLICE]
        return len(told)

    @task(5)
    def answer(self) -> None:
        """Answer the action items of the case of the latest notice."""
        if not self.to_see:
            return
        case = self.read(f"/api/cases/{self.to_see.pop()}/", "case").json()
        for item in case["items"]:
            path = f"/api/actions/{item['id']}/"
            read = self.read(path, "action")
            if read.json()["status"] == "OPEN":
                said = {"answer": "CANNOT", "because": "Asked for; it was never recorded."}
                self.act(f"{path}answer/", "answer", said, version=read.headers["ETag"])

    @task(2)
    def custody(self) -> None:
        ours = [each for each in self.a_case()["suspects"] if each["holder_side"] == "POLICE"]
        if ours:
            suspect = choice(ours)
            told = {
                "custody": "UNDER_INVESTIGATION", "released_on": date.today().isoformat(),
                "changed_because": "Released after the interview of today.",
            }  # fmt: skip
            path, version = f"/api/suspects/{suspect['id']}/custody/", f'"{suspect["version"]}"'
            self.act(path, "custody", told, version=version)

    @task(1)
    def new_case(self) -> None:
        """Open a case and add a suspect."""
        made = self.act("/api/cases/", "new case", {"urn": f"LD{next(SERIALS):05}26"}).json()
        told = {"surname": "Load", "given_names": "Test", "custody": "NOT_ARRESTED"}
        self.act(f"/api/cases/{made['id']}/suspects/", "new suspect", told)
