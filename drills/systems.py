"""A force's system calls twice at once and again, and loses answers."""

import base64
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from uuid import UUID, uuid4

import requests

from drills import expected_state
from drills.concurrency import (
    MET,
    expect_lock_waits,
    run_at_once,
    surnames_of,
    suspects_of_two_prosecutors,
)
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill
from drills.web import DIES

TIMES, CRASHES = 200, 6
WAITING = 409  # an earlier call with the same key is in progress
NAMED = "SELECT surname, count(*) FROM cases_suspect WHERE surname LIKE 'Called%' GROUP BY 1"
KEPT = "SELECT count(*) FROM people_answered"
# Audit entries by the system, with the officer it named.
CALLED = """
SELECT count(*) FROM people_auditentry JOIN people_user person ON person.id = user_id
WHERE verb = 'add_suspect' AND operation = 'collection' AND refused = ''
    AND system_id IS NOT NULL AND person.email = %(officer)s"""


@register_drill("K17A", f"a call made twice at once and once more, {TIMES} times")
def double_calls(scene: DrillRun) -> Verdict:
    """One key makes one suspect and gives one answer, even if the server dies before answering."""
    scene.service()
    system = api_client(scene)
    answers: Counter[int] = Counter()
    wanted: Counter[str] = Counter()
    for n in range(TIMES):
        case, _thread = scene.chance.choice(scene.office.threads)
        path, name, key = f"/api/cases/{case}/suspects/", f"Called{n}", str(uuid4())
        wanted[name] = 1

        def call(
            path: str = path, name: str = name, key: str = key, **more: str
        ) -> requests.Response | None:
            sent = {"surname": name, "custody": "NOT_ARRESTED"}
            return system.post(path, sent, {"Idempotency-Key": key} | more)

        if n < CRASHES:
            scene.wrong += call(**DIES) is not None
        found = [each for each in run_at_once(call, call) if each is not None]
        last = system.until(call)
        told = [each for each in (*found, last) if each.status_code != WAITING]
        answers.update(each.status_code for each in (*found, last))
        scene.wrong += len({(each.status_code, each.content) for each in told}) != 1
    with scene.ground.administrator() as session:
        made: Counter[str] = Counter({name: int(n) for name, n in session.execute(NAMED)})
        [[kept]] = session.execute(KEPT)
        called = expected_state.single_number(
            session, CALLED, officer=scene.office.people.officer.email
        )
    scene.wrong += (made - wanted).total() + (wanted - made).total() + abs(kept - TIMES)
    # Fewer conflicts would mean that calls were not at the same time.
    scene.wrong += abs(called - TIMES) + (answers[WAITING] < MET)
    scene.wrong += sum(n for status, n in answers.items() if status not in (201, WAITING))
    scene.note(f"answers {dict(answers)}; {CRASHES} times the web process died before the first")
    return scene.verdict()


@register_drill("K19A", f"two calls about one version, {TIMES} times")
def stale_calls(scene: DrillRun) -> Verdict:
    suspects = [str(suspect) for suspect, _ in suspects_of_two_prosecutors(scene)]
    before = surnames_of(scene, suspects)
    scene.service()
    system, stands = api_client(scene), dict[str, tuple[str, int]]()
    told: Counter[int] = Counter()
    with expect_lock_waits(scene):
        for n, suspect in enumerate(suspects):
            names = [f"Called{n}of{k}" for k in range(2)]
            calls = [correction_call(system, suspect, before[suspect][1], name) for name in names]
            answers = run_at_once(*calls)
            statuses = [answer.status_code for answer in answers if answer is not None]
            told.update(statuses)
            scene.wrong += sorted(statuses) != [200, 412]
            if 200 in statuses:
                stands[suspect] = names[statuses.index(200)], before[suspect][1] + 1
    after = surnames_of(scene, suspects)
    scene.wrong += sum(stands.get(suspect) != after[suspect] for suspect in suspects)
    scene.note(f"answers {dict(told)}")
    return scene.verdict()


def correction_call(
    system: "ApiClient", suspect: str, version: int, surname: str
) -> Callable[[], requests.Response | None]:
    """A call that corrects the surname of a suspect at this version."""
    about = {"If-Match": f'"{version}"', "Idempotency-Key": str(uuid4())}
    sent = {"surname": surname, "given_names": "Sam"}
    return partial(system.post, f"/api/suspects/{suspect}/correction/", sent, about)


def api_client(scene: DrillRun) -> "ApiClient":
    from drills.cast import add_drill_system

    return ApiClient(
        scene.site, *add_drill_system(scene.office.people), scene.office.people.officer.email
    )


class ApiClient:
    """A system with a token that acts for an officer."""

    def __init__(self, site: str, client_id: UUID, secret: str, officer: str) -> None:
        basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        given = requests.post(
            f"{site}/api/token/", {"grant_type": "client_credentials"}, timeout=30,
            headers={"Authorization": f"Basic {basic}"},
        )  # fmt: skip
        token = given.json()["access_token"]
        self.site = site
        self.headers = {"Authorization": f"Bearer {token}", "Rasso-Officer": officer}

    def post(
        self, path: str, sent: dict[str, str], headers: dict[str, str]
    ) -> requests.Response | None:
        """The response, or None if the connection broke."""
        try:
            return requests.post(
                self.site + path, json=sent, headers=self.headers | headers, timeout=75
            )
        except requests.ConnectionError:
            return None

    def until(self, call: Callable[[], requests.Response | None]) -> requests.Response:
        """Repeat the call until it has a final response."""
        while (answer := call()) is None or answer.status_code == WAITING:
            time.sleep(0.1)
        return answer
