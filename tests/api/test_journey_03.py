"""Journeys 1 and 3 through the API alone, by a system of the force and one of the CPS."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from devtools.case_builder import MG3, cast
from tests.support.api.token_callers import Caller

pytestmark = pytest.mark.django_db


class Journey:
    def __init__(self):
        self.cast = cast()
        self.police, self.cps = Caller(self.cast.police), Caller(self.cast.cps)

    def as_(self, who):
        person = getattr(self.cast, who)
        system = self.cps if who in ("assistant", "manager", "prosecutor") else self.police
        return system.for_(person)


def done(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def made(answer):
    return done(answer, 201)["id"]


def test_the_police_answer_action_by_action_and_the_case_comes_back_to_review():
    journey = Journey()
    officer = journey.as_("officer")
    code = journey.cast.police.agency.force_code
    case = made(officer.make("/api/cases/", {"urn": f"{code}RS0012326"}))
    at = f"/api/cases/{case}"
    victim = made(officer.make(f"{at}/victims/"))
    suspect = made(
        officer.make(
            f"{at}/suspects/",
            {"surname": "Nobody", "custody": "UNDER_INVESTIGATION", "released_on": "2026-02-01"},
        )
    )
    made(
        officer.make(
            f"{at}/allegations/",
            {
                "victim": victim,
                "suspect": suspect,
                "from_on": "2026-01-10",
                "offence": "SX03001",
            },
        )
    )
    referral = made(officer.make(f"{at}/referrals/", MG3 | {"suspects": [suspect]}))
    read = officer.get(f"/api/referrals/{referral}/")
    assert done(read)["status"] == "AWAITING_SIGN_OFF"
    supervisor = journey.as_("supervisor")
    done(
        supervisor.change(
            f"/api/referrals/{referral}/sign-off/", {"supervisor_comments": "Read."}, version=1
        )
    )
    assistant = journey.as_("assistant")
    told = done(assistant.get(f"/api/referrals/{referral}/"))
    done(assistant.change(f"/api/referrals/{referral}/acceptance/", version=told["version"]))
    manager = journey.as_("manager")
    version = done(manager.get(f"{at}/"))["version"]
    offered = done(manager.get(f"{at}/prosecutors/"))["prosecutors"]
    prosecutors = {each["name"]: each["id"] for each in offered}
    done(
        manager.change(
            f"{at}/allocation/",
            {"to": prosecutors["Pia Prosecutor"], "suspects": [suspect]},
            version=version,
        )
    )
    prosecutor = journey.as_("prosecutor")
    review = made(
        prosecutor.make(f"{at}/reviews/", {"suspects": [suspect], "evidence": "What it shows."})
    )
    action = {
        "text": "Her phone. Both sides know the reason.", "category": "RECORDS",
        "suspects": [suspect],
        "line_of_inquiry": "Consent. Both sides know the reason.",
        "proportionality": "Only that week. Both sides know the reason.", "reach": "no",
        "weight": "ESSENTIAL", "due_on": str(timezone.localdate() + timedelta(days=21)),
    }  # fmt: skip
    plan = prosecutor.make(f"/api/reviews/{review}/plan/", {"items": [action]})
    made(plan)
    officer = journey.as_("officer")
    [item] = done(officer.get(f"{at}/"))["items"]
    answered = officer.client.post(
        f"/api/actions/{item['id']}/answer/",
        {
            "answer": "DONE",
            "done": "Downloaded.",
            "mg_form": "MG11",
            "documents": SimpleUploadedFile("notes.txt", b"What was found."),
        },
        headers=officer.headers(
            {"If-Match": f'"{item["version"]}"', "Idempotency-Key": "key-of-an-answer"}
        ),
    )
    done(answered)
    told = done(officer.get(f"/api/actions/{item['id']}/"))
    prosecutor = journey.as_("prosecutor")
    done(prosecutor.change(f"/api/actions/{item['id']}/judgement/", {}, version=told["version"]))
    [back] = done(prosecutor.get(f"{at}/"))["suspects"]
    assert back["state"] == "WITH_PROSECUTOR"
    done(journey.police.get("/api/notices/"))
    assert done(prosecutor.get("/api/worklists/mine/"))["rows"]
