"""Ten times as many readers: some are turned away, and after them the service recovers."""

import random
import statistics
import threading
import time
from collections import Counter

import requests

from drills.drill_run import WRITING, DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

USUAL, TIMES = 8, 10  # usual number of readers, and the factor
USUAL_SECONDS, CROWDED_SECONDS = 10, 120
RECOVERS_WITHIN = 120
TURN_SECONDS = 1  # so that any machine turns readers away
AWAY, SAYS_SO = "turned away", "The service is busy"
AS_BEFORE = 1.5  # times the usual 95th percentile


ReaderStatus = int | str | None  # the status, AWAY, or None without an answer


class ReaderAnswers(list[tuple[ReaderStatus, float]]):
    """Answers to readers: [(status, seconds)]."""

    @property
    def told(self) -> Counter[ReaderStatus]:
        return Counter(status for status, _seconds in self)

    @property
    def away(self) -> int:
        return self.told[AWAY]

    @property
    def broken(self) -> int:
        """Number of answers that are neither a page nor a request to come back later."""
        return sum(n for status, n in self.told.items() if status not in (200, AWAY))

    @property
    def p95(self) -> float:
        """95th percentile of pages, in seconds."""
        return statistics.quantiles([took for status, took in self if status == 200], n=20)[-1]


@register_drill("K29", f"{TIMES} times the load for {CROWDED_SECONDS} s")
def overloaded(scene: DrillRun) -> Verdict:
    scene.web(TURN_SECONDS=str(TURN_SECONDS))
    scene.kept = {"worker": scene.crew.worker(), "beat": scene.crew.beat()}
    scene.start_writing()
    read_pages(scene, USUAL, USUAL_SECONDS)  # warm-up of the web process
    usual = read_pages(scene, USUAL, USUAL_SECONDS)
    crowded = read_pages(scene, TIMES * USUAL, CROWDED_SECONDS)
    gone = time.monotonic()
    last = after = read_pages(scene, USUAL, USUAL_SECONDS)
    while (
        not (is_back := last.p95 < AS_BEFORE * usual.p95) and seconds_since(gone) < RECOVERS_WITHIN
    ):
        last = read_pages(scene, USUAL, USUAL_SECONDS)
        after = ReaderAnswers(after + last)
    scene.note(f"p95 {usual.p95:.1f} s, {crowded.p95:.1f} in the crowd, {last.p95:.1f} after it")
    scene.note(f"as before {seconds_since(gone):.0f} s after it")
    scene.note(f"answers {dict(usual.told)}, {dict(crowded.told)}, {dict(after.told)}")
    scene.wrong += count_overload_faults(usual, crowded, after) + (not is_back)
    return scene.verdict()


def count_overload_faults(
    usual: ReaderAnswers, crowded: ReaderAnswers, after: ReaderAnswers
) -> int:
    """Count failures, and readers turned away outside the crowd; add one if none was within it."""
    broken = sum(each.broken for each in (usual, crowded, after))
    return broken + usual.away + after.away + (not crowded.away)


def status_or_away(answer: requests.Response) -> ReaderStatus:
    """The status, or AWAY if the request was shed (rasso/middleware/load_shedding.py)."""
    return AWAY if answer.status_code == 503 and SAYS_SO in answer.text else answer.status_code


def seconds_since(since: float) -> float:
    return time.monotonic() - since


def read_pages(scene: DrillRun, people: int, seconds: float) -> ReaderAnswers:
    """Let this many people read pages for some seconds. Returns their answers."""
    answers, end = ReaderAnswers(), time.monotonic() + seconds
    readers = [
        threading.Thread(target=_read_until, args=(scene, n, answers, end)) for n in range(people)
    ]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    return answers


def _read_until(scene: DrillRun, n: int, answers: ReaderAnswers, end: float) -> None:
    chance, http = random.Random(f"{scene.seed}-{n}"), requests.Session()
    http.cookies.set("sessionid", scene.office.cookies[WRITING[n % len(WRITING)]])
    while time.monotonic() < end:
        case, thread = chance.choice(scene.office.threads)
        path = chance.choice(("/", f"/cases/{case}/", f"/threads/{thread}/"))
        began = time.monotonic()
        status: ReaderStatus
        try:
            status = status_or_away(http.get(scene.site + path, allow_redirects=False, timeout=75))
        except requests.RequestException:
            status = None
        answers.append((status, seconds_since(began)))
        time.sleep(chance.uniform(0.1, 0.3))
