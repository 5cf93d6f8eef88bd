"""Things that change between a call's start and its action, and lock timeouts."""

import pytest

from cases.case_details.actions import cases
from cases.models import Suspect
from devtools.case_builder import MONDAY, CaseBuilder, cast, person, scope
from people.administration.actions import systems
from people.models import AuditEntry, Token
from tests.support.api.token_callers import Caller
from tests.support.cases.charges import WHAT_HE_DID
from tests.support.cases.concurrency import case_locked, run_meanwhile, short_lock_timeout
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.people.approvals import approved

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_changed_while_a_call_waited_counts_as_changed_since_it_was_read():
    builder = CaseBuilder(cast()).allocate().review()
    prosecutor = Caller(builder.cast.cps).for_(builder.cast.prosecutor)
    suspect = builder.suspect()
    [allegation] = suspect.allegations.unscoped("test").all()
    asked = {
        "counts": [{"allegation": str(allegation.pk), "particulars": WHAT_HE_DID}],
        "rationale": "The evidential stage is met.",
        "public_interest_rationale": "A prosecution is in the public interest.",
        **FOCUS_ANSWERS,
    }  # fmt: skip

    def correct():
        builder.do(
            cases.correct_suspect, "officer", suspect=suspect, version=suspect.version,
            surname="Somebody", given_names="Else", born_on=None,
        )  # fmt: skip

    def authorise():
        address = f"/api/suspects/{suspect.pk}/authorisation/"
        return prosecutor.change(address, asked, version=suspect.version)

    [told] = run_meanwhile(correct, authorise)
    assert (told.status_code, told["ETag"]) == (412, f'"{builder.suspect().version}"')
    assert builder.suspect().state == "WITH_PROSECUTOR"
    assert (
        prosecutor.change(
            f"/api/suspects/{suspect.pk}/authorisation/", asked, version=builder.suspect().version
        ).status_code
        == 200
    )


def test_no_token_is_given_for_a_secret_that_has_been_renewed_since_it_was_compared(monkeypatch):
    system = Caller(cast().police)
    give, by = systems.issue_token, scope(person(make_administration_unit(), "administer_accounts"))

    def give_late(**asked):
        systems.renew_secret(
            approval=approved("renew_secret"),
            person=system.system.account,
            by=by,
            at=MONDAY,
            version=1,
        )
        return give(**asked)

    monkeypatch.setattr(systems, "issue_token", give_late)
    assert system.get_token().status_code == 401
    assert not Token.objects.exists()


NOBODY = {"surname": "Nobody", "custody": "NOT_ARRESTED"}


def count_added_suspects():
    return Suspect.objects.unscoped("test").filter(surname="Nobody").count()


def test_a_caller_who_waits_too_long_is_told_to_repeat_the_same_call():
    builder = CaseBuilder(cast())
    officer = Caller(builder.cast.police).for_(builder.cast.officer)
    address, key = f"/api/cases/{builder.case.pk}/suspects/", "the-key-of-this-1"
    with case_locked(builder.case), short_lock_timeout():
        told = officer.make(address, NOBODY, key=key)
    assert (told.status_code, told["Retry-After"]) == (503, "1"), told.content
    assert "Someone else is saving changes to this" in told.json()["detail"]
    assert "nothing was done" in told.json()["detail"] and "ETag" not in told
    assert AuditEntry.objects.get(verb="add_suspect", refused__startswith="Someone else")
    assert count_added_suspects() == 0
    first, again = (officer.make(address, NOBODY, key=key) for _time in range(2))
    assert (first.status_code, again.content) == (201, first.content)
    assert count_added_suspects() == 1
