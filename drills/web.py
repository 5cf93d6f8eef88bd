"""A web process dies when what was asked is done, and before anybody hears of it."""

from uuid import uuid4

from drills.matrix import kill
from drills.visitors import Act, Ledger, add_document

DIES = {"X-Drill": "die before the answer"}
TIMES = 6


@kill("K20", f"crash between commit and answer, {TIMES} times")
def crash_before_answer(scene):
    scene.service()
    officer = scene.visitor("officer")
    committed = 0
    for n in range(TIMES):
        case, thread = scene.chance.choice(scene.office.threads)
        dying = scene.visitor("officer", Ledger())
        dying.http.headers.update(DIES)
        if n % 2:
            add_document(OneTry(dying, officer), case)
        else:
            act = Act("message", f"drill {uuid4()}")
            OneTry(dying, officer).insist(f"/threads/{thread}/write/", act, {"text": act.marker})
        committed += dying.ledger.errors == 1
    scene.note(f"the web process was killed {committed} times before it answered")
    scene.wrong += abs(TIMES - committed)
    return scene.verdict()


class OneTry:
    """Somebody whose first sending of a form is never answered, and who then sends it again."""

    def __init__(self, dying, visitor):
        self.dying, self.visitor = dying, visitor

    def insist(self, path, act, answers, files=None):
        visitor = self.visitor
        data = visitor.form(path) | answers
        self.dying.http.cookies.update(visitor.http.cookies)
        self.dying.ask("POST", path, data=data, files=files)
        visitor.until(lambda: visitor.ask("GET", "/livez"), 200)
        done = visitor.until(lambda: visitor.ask("POST", path, data=data, files=files), 302)
        (visitor.ledger.acts if done else visitor.ledger.unfinished).append(act)
