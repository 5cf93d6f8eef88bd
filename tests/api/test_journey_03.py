"""Journeys 1 and 3 through the API alone, by a system of the force and one of the CPS."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from devtools.case_builder import cast
from devtools.usual_answers import MG3
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


def json_of(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def created_id(answer):
    return json_of(answer, 201)["id"]


def test_the_police_answer_action_by_action_and_the_case_comes_back_to_review():
    journey = Journey()
    officer = journey.as_("officer")
    code = journey.cast.police.agency.force_code
    case = created_id(officer.make("/api/cases/", {"urn": f"{code}RS0012326"}))
    at = f"/api/cases/{case}"
    victim = created_id(officer.make(f"{at}/victims/"))
    suspect = created_id(
        officer.make(
            f"{at}/suspects/",
            {"surname": "Nobody", "custody": "UNDER_INVESTIGATION", "released_on": "2026-02-01"},
        )
    )
    created_id(
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
    referral = created_id(officer.make(f"{at}/referrals/", MG3 | {"suspects": [suspect]}))
    read = officer.get(f"/api/referrals/{referral}/")
    assert json_of(read)["status"] == "AWAITING_SIGN_OFF"
    supervisor = journey.as_("supervisor")
    json_of(
        supervisor.change(
            f"/api/referrals/{referral}/sign-off/", {"supervisor_comments": "Read."}, version=1
        )
    )
    assistant = journey.as_("assistant")
    told = json_of(assistant.get(f"/api/referrals/{referral}/"))
    json_of(assistant.change(f"/api/referrals/{referral}/acceptance/", version=told["version"]))
    manager = journey.as_("manager")
    version = json_of(manager.get(f"{at}/"))["version"]
    offered = json_of(manager.get(f"{at}/prosecutors/"))["prosecutors"]
    prosecutors = {each["name"]: each["id"] for each in offered}
    json_of(
        manager.change(
            f"{at}/allocation/",
            {"to": prosecutors["Pia Prosecutor"], "suspects": [suspect]},
            version=version,
        )
    )
    prosecutor = journey.as_("prosecutor")
    review = created_id(
        prosecutor.make(
            f"{at}/reviews/",
            {
                "suspects": [suspect],
                "test": "FULL",
                "evidence": "What the evidence shows of consent.",
            },
        )
    )
    action = {
        "text": "Her phone. Both sides know the reason.", "category": "RECORDS",
        "suspects": [suspect], "purpose": "INQUIRY",
        "line_of_inquiry": "Consent. Both sides know the reason.",
        "proportionality": "Only that week. Both sides know the reason.", "reach": "no",
        "not_reaching_because": "She has shown it. Both sides know the reason.",
        "weight": "ESSENTIAL", "due_on": str(timezone.localdate() + timedelta(days=21)),
    }  # fmt: skip
    plan = prosecutor.make(f"/api/reviews/{review}/plan/", {"items": [action]})
    created_id(plan)
    officer = journey.as_("officer")
    [item] = json_of(officer.get(f"{at}/"))["items"]
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
    json_of(answered)
    told = json_of(officer.get(f"/api/actions/{item['id']}/"))
    prosecutor = journey.as_("prosecutor")
    json_of(prosecutor.change(f"/api/actions/{item['id']}/judgement/", {}, version=told["version"]))
    [back] = json_of(prosecutor.get(f"{at}/"))["suspects"]
    assert back["state"] == "WITH_PROSECUTOR"
    json_of(journey.police.get("/api/notices/"))
    assert json_of(prosecutor.get("/api/worklists/mine/"))["rows"]
