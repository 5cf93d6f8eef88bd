"""A web process dies after the commit and before the answer."""

from uuid import uuid4

from drills.browser_users import PromisedAct, PromiseLedger, UploadedFiles, Visitor, add_document
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

DIES = {"X-Drill": "die before the answer"}
TIMES = 6


@register_drill("K20", f"crash between commit and answer, {TIMES} times")
def crash_before_answer(scene: DrillRun) -> Verdict:
    scene.service()
    officer = scene.visitor("officer")
    committed = 0
    for n in range(TIMES):
        case, thread = scene.chance.choice(scene.office.threads)
        dying = scene.visitor("officer", PromiseLedger())
        dying.http.headers.update(DIES)
        if n % 2:
            add_document(UnansweredVisitor(dying, officer), case)
        else:
            act = PromisedAct("message", f"drill {uuid4()}")
            UnansweredVisitor(dying, officer).insist(
                f"/threads/{thread}/write/", act, {"text": act.marker}
            )
        committed += dying.ledger.errors == 1
    scene.note(f"the web process was killed {committed} times before it answered")
    scene.wrong += abs(TIMES - committed)
    return scene.verdict()


class UnansweredVisitor:
    """A person whose first request with a form gets no answer, and who then sends it again."""

    def __init__(self, dying: Visitor, visitor: Visitor) -> None:
        self.dying, self.visitor = dying, visitor

    def insist(
        self,
        path: str,
        act: PromisedAct,
        answers: dict[str, str],
        files: UploadedFiles | None = None,
    ) -> None:
        visitor = self.visitor
        data = visitor.form(path) | answers
        self.dying.http.cookies.update(visitor.http.cookies)
        self.dying.ask("POST", path, data=data, files=files)
        visitor.until(lambda: visitor.ask("GET", "/livez"), 200)
        done = visitor.until(lambda: visitor.ask("POST", path, data=data, files=files), 302)
        (visitor.ledger.acts if done else visitor.ledger.unfinished).append(act)
