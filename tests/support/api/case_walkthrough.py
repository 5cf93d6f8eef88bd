"""One case through the API from its opening to the charge, with every action and every read.

Requests and responses are compared with the examples of the documentation: ids, dates and names
are translated both ways.
"""

import re
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import date
from hashlib import shake_256
from uuid import UUID, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cases.desk.queries.feed_cursors import CURSOR_SHAPE
from cases.models import ActionItem, Document, Suspect
from devtools.case_builder import OFFENCE, cast
from people.models import Agency, Unit, User
from tests.support.api.request_bodies import (
    AN_ACTION,
    BODIES,
    REACHING,
    THE_FILE,
    shift_dates,
    time_since_examples,
    with_row_ids,
)
from tests.support.api.row_versions import version_of
from tests.support.api.token_callers import Caller
from tests.support.cases.decisions import newest_wording
from tests.support.sitemap import api_endpoints

OURS = UUID("a5a3b6f0-0d3c-4c1e-9d2b-52000000ab00")  # namespace of the ids in examples
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
A_PLACE = urlsafe_b64encode(shake_256(b"a place").digest(84)).decode()  # differs on each call
MOST = 4  # rows of a list shown in an example
NO_IDS = {"section"}  # answers that are numbers, of which one may be that of a row


class RolledBack(Exception):
    """Raised to roll back one way to answer before the next is tried."""


