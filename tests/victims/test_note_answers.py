"""An ISVA's note is answered by the role it was sent to; the ISVA reads it, and nobody else."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.security.test_hidden_is_missing import comparable_response
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import (
    client_for,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.recent_moments import days_ago
from tests.support.victims.support_service import (
    add_service,
    fresh_support,
    give_consent,
    record_of,
    refer_and_accept,
)
from timeliness.models import Delivery
from timeliness.notices import notice_mail
from victims import keys
from victims.actions.consents import confirm_consent, withdraw_consent
from victims.actions.liaison_notes import send_liaison_note
from victims.actions.note_answers import answer_note, correct_note_answer
from victims.actions.records import name_victim_contact
from victims.actions.support import assign_isva, end_support
from victims.models import (
    AnswerReceived,
    Consent,
    NoteAnswer,
    NoteReceived,
    Shown,
    VictimIdentity,
)
from victims.queries import liaison_notes
from victims.queries.liaison_notes import notes_received_by_roles
from victims.queries.who_looked import looks_at_victim

pytestmark = pytest.mark.django_db
ASKS, SAYS = "Is a room Marigold free?", "The Tansy room is booked."
POLICE_ROLES = ("CONTACT_OFFICER", "OFFICER_IN_CASE")
ALL_ROLES = (*POLICE_ROLES, "LIAISON_OFFICER")
CANNOT = "This note cannot be answered now"


@pytest.fixture
def builder():
    """A case with the CPS, whose victim agrees that both sides get notes from the ISVA."""
    builder = add_service(CaseBuilder(cast(), at=days_ago(3)).allocate())
    builder.support = refer_and_accept(builder)
    for recipient in ("POLICE", "CPS"):
        give_consent(builder, builder.support, ["LIAISON"], recipient=recipient)
    return builder


def send_note(builder, *roles, text=ASKS, support=None, **more):
    about = {"support": fresh_support(support or builder.support), "text": text, "roles": roles}
    return builder.do(send_liaison_note, "isva", **about, **more)


def received(builder, role, text=None):
    rows = NoteReceived.objects.unscoped("test").filter(role=role)
    return rows.select_related("case", "record").latest("at")


def answer(builder, who="contact", role="CONTACT_OFFICER", text=SAYS, version=0):
    about = {"note": received(builder, role), "text": text, "version": version}
    return builder.do(answer_note, who, **about)


def see(builder, who, name, row=None):
    address = page_url(name, row) if row is not None else page_url(name)
    return client_for(getattr(builder.cast, who)).get(address)


def contacts_of(builder, who):
    return page_text(see(builder, who, "see-contacts", builder.victim))


def notes_of_service(builder, who="isva"):
    return page_text(see(builder, who, "see-liaison-notes", builder.support))


def day(builder, who="isva"):
    return page_text(see(builder, who, "see-my-day"))


def waiting(builder, who):
    """[(text, address)] of the notes on the list of what waits."""
    page = client_for(getattr(builder.cast, who)).get("/waiting/").context["page"]
    tasks = [row.task for _title, rows in page.groups for row in rows]
    return [(str(t.text), t.address) for t in tasks if t.kind.name == "notes"]


def withdraw(builder, recipient, category="LIAISON"):
    rows = Consent.objects.unscoped("test").filter(recipient=recipient, category=category)
    one = rows.filter(withdrawal=None).latest("at")
    about = {"support": fresh_support(builder.support), "consents": [str(one.pk)], "how": "PHONE"}
    builder.do(withdraw_consent, "isva", **about)


def agree_again(builder, recipient):
    give_consent(builder, fresh_support(builder.support), ["LIAISON"], recipient=recipient)
    rows = Consent.objects.unscoped("test").filter(recipient=recipient, withdrawal=None)
    rows = rows.filter(is_given_again=True, confirmation=None)
    about = {"consents": [str(each.pk) for each in rows], "how": "PHONE"}
    builder.do(confirm_consent, "service_manager", support=fresh_support(builder.support), **about)


class TestWhoAnswers:
    def test_the_role_answers_from_the_page_where_the_note_is_read(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        client = client_for(builder.cast.contact)
        address = page_url("answer-note", received(builder, "CONTACT_OFFICER"))
        assert address in links_on_page(client.get(page_url("see-contacts", builder.victim)))
        assert ASKS in page_text(client.get(address))
        page = submit_form(client, address, text=SAYS)
        assert SAYS in page_text(page) and "Answer again" in page_text(page)
        entry = AuditEntry.objects.filter(verb="answer_note").latest("pk")
        assert (entry.operation, entry.case_id) == ("disclosure", builder.case.pk)

    def test_nobody_else_of_the_side_and_nobody_of_the_other(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        note = received(builder, "CONTACT_OFFICER")
        for who, status in (
            ("officer", 403), ("supervisor", 404), ("liaison", 404), ("prosecutor", 404),
            ("manager", 404), ("isva", 404), ("service_manager", 404),
        ):  # fmt: skip
            assert see(builder, who, "answer-note", note).status_code == status, who
            with pytest.raises((Refused, NoteReceived.DoesNotExist)):
                answer(builder, who)
        assert not NoteAnswer.objects.unscoped("test").exists()

    def test_the_isva_reads_the_role_and_no_name(self, builder):
        send_note(builder, *ALL_ROLES)
        text = notes_of_service(builder)
        assert "The police have not answered yet." in text
        assert "The CPS has not answered yet." in text
        answer(builder)
        answer(builder, "liaison", "LIAISON_OFFICER", text="From the Yarrow side.")
        for who in ("isva", "service_manager"):
            text = notes_of_service(builder, who)
            assert SAYS in text and "From the Yarrow side." in text
            assert "The victim contact officer (police)" in text and "not answered yet" not in text
            assert builder.cast.contact.name not in text and builder.cast.liaison.name not in text
        row = AnswerReceived.objects.unscoped("test").first()
        assert builder.cast.contact.pk not in vars(row).values()

    def test_answers_stand_in_order_of_time_and_a_reply_is_a_new_note(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        answer(builder, text="We are asking.")
        answer(builder, text=SAYS, version=1)
        text = notes_of_service(builder)
        assert text.index("We are asking.") < text.index(SAYS)
        links = links_on_page(see(builder, "isva", "see-liaison-notes", builder.support))
        assert links.count(page_url("send-liaison-note", builder.support)) == 2


class TestTheOtherSide:
    def test_no_page_of_the_cps_changes_by_what_the_police_were_sent_or_answered(
        self, builder, monkeypatch
    ):
        send_note(builder, "LIAISON_OFFICER", text="For the CPS.")
        now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: now)
        client = client_for(builder.cast.liaison)
        about_victim = ("see-contacts", "see-victim-support", "see-victim")
        pages = [page_url(name, builder.victim) for name in about_victim]
        pages += [page_url("see-calls"), "/waiting/", "/notices/"]
        for address in pages:
            client.get(address)
        before = [comparable_response(client.get(address)) for address in pages]
        send_note(builder, *POLICE_ROLES)
        first = answer(builder)
        about = {"answer": first, "text": "Otherwise.", "why": "MISTAKE", "version": 1}
        builder.do(correct_note_answer, "contact", **about)
        notes_of_service(builder)
        assert [comparable_response(client.get(address)) for address in pages] == before
        assert see(builder, "liaison", "correct-note-answer", first).status_code == 404

    def test_of_one_note_to_both_sides_each_waits_and_reads_for_itself(self, builder):
        send_note(builder, *ALL_ROLES)
        answer(builder)
        assert SAYS not in contacts_of(builder, "liaison")
        assert len(waiting(builder, "liaison")) == 1
        answer(builder, "liaison", "LIAISON_OFFICER", text="From the Yarrow side.")
        assert "Yarrow" not in contacts_of(builder, "contact")


class TestWhatWaits:
    @pytest.mark.parametrize(
        "role, who",
        [
            ("CONTACT_OFFICER", "contact"),
            ("OFFICER_IN_CASE", "officer"),
            ("LIAISON_OFFICER", "liaison"),
        ],
    )
    def test_it_waits_for_the_role_until_it_is_answered(self, builder, role, who):
        send_note(builder, role)
        address = page_url("answer-note", received(builder, role))
        task = [("Answer a note of a support service", address)]
        others = {"contact", "officer", "supervisor", "liaison", "prosecutor"} - {who}
        assert waiting(builder, who) == task
        assert [each for each in others if waiting(builder, each)] == []
        for page in ("see-contacts", "answer-note"):
            row = builder.victim if page == "see-contacts" else received(builder, role)
            assert see(builder, who, page, row).status_code == 200
        assert waiting(builder, who) == task
        answer(builder, who, role)
        assert waiting(builder, who) == []

    def test_it_is_new_no_more_to_whoever_answered_it(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        answer(builder)
        page = see(builder, "contact", "see-contacts", builder.victim)
        assert [note.is_new for note in page.context["notes"]] == [False]

    def test_victims_to_contact_today_leads_to_the_answer(self, builder):
        send_note(builder, "LIAISON_OFFICER")
        note = received(builder, "LIAISON_OFFICER")
        page = see(builder, "liaison", "see-calls")
        assert page_url("answer-note", note) in links_on_page(page)
        assert builder.cast.service.name not in page_text(page)
        answer(builder, "liaison", "LIAISON_OFFICER")
        assert page_url("answer-note", note) not in links_on_page(
            see(builder, "liaison", "see-calls")
        )

    def test_where_somebody_is_named_it_waits_for_them_alone(self, builder):
        builder.cast.second = person(builder.cast.police, "contact_victims")
        send_note(builder, "CONTACT_OFFICER")
        contacts_of(builder, "second")
        assert len(waiting(builder, "contact")) == len(waiting(builder, "second")) == 1
        about = {"record": record_of(builder), "person": builder.cast.contact}
        builder.do(name_victim_contact, "supervisor", **about)
        assert len(waiting(builder, "contact")) == 1 and waiting(builder, "second") == []

    def test_who_was_sent_the_same_note_reads_what_their_colleague_answered(self, builder):
        send_note(builder, *POLICE_ROLES)
        answer(builder)
        to_read = page_url("see-contacts", builder.victim) + "#notes"
        assert waiting(builder, "officer") == [("Read a note about the victim", to_read)]
        assert waiting(builder, "contact") == []
        text = contacts_of(builder, "officer")
        assert waiting(builder, "officer") == []
        assert SAYS in text and "Correct this answer" not in text
        assert "Correct this answer" in contacts_of(builder, "contact")

    def test_a_note_that_was_opened_hides_no_newer_one(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        older = page_url("answer-note", received(builder, "CONTACT_OFFICER"))
        contacts_of(builder, "contact")
        send_note(builder, "CONTACT_OFFICER", text="Never ring at home.")
        assert [text for text, _to in waiting(builder, "contact")] == [
            "Answer a note of a support service", "Read a note about the victim",
        ]  # fmt: skip
        contacts_of(builder, "contact")
        assert [to for _text, to in waiting(builder, "contact")] == [older]

    def test_one_that_wants_no_answer_waits_until_it_is_read_and_can_be_answered(self, builder):
        send_note(builder, "CONTACT_OFFICER", wants_answer=False)
        assert [text for text, _to in waiting(builder, "contact")] == [
            "Read a note about the victim"
        ]
        page = see(builder, "contact", "see-contacts", builder.victim)
        assert "An answer is asked for" not in page_text(page)
        assert page_url("answer-note", received(builder, "CONTACT_OFFICER")) in links_on_page(page)
        assert waiting(builder, "contact") == []
        assert "have not answered yet" not in notes_of_service(builder)
        answer(builder)
        assert SAYS in notes_of_service(builder)

    def test_the_isva_says_on_the_form_whether_they_need_an_answer(self, builder):
        client = client_for(builder.cast.isva)
        address = page_url("send-liaison-note", builder.support)
        typed = {"roles": ["CONTACT_OFFICER"], "text": ASKS, "is_understood": "on"}
        assert "Select Yes if you need an answer" in page_text(client.post(address, typed))
        for said in ("no", "yes"):
            submit_form(client, address, **typed, wants_answer=said)
            assert received(builder, "CONTACT_OFFICER").wants_answer is (said == "yes")
        assert "An answer is asked for." in contacts_of(builder, "contact")
        assert "The police have not answered yet." in notes_of_service(builder)

    def test_who_reads_it_to_answer_has_looked_at_the_victim(self, builder):
        def lookers():
            leader = scope(builder.cast.supervisor, at=timezone.now())
            return {each.name for each in looks_at_victim(record_of(builder), leader).own_side}

        send_note(builder, "CONTACT_OFFICER")
        assert builder.cast.contact.name not in lookers()
        see(builder, "contact", "answer-note", received(builder, "CONTACT_OFFICER"))
        assert builder.cast.contact.name in lookers()

    def test_an_answer_is_not_read_by_a_role_that_was_not_sent_the_note(self, builder):
        send_note(builder, "OFFICER_IN_CASE", text="For the officer.")
        send_note(builder, "CONTACT_OFFICER")
        answer(builder)
        assert SAYS not in contacts_of(builder, "officer")
        assert len(waiting(builder, "officer")) == 1


class TestConsentAndTheEndOfSupport:
    def test_once_the_consent_is_withdrawn_nothing_is_sent_and_what_was_typed_stays(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        client, note = client_for(builder.cast.contact), received(builder, "CONTACT_OFFICER")
        address = page_url("answer-note", note)
        form = client.get(address).context["form"]
        typed = {"form_key": form["form_key"].value(), "version": 0, "text": SAYS}
        withdraw(builder, "POLICE")
        page = client.post(address, typed)
        assert page.status_code == 409 and "Nothing was sent" in page_text(page)
        assert SAYS in page.text and not AnswerReceived.objects.unscoped("test").exists()
        fresh = client.get(address)
        assert CANNOT in page_text(fresh) and "<textarea" not in fresh.text
        assert waiting(builder, "contact") == []
        assert "Answer" not in contacts_of(builder, "contact").split("Notes from the ISVA")[1]

    def test_a_note_that_nobody_opened_is_then_only_to_be_read(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        withdraw(builder, "POLICE")
        [(text, address)] = waiting(builder, "contact")
        assert text == "Read a note about the victim" and "#notes" in address
        contacts_of(builder, "contact")
        assert waiting(builder, "contact") == []

    def test_the_service_is_shown_nothing_then_and_not_whether_there_is_an_answer(
        self, builder, monkeypatch
    ):
        send_note(builder, *ALL_ROLES)
        now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: now)
        withdraw(builder, "POLICE")
        pages = [page_url("see-liaison-notes", builder.support), page_url("see-my-day")]
        client = client_for(builder.cast.isva)
        for address in pages:
            client.get(address)
        without = [comparable_response(client.get(address)) for address in pages]
        agree_again(builder, "POLICE")
        answer(builder)
        withdraw(builder, "POLICE")
        Delivery.objects.filter(notice__in=["note_answered", "consent_changed"]).delete()
        assert [comparable_response(client.get(address)) for address in pages] == without
        text = notes_of_service(builder)
        assert "Answers of the police are not shown to you now." in text and SAYS not in text
        assert not Shown.objects.unscoped("test").exclude(answer=None).exists()
        agree_again(builder, "POLICE")
        assert SAYS in notes_of_service(builder)

    def test_the_other_sides_answers_stay_with_their_own_consent(self, builder):
        send_note(builder, *ALL_ROLES)
        answer(builder)
        answer(builder, "liaison", "LIAISON_OFFICER", text="From the Yarrow side.")
        withdraw(builder, "POLICE")
        text = notes_of_service(builder)
        assert SAYS not in text and "From the Yarrow side." in text

    def test_a_mail_that_waits_is_dropped_and_none_has_content(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        answer(builder)
        [row] = Delivery.objects.filter(notice="note_answered")
        assert row.recipient == builder.cast.isva and row.about == builder.support.pk
        subject, body = notice_mail(row)
        assert SAYS not in subject + body + row.subject and builder.cast.contact.name not in body
        withdraw(builder, "POLICE")
        row.refresh_from_db()
        assert row.dropped_at is not None

    def test_a_mail_about_the_other_sides_answer_goes_out(self, builder):
        send_note(builder, *ALL_ROLES)
        answer(builder)
        answer(builder, "liaison", "LIAISON_OFFICER")
        mails = Delivery.objects.filter(notice="note_answered").order_by("created_at")
        ofs = dict(zip(("POLICE", "CPS"), mails, strict=True))
        Delivery.objects.filter(pk=ofs["CPS"].pk).update(set_aside_at=builder.at)
        withdraw(builder, "CPS")
        for side, is_dropped in (("POLICE", False), ("CPS", True)):
            ofs[side].refresh_from_db()
            assert (ofs[side].dropped_at is not None) is is_dropped, side

    @pytest.mark.parametrize("how", ["in conflict", "inactive"])
    def test_where_the_isva_may_not_be_told_their_manager_is(self, builder, how):
        send_note(builder, "CONTACT_OFFICER")
        if how == "inactive":
            builder.cast.isva.is_active = False
            builder.cast.isva.save(update_fields=["is_active"])
        else:
            add_conflict(builder.cast.isva, builder.case, at=builder.at)
        answer(builder)
        [row] = Delivery.objects.filter(notice="note_answered")
        assert row.recipient == builder.cast.service_manager and builder.case.urn not in row.subject

    def test_the_end_of_the_support_is_said_in_the_same_words(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        answer(builder)
        about = {"support": fresh_support(builder.support), "ended": "COMPLETE"}
        builder.do(end_support, "service_manager", **about)
        with pytest.raises(Refused, match="Nothing was sent: this note cannot be answered now"):
            answer(builder, version=1)
        assert CANNOT in page_text(
            see(builder, "contact", "answer-note", received(builder, "CONTACT_OFFICER"))
        )
        assert SAYS not in notes_of_service(builder, "service_manager")
        assert see(builder, "isva", "see-liaison-notes", builder.support).status_code == 404

    def test_an_isva_who_takes_over_reads_the_thread_and_the_former_no_more(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        answer(builder)
        about = {"isva": builder.cast.other_isva, "hands_on": False}
        builder.do(assign_isva, "service_manager", support=fresh_support(builder.support), **about)
        assert "Answered:" in day(builder, "other_isva")
        assert SAYS in notes_of_service(builder, "other_isva")
        assert see(builder, "isva", "see-liaison-notes", builder.support).status_code == 404
        assert SAYS not in day(builder) and "Answered:" not in day(builder)

    def test_who_withdraws_reads_what_was_shown_and_each_side_of_its_own(self, builder):
        send_note(builder, *ALL_ROLES)
        answer(builder)
        notes_of_service(builder)
        for who in ("contact", "liaison", "officer"):
            contacts_of(builder, who)
        shown = "An answer to a liaison note"
        assert shown in page_text(see(builder, "contact", "see-victim-support", builder.victim))
        assert shown in page_text(see(builder, "isva", "see-consents", builder.support))
        for who in ("liaison", "officer", "supervisor"):
            assert shown not in page_text(see(builder, who, "see-victim-support", builder.victim))
        page = page_text(see(builder, "contact", "see-victim-support", builder.victim))
        assert "First seen by The service that supports the victim" in page


class TestTheDayOfTheIsva:
    def test_it_says_answered_until_they_opened_it(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        assert "Answered:" not in day(builder)
        answer(builder)
        text = day(builder)
        assert "Answered: the note of" in text and SAYS not in text
        assert "Notes about 1 person were answered." in text
        assert "News of the case is not shared with you" in text
        client = client_for(builder.cast.isva)
        assert client.head(page_url("see-liaison-notes", builder.support)).status_code == 200
        notes_of_service(builder, "service_manager")
        assert "Answered:" in day(builder)
        notes_of_service(builder)
        assert "Answered:" not in day(builder)
        assert not Delivery.objects.filter(notice="note_answered", read_at=None).exists()

    def test_an_answer_to_an_old_note_is_on_their_page_until_they_opened_it(
        self, builder, monkeypatch
    ):
        monkeypatch.setattr(liaison_notes, "MAX_NOTES_ON_PAGE", 1)
        send_note(builder, "CONTACT_OFFICER", text="The first note.")
        old = received(builder, "CONTACT_OFFICER")
        send_note(builder, "CONTACT_OFFICER", text="The second note.")
        assert "The first note." not in notes_of_service(builder)
        builder.do(answer_note, "contact", note=old, text=SAYS, version=0)
        assert "Answered:" in day(builder)
        assert SAYS in notes_of_service(builder)
        assert "Answered:" not in day(builder)
        assert "The first note." not in notes_of_service(builder)


class TestCorrections:
    def correct(self, builder, first, who="contact", **more):
        asked = {"text": "The Sorrel room.", "why": "MISTAKE", "version": 1}
        return builder.do(correct_note_answer, who, answer=first, **asked | more)

    def test_both_versions_are_kept_and_the_isva_is_told_again(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        first = answer(builder)
        notes_of_service(builder)
        client = client_for(builder.cast.contact)
        address = page_url("correct-note-answer", first)
        assert client.get(address).context["form"]["text"].value() == SAYS
        submit_form(client, address, text="The Sorrel room.", why="MISTAKE")
        assert "Answered:" in day(builder)
        for text in (notes_of_service(builder), contacts_of(builder, "contact")):
            assert text.index("The Sorrel room.") < text.index("what it said before")
            assert text.index("what it said before") < text.index(SAYS)
            assert "A mistake was made when it was written" in text
        assert Delivery.objects.filter(notice="note_answered").count() == 2
        kept = NoteAnswer.objects.unscoped("test").order_by("number")
        assert [(row.number, row.first_id) for row in kept] == [(1, None), (2, first.pk)]

    def test_a_stale_one_an_empty_one_and_another_roles_are_refused(self, builder):
        send_note(builder, *POLICE_ROLES)
        first = answer(builder)
        with pytest.raises(Refused, match="what the answer says already"):
            self.correct(builder, first, text=SAYS)
        with pytest.raises(Refused, match="whom a note was sent to"):
            self.correct(builder, first, "officer")
        second = self.correct(builder, first)
        with pytest.raises(Refused, match="corrected this answer since"):
            self.correct(builder, first)
        self.correct(builder, second, version=2, text="The Teasel room.")
        withdraw(builder, "POLICE")
        with pytest.raises(Refused, match="Nothing was sent"):
            self.correct(builder, second, version=3, text="The Vetch room.")


class TestTwoAtOnce:
    def test_a_colleagues_answer_meanwhile_is_shown_and_nothing_typed_is_lost(self, builder):
        send_note(builder, *POLICE_ROLES)
        client = client_for(builder.cast.officer)
        address = page_url("answer-note", received(builder, "OFFICER_IN_CASE"))
        form = client.get(address).context["form"]
        answer(builder)
        typed = {"form_key": form["form_key"].value(), "version": 0, "text": "From the officer."}
        page = client.post(address, typed)
        assert page.status_code == 409 and "has answered this note since" in page_text(page)
        assert SAYS in page_text(page) and "From the officer." in page.text
        again = page.context["form"]
        typed |= {name: again[name].value() for name in ("form_key", "version")}
        assert client.post(address, typed).status_code == 302
        assert client.post(address, typed).status_code == 302  # a double click
        assert NoteAnswer.objects.unscoped("test").count() == 2


class TestWalls:
    def test_a_restricted_case_lets_in_who_is_named(self, builder):
        send_note(builder, *POLICE_ROLES)
        answer(builder, "officer", "OFFICER_IN_CASE")
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
        note = received(builder, "CONTACT_OFFICER")
        assert see(builder, "contact", "answer-note", note).status_code == 404
        assert waiting(builder, "contact") == []
        assert SAYS in notes_of_service(builder)
        page = see(builder, "service_manager", "see-liaison-notes", builder.support)
        assert page.status_code == 404

    def test_who_is_in_conflict_with_the_case_finds_nothing(self, builder):
        send_note(builder, *POLICE_ROLES)
        answer(builder, "officer", "OFFICER_IN_CASE")
        add_conflict(builder.cast.contact, builder.case, at=builder.at)
        add_conflict(builder.cast.isva, builder.case, at=builder.at)
        note = received(builder, "CONTACT_OFFICER")
        assert see(builder, "contact", "answer-note", note).status_code == 404
        assert waiting(builder, "contact") == []
        assert "Answered:" not in day(builder)
        assert "was answered" not in page_text(client_for(builder.cast.isva).get("/notices/"))

    def test_nothing_is_answered_about_a_case_that_is_to_be_destroyed(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_destroyed=True)
        with pytest.raises((Refused, NoteReceived.DoesNotExist)):
            answer(builder)

    @pytest.mark.usefixtures("restore_victim_keys")
    def test_it_is_sealed_and_waits_for_nobody_once_the_identity_is_destroyed(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        answer(builder)
        send_note(builder, "CONTACT_OFFICER", text="Once more?")
        for row in (
            *NoteAnswer.objects.unscoped("test"),
            *AnswerReceived.objects.unscoped("test"),
        ):
            assert b"Tansy" not in bytes(row.text)
        contacts_of(builder, "contact")
        assert len(waiting(builder, "contact")) == 1
        send_note(builder, "OFFICER_IN_CASE", text="Nobody opens this.")
        VictimIdentity.objects.unscoped("test").create(
            case=builder.case, record=record_of(builder), destroyed_at=builder.at
        )
        keys.destroy_victim_key(builder.victim.pk)
        assert waiting(builder, "contact") == waiting(builder, "officer") == []
        assert "Answered:" not in day(builder)
        assert "This answer has been destroyed" in contacts_of(builder, "contact")
        assert "This answer has been destroyed" in notes_of_service(builder)
        with pytest.raises(Refused, match="Nothing was sent"):
            answer(builder)

    @pytest.mark.usefixtures("restore_victim_keys")
    def test_without_the_key_an_answer_is_refused_and_kept_nowhere(self, builder):
        send_note(builder, "CONTACT_OFFICER")
        keys.destroy_victim_key(builder.victim.pk)
        with pytest.raises(Refused, match="details have been destroyed"):
            answer(builder)
        assert not AnswerReceived.objects.unscoped("test").exists()


def test_many_notes_take_as_many_queries_as_one(builder):
    pages = {
        "isva": [page_url("see-liaison-notes", builder.support), page_url("see-my-day")],
        "contact": [
            page_url("see-contacts", builder.victim), page_url("see-calls"), "/waiting/",
        ],
    }  # fmt: skip

    def counts():
        found = []
        for who, addresses in pages.items():
            client = client_for(getattr(builder.cast, who))
            for address in addresses:
                client.get(address)
                found.append(len(page_and_queries(client, address)[1]))
        return found

    def note_and_answer(text):
        send_note(builder, *POLICE_ROLES, text=text)
        first = answer(builder, text=f"{text} Yes.")
        about = {"answer": first, "text": f"{text} No.", "why": "BETTER_KNOWN", "version": 1}
        builder.do(correct_note_answer, "contact", **about)
        send_note(builder, "CONTACT_OFFICER", text=f"{text} And then?")

    note_and_answer("One.")
    few = counts()
    for text in ("Two.", "Three.", "Four."):
        note_and_answer(text)
    assert counts() == few


def test_what_a_page_of_one_side_reads_has_no_answer_of_the_other(builder):
    """Without the second lock, by the scope alone."""
    send_note(builder, *ALL_ROLES)
    answer(builder)
    answer(builder, "liaison", "LIAISON_OFFICER", text="From the Yarrow side.")
    for who, capacity, said in (
        ("contact", "contact_victims", SAYS),
        ("liaison", "liaise_with_victims", "From the Yarrow side."),
    ):
        by = scope(getattr(builder.cast, who), at=builder.at)
        [note] = notes_received_by_roles(record_of(builder), by, capacities={capacity})
        assert [each.text for each in note.answers] == [said]


def test_a_scope_of_the_side_reads_no_row_of_the_service_and_the_reverse(builder):
    send_note(builder, *ALL_ROLES)
    answer(builder)
    answer(builder, "liaison", "LIAISON_OFFICER")
    for who, sides, services in (("contact", 1, 0), ("liaison", 1, 0), ("isva", 0, 2)):
        by = scope(getattr(builder.cast, who), at=builder.at + timedelta(hours=1))
        assert NoteAnswer.objects.for_scope(by).count() == sides, who
        assert AnswerReceived.objects.for_scope(by).count() == services, who


def test_a_note_of_before_is_given_the_act_by_which_it_was_sent(builder):
    other = CaseBuilder(builder.cast, at=builder.at).submit()
    other.support = refer_and_accept(other)
    give_consent(other, other.support, ["LIAISON"], recipient="POLICE")
    at = other.at
    for each in (builder, other):
        for roles in (POLICE_ROLES, ("CONTACT_OFFICER",)):
            each.at = at if roles is POLICE_ROLES else at + timedelta(minutes=1)
            send_note(each, *roles, support=each.support)
    fill = import_module("victims.migrations.0014_answer_notes").FILL
    sent = fill.partition("SET sent_id = ")[2]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sent_id, {sent} FROM victims_notereceived received")
        found = cursor.fetchall()
    assert len(found) == 6 and [one for one, two in found if one != two] == []
