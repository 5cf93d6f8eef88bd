"""Two people, or one person twice, at the same moment: two hundred times each."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID, uuid4

from drills import expected_state
from drills.browser_users import PromisedAct, Visitor
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

T = TypeVar("T")
FormAnswer = tuple[int, str]  # (status, page); (0, "") without an answer

FOCUS = ("before", "during", "after", "misconceptions")  # what the decision looked at
TIMES = 200
SUSPECTS = 20  # on each case
MET = TIMES // 10  # the least number of pairs in which one must wait for the other
WAITS = """
SELECT pid, query_start FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND usename = 'rasso_app'"""
CHARGES = "SELECT suspect_id::text, count(*) FROM cases_decision WHERE kind = 'CHARGE' GROUP BY 1"
TOLD = """
SELECT officer.email, format('Your turn: %s, suspect %s', held.urn, suspect.number)
FROM cases_decision decision JOIN cases_suspect suspect ON suspect.id = decision.suspect_id
JOIN cases_case held ON held.id = decision.case_id
JOIN people_user officer ON officer.id = held.officer_id"""
# No contact officer is named for these victims, and the unit has none, so its manager is notified.
TO_BE_TOLD = """
SELECT DISTINCT decision.id, format('A victim is to be told something: %s, victim %s', held.urn,
    victim.number)