class Walkthrough:
    """The walkthrough and its record.

    told: {endpoint: {"requests": {title: body}, "answer": response}}, as examples.
    faults: responses other than expected.
    """

    def __init__(self):
        self.cast, self.told, self.faults = cast(), {}, []
        self.shift = time_since_examples()
        self.doors = {each.door.__name__: each for each in api_endpoints()}
        self.rows, self.named, self.shown, self.n = {}, {}, {}, 0
        self._give_names()
        units = {"POLICE": self.cast.police, "CPS": self.cast.cps}
        self.systems = {side: Caller(unit) for side, unit in units.items()}

    def _give_names(self):
        for unit, name in ((self.cast.police, "RASSO unit"), (self.cast.cps, "RASSO team")):
            Unit.objects.filter(pk=unit.pk).update(name=name)
            name = "Example Police" if unit.agency.side == "POLICE" else "CPS Example"
            Agency.objects.filter(pk=unit.agency_id).update(name=name)
        for who in ("officer", "supervisor", "assistant", "manager", "prosecutor"):
            user = getattr(self.cast, who)
            user.email = f"{who}@example.org"
            User.objects.filter(pk=user.pk).update(email=user.email)
        self.knows("police unit", self.cast.police.pk, "7")
        people = ("officer", "supervisor", "inspector", "manager", "prosecutor", "other_prosecutor")
        for n, who in enumerate(people, start=19):
            self.knows(who, getattr(self.cast, who).pk, str(n))
        self.rows["offence"] = OFFENCE

    def knows(self, name, pk, shown=None):
        """Name a row from now on."""
        self.rows[name], self.shown[name] = str(pk), shown or str(uuid5(OURS, name))
        self.named[str(pk)] = self.shown[name]

    # Calls

    def system_of(self, who):
        user = getattr(self.cast, who)
        return self.systems[user.agency.side].for_(user)

    def act(self, who, name, about=None, makes=None, titles=None, **other):
        """
        Try each way to answer in turn; the result of the last one is kept.

        other: answers besides, or None in place of one that is left out.
        """
        ways = BODIES[name]
        ways = {title: only_what_is_sent(ways[title] | other) for title in titles or ways}
        *tried, last = ways.values()
        for sent in tried:
            with suppress(RolledBack), transaction.atomic():
                self._send(who, name, about, sent)
                raise RolledBack
        answer = self._send(who, name, about, last)
        if makes:
            self.knows(makes, answer["id"])
        if not other:
            shown = {title: with_row_ids(sent, self._shown) for title, sent in ways.items()}
            before = self.told.get(name, {"requests": {}})["requests"]
            self.told[name] = {"requests": before | shown, "answer": self.as_example(answer)}

    def read(self, who, name, about=None, **asked):
        """Call a read endpoint."""
        door, system = self.doors[name], self.system_of(who)
        answer = system.get(self._address(door, about), asked)
        if answer.status_code != 200:
            self.faults.append(f"{name}: {answer.status_code} {answer.content}")
        elif "json" in answer["Content-Type"]:
            self.told[name] = {"answer": self.as_example(answer.json())}
        else:
            self.told[name] = {"answer": THE_FILE}

    def _address(self, door, about):
        return door.at(pk=self.rows.get(about), name=about)

    def _send(self, who, name, about, sent):
        door, system = self.doors[name], self.system_of(who)
        sent = shift_dates(with_row_ids(sent, self.rows.__getitem__), self.shift)
        address, more = self._address(door, about), {}
        self.n += 1
        more["Idempotency-Key"] = f"key-of-the-story-{self.n}"
        if not door.door.creates:
            row = door.door.model.objects.unscoped("test").get(pk=self.rows[about])
            more["If-Match"] = f'"{version_of(row)}"'
        kind = {} if door.door.files else {"content_type": "application/json"}
        answer, again = (
            system.client.post(
                address, with_sample_files(sent) if door.door.files else sent,
                headers=system.headers(more), **kind,
            )
            for _call in ("first", "again")
        )  # fmt: skip
        if (answer.status_code, answer.content) != (again.status_code, again.content):
            self.faults.append(f"{name} again: {again.status_code} {again.content.decode()}")
        if answer.status_code != (201 if door.door.creates else 200):
            self.faults.append(f"{name} {sent}: {answer.status_code} {answer.content.decode()}")
        elif not door.door.creates:
            self._changed(name, door.door.model.objects.unscoped("test").get(pk=row.pk), answer)
        return answer.json()

    def _changed(self, name, row, answer):
        """Check that an action about a row returns the row as it is now."""
        version = version_of(row)
        told = {"id": str(row.pk), "version": version}
        if answer.json() != told or answer.get("ETag") != f'"{version}"':
            self.faults.append(f"{name} is about {told}: {answer.content.decode()}")

    # Between real values and those of an example

    def _shown(self, name):
        return self.shown.get(name, self.rows[name])

    def as_example(self, told):
        """A response with the ids, dates and sizes of an example."""
        return shift_dates(self._with_names(told), -self.shift)

    def _with_names(self, told):
        if isinstance(told, dict):
            return {
                name: each if name in NO_IDS else self._with_names(each)
                for name, each in told.items()
            }
        if isinstance(told, list):
            return [self._with_names(each) for each in told[:MOST]]
        if not isinstance(told, str):
            return told
        if CURSOR_SHAPE.fullmatch(told):
            return A_PLACE
        told = re.sub(r"(T\d\d:\d\d:\d\d)\.\d+", r"\1", told)
        return self.named.get(told) or ID.sub(self._name_of, told)

    def _name_of(self, found):
        if found[0] not in self.named:
            self.knows(f"row {len(self.named)}", found[0])
        return self.named[found[0]]

    # The steps

    def told_whole(self):
        """Run the story from the first call to the last."""
        self.open()
        self.refer()
        self.extend()
        self.plan()
        self.talk()
        self.ask_for_private_material()
        self.plan_again()
        self.decide()
        self.reconsider()
        self.close()
        self.take_advice()
        self.look()
        return self

    def open(self):
        self.act("officer", "open_case", makes="case")
        self.act("officer", "add_victim", "case", makes="victim")
        for n in (1, 2, 3, 4):
            self.act("officer", "add_suspect", "case", makes=f"suspect {n}")
            more = {} if n == 1 else {"suspect": f"{{suspect {n}}}"}
            self.act("officer", "add_allegation", "case", makes=f"allegation {n}", **more)
        self.act("officer", "correct_allegation", "allegation 4", makes="allegation 4, corrected")
        self.record_proof()
        self.act("officer", "record_circumstances", "victim")
        self.ask_equality_questions()
        self.act("officer", "record_custody", "suspect 1")
        self.act("officer", "correct_suspect", "suspect 1")
        self.act("officer", "record_personal_details", "suspect 1")
        self.read("officer", "see_personal_details", "suspect 1")
        self.act("officer", "add_document", "case", makes="sending")
        self.act("officer", "add_held_material", "case", makes="recording")
        self.act("officer", "correct_held_material", "recording")
        self.act("officer", "record_watching", "recording")

    def record_proof(self):
        """What bears on the first point against suspect 1, and what is missing."""
        told = self.system_of("officer").get(self._address(self.doors["see_proof"], "case")).json()
        key = told["allegations"][0]["points"][0]["key"]
        self.knows("point", key, ":".join(str(uuid5(OURS, part)) for part in ("whole", "point")))
        for verb, made, ended in (
            ("add_bearing", "bearing", "remove_bearing"), ("add_gap", "gap", "close_gap"),
        ):  # fmt: skip
            self.act("officer", verb, "suspect 1", makes=made)
            self.act("officer", ended, made)
            self.act("officer", verb, "suspect 1", text="What the friend has sent her.")

    def ask_equality_questions(self):
        """The victim answers some, declines one, and takes one back."""
        taken_back, answers = BODIES["record_characteristics"]
        for title in (answers, taken_back):
            self.act("officer", "record_characteristics", "victim", titles=[title])
        self.read("officer", "see_characteristics", "victim")

    def refer(self):
        again, first = BODIES["write_referral"]
        other = {"suspects": ["{suspect 3}"], "plea_1": None}
        self.act("officer", "write_referral", "case", "referral 2", [first], **other)
        self.act("supervisor", "send_referral_back", "referral 2")
        self.act("officer", "revise_referral", "referral 2")
        self.act("officer", "withdraw_referral", "referral 2")
        other = {"suspects": ["{suspect 4}"], "plea_1": None}
        self.act("officer", "write_referral", "case", "referral 3", [first], **other)
        self.act("supervisor", "sign_referral_off", "referral 3", supervisor_comments="Read.")
        self.act("assistant", "return_referral", "referral 3")
        self.read("officer", "see_referral", "referral 3")
        self.act("officer", "write_referral", "case", "referral 4", [again])
        self.act("officer", "withdraw_referral", "referral 4")
        self.act("officer", "write_referral", "case", "referral", [first])
        self.act("supervisor", "sign_referral_off", "referral")
        self.act("assistant", "accept_referral", "referral")
        self.read("manager", "list_prosecutors", "case")
        self.act("manager", "allocate_case", "case")

    def extend(self):
        """The CPS asks for more time for its decision, and the police agree."""
        self.act("prosecutor", "ask_for_extension", "suspect 1", makes="extension")
        self.act("officer", "answer_extension", "extension")
        self.read("officer", "see_extension", "extension")
        later = {"proposed_on": "2027-02-12"}
        self.act("prosecutor", "ask_for_extension", "suspect 1", makes="extension 2", **later)
        self.act("prosecutor", "withdraw_extension", "extension 2")

    def plan(self):
        self.act("prosecutor", "record_review", "case", makes="review")
        with suppress(RolledBack), transaction.atomic():
            self.act("prosecutor", "set_action_plan", "review")
            raise RolledBack
        items = [*[AN_ACTION] * 3, REACHING, AN_ACTION]
        self.act("prosecutor", "set_action_plan", "review", items=items)
        for item in ActionItem.objects.unscoped("test"):
            self.knows(f"action {item.number}", item.pk)

    def plan_again(self):
        """A second plan is worded twice, approved and sent; all of it is undone."""
        with suppress(RolledBack), transaction.atomic():
            about = {"suspects": ["{suspect 1}"]}
            self.act("prosecutor", "record_review", "case", makes="review 2", **about)
            anew, first = BODIES["propose_action_plan"]
            for title, made in ((first, "second plan"), (anew, "second plan, worded anew")):
                self.act("prosecutor", "propose_action_plan", "review 2", made, [title])
                if title == first:
                    self.act("prosecutor", "withdraw_proposed_plan", made)
            self.read("manager", "list_proposed_plans", "review 2")
            self.act("manager", "judge_proposed_plan", made)
            self.act("prosecutor", "send_proposed_plan", made)
            self.read("manager", "see_proposed_plan", made)
            raise RolledBack

    def talk(self):
        self.act("officer", "accept_item", "action 1")
        self.act("officer", "ask_for_date", "action 1")
        self.act("prosecutor", "answer_date_request", "action 1")
        self.act("officer", "ask_for_date", "action 1", proposed_on="2026-12-29")
        self.act("officer", "withdraw_date_request", "action 1")
        self.act("officer", "answer_item", "action 1")
        self.act("prosecutor", "say_what_is_missing", "action 1")
        done = list(BODIES["answer_item"])[1:]
        self.act("officer", "answer_item", "action 1", titles=done, done="It is added.")
        self.act("prosecutor", "accept_answer", "action 1")
        self.act("officer", "vary_item", "action 2")
        ways = list(BODIES["answer_challenge"])
        self.act("prosecutor", "answer_challenge", "action 2", titles=ways[:2])
        self.act("prosecutor", "cancel_item", "action 2")
        self.act("officer", "challenge_item", "action 3")
        self.act("prosecutor", "answer_challenge", "action 3", titles=ways[2:])
        self.settle("action 3")
        self.act("officer", "withdraw_challenge", "action 3")
        self.act("prosecutor", "cancel_item", "action 3", text="It is no longer needed.")

    def settle(self, item):
        """Two people, one of each side, are named and resolve a challenge, which is undone."""
        with suppress(RolledBack), transaction.atomic():
            self.read("officer", "list_settlers", item)
            self.act("officer", "send_challenge_up", item)
            self.act("inspector", "propose_outcome", item)
            self.act("manager", "answer_outcome", item)
            raise RolledBack

    def ask_for_private_material(self):
        """Of a device, until she withdraws the agreement; of a school, until it is given back."""
        self.knows_request("phone", "action 4")
        device, ways = "of a device", ("record_notice", "record_authority")
        for name in ways:
            self.act("officer", name, "phone", titles=[device])
        self.act("officer", "record_agreement", "phone")
        self.act("officer", "mark_requested", "phone", titles=[device])
        self.act("officer", "record_withdrawal", "phone")
        self.act("officer", "mark_given_back", "phone")
        self.act("officer", "reclassify_item", "action 5")
        self.act("prosecutor", "justify_item", "action 5")
        self.knows_request("school", "action 5")
        notices = [title for title in BODIES["record_notice"] if title != device]
        self.act("officer", "record_notice", "school", titles=notices)
        self.act("officer", "record_authority", "school", titles=["of what a holder has"])
        self.act("officer", "mark_requested", "school", titles=["of a holder"])
        self.act("officer", "record_reply", "school")
        self.act("officer", "mark_given_back", "school")
        self.read("prosecutor", "see_victim_request", "school")
        self.act("prosecutor", "cancel_item", "action 5", text="It is no longer needed.")
        self.ask_for_themselves()
        self.ask_for_counselling_notes()

    def ask_for_counselling_notes(self):
        """The manager approves it, and the prosecutor sets it; all of it is undone."""
        with suppress(RolledBack), transaction.atomic():
            self.act("prosecutor", "propose_counselling_request", "review", makes="proposal")
            self.read("manager", "list_proposals", "review")
            self.act("manager", "judge_proposal", "proposal")
            self.act("prosecutor", "set_proposed_action", "proposal")
            self.read("manager", "see_proposal", "proposal")
            raise RolledBack

    def ask_for_themselves(self):
        """The police begin requests on their own decision, and give one up."""
        self.act("officer", "begin_victim_request", "victim", makes="surgery")
        self.act("officer", "drop_victim_request", "surgery")
        self.read("officer", "see_victim_register", "case")

    def knows_request(self, name, item):
        """Name the request for private material of an action, as reading the action tells it."""
        address = self._address(self.doors["see_item"], item)
        self.knows(name, self.system_of("officer").get(address).json()["victim_request"])

    def go_to_court(self):
        """The first hearing, which the court moves, a plea and another hearing."""
        self.act("prosecutor", "record_court_fact", "suspect 1", makes="in court")
        self.act("prosecutor", "correct_court_fact", "in court", makes="in court, corrected")
        self.read("officer", "see_court_facts", "case")

    def decide(self):
        self.read("manager", "list_notices")  # while there are few: later ones have no order here
        self.read("prosecutor", "see_worklist", "mine")
        in_part, as_alleged = BODIES["authorise_charge"]
        self.act("prosecutor", "authorise_charge", "suspect 1", titles=[as_alleged])
        self.act("prosecutor", "withdraw_charge", "suspect 1")
        self.act(
            "officer", "add_allegation", "case", makes="allegation 5", titles=["on one day"],
            from_on="2026-01-12",
        )  # fmt: skip
        self.act("prosecutor", "record_review", "case", suspects=["{suspect 1}"])
        units = Unit.objects.filter(pk=self.cast.cps.pk)
        units.update(charges_are_read_twice=True)
        self.act("prosecutor", "authorise_charge", "suspect 1", titles=[in_part])
        self._countersign_decision("suspect 1")
        units.update(charges_are_read_twice=False)
        self.act("officer", "report_charge", "suspect 1")
        self.correct_report()
        self.go_to_court()
        self.stop()
        self.add_charge()
        self.deal_with_out_of_court()
        self.read("officer", "list_participants", "case")
        self.act("prosecutor", "record_consultation", "case", makes="consultation")
        self.act("prosecutor", "propose_no_further_action", "suspect 2")

    def correct_report(self):
        """The report is corrected, answered and corrected again, before all of it is undone."""
        with suppress(RolledBack), transaction.atomic():
            another, as_authorised = BODIES["correct_charge_report"]
            self.act("officer", "correct_charge_report", "suspect 1", titles=[another])
            with suppress(RolledBack), transaction.atomic():
                self.act("prosecutor", "accept_charge_report", "suspect 1")
                raise RolledBack
            self.act("prosecutor", "query_charge_report", "suspect 1")
            self.act("officer", "correct_charge_report", "suspect 1", titles=[as_authorised])
            raise RolledBack

    def deal_with_out_of_court(self):
        """A caution whose condition is not met: the prosecutor reviews and decides again."""
        rows = Suspect.objects.unscoped("test").filter(pk=self.rows["suspect 2"])
        rows.update(born_on=date(1987, 3, 27))
        self.act("prosecutor", "propose_disposal", "suspect 2")
        self._countersign_decision("suspect 2")
        self.act("prosecutor", "withdraw_disposal", "suspect 2")
        self.act("manager", "withdraw_reversal", "suspect 2", text="She spoke of the same act.")
        self.act("officer", "report_disposal", "suspect 2")
        self.act("prosecutor", "vary_conditions", "suspect 2")
        self.act("officer", "report_conditions", "suspect 2")
        self.act("prosecutor", "record_review", "case", suspects=["{suspect 2}"])

    def stop(self):
        """One of the charges is replaced, of which a second reader reads why."""
        self.act("prosecutor", "stop_charges", "suspect 1")
        self.act("prosecutor", "withdraw_stop", "suspect 1")
        self.act("prosecutor", "stop_charges", "suspect 1", titles=["no evidence offered"])
        self.act("other_prosecutor", "decline_stop", "suspect 1")
        self.act("prosecutor", "stop_charges", "suspect 1", titles=["replaced by another"])
        self.act("other_prosecutor", "countersign_stop", "suspect 1")
        self.act("prosecutor", "record_prosecution_consent", "suspect 1")

    def add_charge(self):
        """What comes out then is reviewed and charged, of which a second reader reads why."""
        self.act(
            "officer", "add_allegation", "case", makes="allegation 6", titles=["on one day"],
            from_on="2026-01-14",
        )  # fmt: skip
        self.act(
            "prosecutor", "record_review", "case", suspects=["{suspect 1}"], test="FULL",
            awaited=None, review_again_on=None,
        )  # fmt: skip
        self.act("prosecutor", "add_charge", "suspect 1")
        self.act("other_prosecutor", "countersign_stop", "suspect 1", titles=["without a word"])

    def _countersign_decision(self, name):
        """Another prosecutor would decline the wording that waits, and countersigns it."""
        suspect = Suspect.objects.unscoped("test").get(pk=self.rows[name])
        number = newest_wording(suspect).number
        [told] = BODIES["decline_decision"].values()
        other = {} if number == told["number"] else {"number": number}
        with suppress(RolledBack), transaction.atomic():
            self.act("other_prosecutor", "decline_decision", name, **other)
            raise RolledBack
        self.act("other_prosecutor", "countersign_decision", name, **other)

    def reconsider(self):
        """No further action is reconsidered."""
        self._countersign_decision("suspect 2")
        self.act("manager", "reverse_no_further_action", "suspect 2")
        self.act("manager", "withdraw_reversal", "suspect 2")
        self.act("manager", "reverse_no_further_action", "suspect 2", ground="OTHER")
        self.act("other_prosecutor", "decline_reversal", "suspect 2")
        self.act("manager", "reverse_no_further_action", "suspect 2", ground="VICTIM")
        self.act("other_prosecutor", "countersign_reversal", "suspect 2")

    def close(self):
        """The police close what the CPS does not hold."""
        self.act("officer", "propose_closing", "suspect 3")
        self.act("officer", "withdraw_closing_report", "suspect 3")
        self.act("officer", "propose_closing", "suspect 3", reasons="She does not wish to go on.")
        self.act("supervisor", "send_closing_report_back", "suspect 3")
        self.act("officer", "propose_closing", "suspect 3", outcome="15")
        self.act("supervisor", "sign_closing_report", "suspect 3")
        self.act("supervisor", "reopen_investigation", "suspect 3")

    def take_advice(self):
        """The police ask for early advice about suspect 5, until it is given."""
        self.act("officer", "add_suspect", "case", makes="suspect 5")
        about = {"suspect": "{suspect 5}", "from_on": "2026-01-13"}  # after the others in any list
        name = "allegation of suspect 5"
        self.act("officer", "add_allegation", "case", makes=name, titles=["on one day"], **about)
        self.act("officer", "request_early_advice", "case", makes="advice")
        self.act("supervisor", "send_early_advice_back", "advice")
        self.send_for_advice("advice 2")
        self.act("officer", "withdraw_early_advice", "advice 2")
        self.send_for_advice("advice 3")
        self.act("assistant", "return_early_advice", "advice 3")
        self.act("inspector", "escalate_refusal", "advice 3")
        self.act("advice_manager", "uphold_refusal", "advice 3")
        self.send_for_advice("advice 4")
        self.act("assistant", "return_early_advice", "advice 4")
        self.act("officer", "reply_to_refusal", "advice 4")
        self.send_for_advice("advice 5")
        self.act("assistant", "accept_early_advice", "advice 5")
        self.act("advice_manager", "refuse_early_advice", "advice 5")
        self.act("inspector", "escalate_refusal", "advice 5")
        self.act("manager", "overturn_refusal", "advice 5")
        self.act("advice_manager", "name_adviser", "advice 5")
        self.act("advice_manager", "change_adviser", "advice 5")
        self.act("other_prosecutor", "give_early_advice", "advice 5")
        self.read("officer", "see_early_advice", "advice 5")

    def send_for_advice(self, makes):
        self.act("officer", "request_early_advice", "case", makes=makes)
        self.act("supervisor", "sign_early_advice_off", makes)

    def look(self):
        self.rows["document"] = Document.objects.unscoped("test").first().pk
        self.knows("police unit", self.cast.police.pk, "7")  # one of them may have its number
        self.read("officer", "list_units")
        self.read("officer", "list_offences")
        self.read("officer", "list_cases")
        for name in ("see_case", "see_documents", "see_uploads", "see_proof", "see_held_material"):
            self.read("officer", name, "case")
        self.read("officer", "download_document", "document")
        self.read("officer", "see_item", "action 1")


def only_what_is_sent(sent):
    """The answers of a call without those that are left out."""
    return {name: value for name, value in sent.items() if value is not None}


def with_sample_files(sent):
    """The body of a form with files."""
    file = SimpleUploadedFile("statement.txt", b"What she said.")
    return {name: [file] if each == [THE_FILE] else each for name, each in sent.items()}
