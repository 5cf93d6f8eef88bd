"""Everybody is signed out, or a person loses a capacity, while they work."""

import time
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import requests

from devtools.worker_processes import wait_for
from drills import expected_state
from drills.browser_users import Visitor, save_draft
from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

ON_THEIR_WAY = 3  # seconds; messages already chosen for sending have been refused by then
DOOR = "/account/sign-in/"
DRAFTS = "SELECT count(*) FROM people_draft"
WAITING = """
SELECT count(*) FROM timeliness_delivery WHERE recipient_id = %(pk)s AND accepted_at IS NULL
    AND attempts > 0"""
DROPPED = """
SELECT count(*) FROM timeliness_delivery WHERE recipient_id = %(pk)s AND dropped_at IS NOT NULL"""


@register_drill("K27", "capacity taken back while a message waits")
def capacity_taken_back(scene: DrillRun) -> Verdict:
    from drills.cast import revoke_capacities

    leaver = scene.office.people.assistant
    refused = "451 Not now"
    scene.relay.before = lambda mail: refused if mail.to == leaver.email else None
    scene.service()
    with scene.ground.administrator() as session:
        count_of_leaver = partial(expected_state.single_number, session, pk=leaver.pk)
        wait_for(lambda: count_of_leaver(WAITING) > 5, 60, "messages to wait")
        opened = scene.visitor("assistant").open("/").status_code
        revoke_capacities(leaver, at=datetime.now(UTC))
        time.sleep(ON_THEIR_WAY)
        scene.relay.before = lambda mail: None
        case, _thread = scene.office.threads[0]
        closed = scene.visitor("assistant").open(f"/cases/{case}/").status_code
        scene.given_up_by = leaver.email
        verdict = scene.verdict()
        dropped = count_of_leaver(DROPPED)
    sent = sum(mail.to == leaver.email for mail in scene.relay.accepted)
    verdict.wrong += sent + (not dropped) + ((opened, closed) != (200, 404))
    verdict.notes.append(f"{dropped} dropped, {sent} sent; their page {opened}, then {closed}")
    return verdict


@register_drill("K28", "all sessions gone")
def sessions_gone(scene: DrillRun) -> Verdict:
    from drills.cast import sign_in_everyone

    scene.service()
    _case, thread = scene.office.threads[0]
    path = f"/threads/{thread}/write/"
    writer = scene.visitor("officer")
    text = f"half written {uuid4()}"
    form = save_draft(writer, thread, text)
    with scene.ground.administrator() as session:
        drafts = session.execute(DRAFTS).fetchone()
        gone = session.execute("DELETE FROM people_session").rowcount
        sent = writer.ask("POST", path, data=form | {"text": text})
        asked = [scene.visitor(role).ask("GET", "/") for role in ("prosecutor", "manager")]
        kept = session.execute(DRAFTS).fetchone() == drafts == (1,)
    scene.wrong += sent is None or sent.status_code != 403 or text not in sent.text
    scene.wrong += sum(not is_sent_to_sign_in(answer) for answer in asked)
    sign_in_everyone(scene.office)
    again = Visitor(scene.site, scene.office.cookies["officer"], scene.ledger)
    offered = text in again.open(path).text
    scene.wrong += (not kept) + (not offered)
    scene.note(f"{gone} sessions deleted; draft kept={kept}, offered after signing in={offered}")
    return scene.verdict()


def is_sent_to_sign_in(answer: requests.Response | None) -> bool:
    return answer is not None and answer.headers.get("Location", "").startswith(DOOR)