FROM cases_decision decision JOIN cases_case held ON held.id = decision.case_id
JOIN cases_allegation alleged ON alleged.suspect_id = decision.suspect_id
JOIN cases_victim victim ON victim.id = alleged.victim_id WHERE decision.kind = 'CHARGE'"""
SURNAMES = "SELECT id::text, surname, version FROM cases_suspect WHERE id = ANY (%s::uuid[])"


@register_drill("K17", f"a form sent twice at once and once more, {TIMES} times")
def double_submits(scene: DrillRun) -> Verdict:
    scene.service()
    visitors = scene.visitor("officer"), scene.visitor("officer")
    answers: Counter[int] = Counter()
    with expect_lock_waits(scene):
        for _ in range(TIMES):
            answers.update(status for status, _page in sent_thrice(scene, visitors))
    scene.wrong += sum(n for status, n in answers.items() if status != 302)
    scene.note(f"answers {dict(answers)}")
    return scene.verdict()


def sent_thrice(scene: DrillRun, visitors: tuple[Visitor, Visitor]) -> list[FormAnswer]:
    """Post one form twice at once and then once more. Returns the three (status, page)."""
    _case, thread = scene.chance.choice(scene.office.threads)
    path, act = f"/threads/{thread}/write/", PromisedAct("message", f"drill {uuid4()}")
    form = visitors[0].form(path) | {"text": act.marker}
    for visitor in visitors:
        visitor.http.cookies.update(visitors[0].http.cookies)
    found = run_at_once(*(sending_of_form(visitor, path, form) for visitor in visitors))
    scene.ledger.acts.append(act)
    return [*found, sending_of_form(visitors[0], path, form)()]


@register_drill("K18", f"two prosecutors decide at once, {TIMES} times")
def two_deciders(scene: DrillRun) -> Verdict:
    suspects = suspects_of_two_prosecutors(scene)
    scene.service()
    deciders = scene.visitor("prosecutor"), scene.visitor("other_prosecutor")
    counts: Counter[int] = Counter()
    with expect_lock_waits(scene):
        for suspect, allegation in suspects:
            path, acts = f"/suspects/{suspect}/charge/", list[Callable[[], FormAnswer]]()
            for visitor in deciders:
                form = visitor.form(path)
                answers = {
                    "counts-TOTAL_FORMS": "1",
                    "counts-INITIAL_FORMS": "0",
                    "counts-0-allegation": str(allegation),
                    "counts-0-particulars": "What he did to her, and where.",
                    "rationale": "The evidential stage of the test is met.",
                    "public_interest_rationale": "A prosecution is in the public interest.",
                    **{f"focus_{each}": "NOTHING" for each in FOCUS},
                }
                acts.append(sending_of_form(visitor, path, form | answers))
            counts.update(status for status, _page in run_at_once(*acts))
    with scene.ground.administrator() as session:
        made: dict[str, int] = {suspect: int(n) for suspect, n in session.execute(CHARGES)}
    wanted = Counter({str(suspect): 1 for suspect, _ in suspects})
    lost, double = expected_state.count_differences(wanted, Counter(made))
    scene.wrong += lost + double + abs(counts[302] - TIMES)
    scene.note(f"answers {dict(counts)}; {len(made)} suspects decided once, {double} twice")
    with scene.ground.administrator() as session:
        scene.besides += session.execute(TOLD).fetchall()
        manager = scene.office.e_mails["manager"]
        to_be_told = session.execute(TO_BE_TOLD).fetchall()
        scene.besides += [(manager, subject) for _decision, subject in to_be_told]
    return scene.verdict()


@register_drill("K19", f"two edits of one version, {TIMES} times")
def stale_edits(scene: DrillRun) -> Verdict:
    suspects = [str(suspect) for suspect, _ in suspects_of_two_prosecutors(scene)]
    before = surnames_of(scene, suspects)
    scene.service()
    editors = scene.visitor("officer"), scene.visitor("supervisor")
    told: Counter[int] = Counter()
    stands: dict[str, tuple[str, int]] = {}
    with expect_lock_waits(scene):
        for n, suspect in enumerate(suspects):
            names = [f"Drilled{n}of{k}" for k in range(2)]
            found = edited_at_once(editors, f"/suspects/{suspect}/correct/", names)
            statuses = [status for status, _page in found]
            told.update(statuses)
            if sorted(statuses) == [302, 409]:
                won = statuses.index(302)
                stands[suspect] = names[won], before[suspect][1] + 1
                page = found[1 - won][1]  # the refused page has both versions, so no input is lost
                scene.wrong += not all(name in page for name in names)
            else:
                scene.wrong += 1
    after = surnames_of(scene, suspects)
    scene.wrong += sum(stands.get(suspect) != after[suspect] for suspect in suspects)
    scene.note(f"answers {dict(told)}")
    return scene.verdict()


def edited_at_once(editors: Sequence[Visitor], path: str, names: Sequence[str]) -> list[FormAnswer]:
    """Post two forms, opened before either was sent, that give a suspect two names."""
    named = {"given_names": "Sam", "changed_because": "The drill corrects the name."}
    forms = [visitor.form(path) | named | {"surname": name}
             for visitor, name in zip(editors, names, strict=True)]  # fmt: skip
    return run_at_once(*map(sending_of_form, editors, [path, path], forms))


def surnames_of(scene: DrillRun, suspects: Sequence[str]) -> dict[str, tuple[str, int]]:
    with scene.ground.administrator() as session:
        found = session.execute(SURNAMES, [list(suspects)])
        return {key: (surname, version) for key, surname, version in found}


def sending_of_form(visitor: Visitor, path: str, form: dict[str, str]) -> Callable[[], FormAnswer]:
    """
    Return a function that posts the form and returns (status, page); (0, "") without an answer.
    """

    def sending() -> FormAnswer:
        answer = visitor.ask("POST", path, data=form)
        return (answer.status_code, answer.text) if answer is not None else (0, "")

    return sending


def run_at_once(*acts: Callable[[], T]) -> list[T]:
    """Call all functions at the same moment. Returns their results."""
    gate, found = threading.Barrier(len(acts)), dict[int, T]()

    def run(n: int, act: Callable[[], T]) -> None:
        gate.wait()
        found[n] = act()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[n] for n in range(len(acts))]


@contextmanager
def expect_lock_waits(scene: DrillRun) -> Iterator[None]:
    """Check that requests in this block run at the same time: some must wait for another's lock."""
    met, is_over = set[tuple[Any, ...]](), threading.Event()

    def look() -> None:
        with scene.ground.administrator() as session:
            while not is_over.wait(0.005):
                met.update(session.execute(WAITS).fetchall())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()
    scene.wrong += len(met) < MET
    scene.note(f"{len(met)} were seen to wait for the other")


def suspects_of_two_prosecutors(scene: DrillRun) -> list[tuple[UUID, UUID]]:
    """[(suspect, allegation)] of cases that two prosecutors may decide."""
    from drills.cast import shared_case

    cases = [shared_case(scene.office.people, SUSPECTS) for _ in range(TIMES // SUSPECTS)]
    return [pair for case in cases for pair in case]
