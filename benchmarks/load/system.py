"""A force's records system, as locust plays it: it calls the API as docs/api.md asks of one."""

import time
from datetime import date
from itertools import count
from random import choice, random
from uuid import uuid4

from locust import HttpUser, between, task
from locust.exception import RescheduleTask

from benchmarks.load.person import MEANWHILE, STAFF, desk

NEXT, SERIALS = count(), count(1)
WORKLIST, NOTICES = "/api/worklists/unit/", "/api/notices/"
TO_WAIT = (409, 429, 503)  # for the same key, this minute, and whoever saves
TRIES = 20
LOST = 0.3  # of its answers, so that it makes the same call again
ASKS_THE_POLICE = ("turn_began", "actions_set")


def is_to_wait(answer):
    """Whether it is an answer to wait: of those without a service or a database, none is."""
    is_away = answer.status_code == 503 and "Someone else is saving" not in answer.text
    return answer.status_code in TO_WAIT and not is_away


class ApiSystem(HttpUser):
    """It follows what its unit is told, and acts for one officer. Its token outlives the run."""

    wait_time = between(0.2, 1.0)

    def on_start(self):
        mine = STAFF["systems"][next(NEXT) % len(STAFF["systems"])]
        self.client.headers.update(desk())
        credentials, self.officer = (mine["client_id"], mine["secret"]), mine["officer"]
        wanted = {"grant_type": "client_credentials", "scope": "read act"}
        given = self.call("POST", "/api/token/", "token", auth=credentials, data=wanted)
        self.client.headers["Authorization"] = f"Bearer {given.json()['access_token']}"
        self.page, self.cases = WORKLIST, []
        self.place, self.to_see = NOTICES, []  # how far it has read, and what it has yet to look at
        while self.notices():  # of years, as a system that has been connected only now
            pass

    def call(self, method, path, name, *, taken=(200,), **more):
        """What the API answers, once it no longer says to wait."""
        more |= {"name": f"API {name}", "catch_response": True, "allow_redirects": False}
        for _try in range(TRIES):
            with self.client.request(method, path, **more) as answer:
                wait = answer.headers.get("Retry-After") if is_to_wait(answer) else None
                if answer.status_code not in taken and not wait:
                    answer.failure(f"{answer.status_code}: {answer.text[:200]}")
                    raise RescheduleTask
                answer.success()
            if not wait:
                return answer
            MEANWHILE[f"API {name}: {answer.status_code}, and sent again"] += 1
            time.sleep(int(wait))
        raise AssertionError(f"{name}: told to wait {TRIES} times")

    def read(self, path, name):
        return self.call("GET", path, name, headers={"Rasso-Officer": self.officer})

    def act(self, path, name, told, *, version=None):
        """
        Make a row; or change it as it was read: that another has changed it since is an answer.

        Once under one key: where the same is asked again, the answer is the same.
        """
        headers = {"Rasso-Officer": self.officer, "Idempotency-Key": str(uuid4())}
        headers |= {"If-Match": version} if version else {}
        more = {"headers": headers, "json": told, "taken": (200, 412) if version else (201,)}
        first = self.call("POST", path, name, **more)
        if first.status_code == 412:
            MEANWHILE[f"API {name}: {first.json()['title']}"] += 1
        elif random() < LOST:
            again = self.call("POST", path, f"{name} again", **more)
            if (again.status_code, again.content) != (first.status_code, first.content):
                raise AssertionError(f"{name}: {first.text} at first, then {again.text}")
        return first

    def a_case(self):
        """One of the cases that wait for the police, as the API tells it."""
        if not self.cases:
            self.worklist()
        return self.read(f"/api/cases/{choice(self.cases)}/", "case").json()

    @task(4)
    def worklist(self):
        """One page after the other, and from the first again."""
        page = self.read(self.page, "worklist").json()
        self.cases = [row["case"] for row in page["rows"]] or self.cases
        self.page = page["next"] or WORKLIST

    @task(4)
    def case(self):
        self.a_case()

    @task(3)
    def notices(self):
        """A page of what its unit has been told, and from there on the next time; its length."""
        page = self.call("GET", self.place, "notices").json()
        self.place = f"{NOTICES}?after={page['next']}"
        told = page["notices"]
        self.to_see += [each["about"] for each in told if each["notice"] in ASKS_THE_POLICE]
        return len(told)

    @task(5)
    def answer(self):
        """Answer what a plan asks that it has been told of last."""
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
    def custody(self):
        ours = [each for each in self.a_case()["suspects"] if each["holder_side"] == "POLICE"]
        if ours:
            suspect = choice(ours)
            told = {"custody": "UNDER_INVESTIGATION", "released_on": date.today().isoformat()}
            path, version = f"/api/suspects/{suspect['id']}/custody/", f'"{suspect["version"]}"'
            self.act(path, "custody", told, version=version)

    @task(1)
    def new_case(self):
        """A case, and somebody who is suspected in it."""
        made = self.act("/api/cases/", "new case", {"urn": f"LD{next(SERIALS):05}26"}).json()
        told = {"surname": "Load", "given_names": "Test", "custody": "NOT_ARRESTED"}
        self.act(f"/api/cases/{made['id']}/suspects/", "new suspect", told)
