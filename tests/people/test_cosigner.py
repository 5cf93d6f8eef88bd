"""Co-signers are programs of others: they sign what goes on from what they know, and no fork."""

from base64 import b64encode

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from people.models import CoSignature, SignedHead
from people.sealing import merkle
from people.sealing.actions import cosign
from people.sealing.cosigners import cosigners
from people.sealing.keys import signing_key
from people.sealing.queries.proofs import consistency_proof, proof_of_entry
from people.sealing.signed_notes import Head, VerifierKey, sign_head, text_of
from rasso import readiness, tasks
from tests.people.test_audit_proofs import ask_script, printed
from tests.people.test_merkle import grown, letters, mth, proof, subproof
from tests.support.cosigner_process import CoSignerProcess
from tests.support.sealed_log import seal_all, sealed_in_batches, tamper, verdict, write_entries
from tools.cosigner import is_consistent

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"


@pytest.fixture
def both(settings, tmp_path):
    """The co-signers of both agencies, which AUDIT_COSIGNERS names."""
    names = ("police.example/cosigner", "cps.example/cosigner")
    found = [CoSignerProcess(tmp_path / name.partition(".")[0], name) for name in names]
    settings.AUDIT_COSIGNERS = [(each.address, each.key) for each in found]
    yield found
    for each in found:
        each.stop()


def body(note, old, hashes=()):
    lines = "".join(f"{b64encode(each).decode()}\n" for each in hashes)
    return f"old {old}\n{lines}\n{note}"


def signed_by_us(size, root):
    return sign_head(Head("rasso.example/audit", size, root, NOW), signing_key())


def is_well(problem, at):
    return problem not in readiness.readiness_problems(at=at)


def test_both_agencies_co_sign_each_newest_head(both, tmp_path):
    ids = sealed_in_batches(5, 4)
    assert cosign.ask_cosigners(at=NOW).signed == 2
    assert cosign.ask_cosigners(at=NOW).signed == 0
    sealed_in_batches(7)
    assert cosign.ask_cosigners(at=NOW).signed == 2
    assert sorted(CoSignature.objects.values_list("size", flat=True)) == [9, 9, 16, 16]
    for row in CoSignature.objects.all():
        key = VerifierKey.from_text({each.name: each.key for each in both}[row.name])
        text = text_of(SignedHead.objects.get(size=row.size).note)
        [cosigner] = [each for each in cosigners() if each.key == key]
        assert cosigner.has_signed(text, row.line) and not cosigner.has_signed(text + "x", row.line)
    keys = (printed("audit_keys").strip(), *(each.key for each in both))
    code, said = ask_script(proof_of_entry(ids[3]), keys[0], tmp_path, *keys[1:])
    assert code == 0, said


def test_a_proof_without_a_co_signature_is_not_enough_for_who_asks_for_it(both, tmp_path):
    [pk, *_] = sealed_in_batches(5)
    own = printed("audit_keys").strip()
    assert ask_script(proof_of_entry(pk), own, tmp_path)[0] == 0
    code, said = ask_script(proof_of_entry(pk), own, tmp_path, both[0].key)
    assert code == 1 and "did not sign the head" in said


def test_it_signs_only_what_goes_on_from_what_it_remembers(both):
    police, _cps = both
    sealed_in_batches(5, 4, 6)
    notes = dict(SignedHead.objects.values_list("size", "note"))
    assert police.post(body(notes[5], 0))[0] == 200
    assert police.post(body(notes[9], 0)) == (409, "5\n")
    assert police.post(body(notes[9], 5))[0] == 422  # without a proof
    assert police.post(body(notes[9], 5, consistency_proof(5, 15)))[0] == 422
    assert police.post(body(notes[9], 5, consistency_proof(5, 9)))[0] == 200
    assert police.post(body(notes[5], 5)) == (409, "9\n")  # a log that became shorter
    assert police.post(body(notes[5], 9))[0] == 400
    police.stop()
    police.start()
    assert police.post(body(notes[15], 5, consistency_proof(5, 15))) == (409, "9\n")
    assert police.post(body(notes[15], 9, consistency_proof(9, 15)))[0] == 200


def test_it_refuses_a_fork_that_our_own_key_signed_and_keeps_it(both):
    police, _cps = both
    sealed_in_batches(5, 4)
    assert cosign.ask_cosigners(at=NOW).signed == 2
    fork = signed_by_us(9, b"x" * 32)
    assert police.post(body(fork, 9)) == (409, "9\n")
    leaves = letters(12)
    nodes = grown(leaves)[1]
    hashes = proof(merkle.consistency_spans(9, 12), nodes)
    longer = signed_by_us(12, mth(leaves))
    assert police.post(body(longer, 9, hashes))[0] == 422
    kept = {path.name[:12]: path.read_text() for path in police.folder.glob("refused-*")}
    assert kept == {"refused-fork": body(fork, 9), "refused-proo": body(longer, 9, hashes)}


def test_it_signs_no_other_log_and_nothing_that_the_log_did_not_sign(both, settings):
    police, _cps = both
    sealed_in_batches(5)
    note = SignedHead.objects.get().note
    assert police.post(body(note.replace("rasso.example", "other.example"), 0))[0] == 404
    assert police.post(body(note.replace("\n5\n", "\n6\n"), 0))[0] == 403
    settings.AUDIT_SEAL_KEYS = ["a key of theirs"]
    assert police.post(body(signed_by_us(5, b"x" * 32), 0))[0] == 403
    for nonsense in ("", "old 1", "old x\n\n" + note, "old 0\nnot base64\n\n" + note, "x" * 20_000):
        assert police.post(nonsense)[0] == 400, nonsense[:20]
    assert not list(police.folder.glob("head-*"))


def test_its_key_and_what_it_remembers_are_for_itself_alone(both):
    sealed_in_batches(5)
    cosign.ask_cosigners(at=NOW)
    for each in both:
        assert each.folder.stat().st_mode & 0o777 == 0o700
        modes = {
            path.name.split("-")[0]: path.stat().st_mode & 0o777 for path in each.folder.iterdir()
        }
        assert modes == {"key": 0o600, "head": 0o600}


def test_who_is_absent_is_told_of_and_stops_nothing(both, caplog):
    police, cps = both
    sealed_in_batches(5)
    police.stop()
    assert cosign.ask_cosigners(at=NOW).signed == 1
    assert "police.example/cosigner cannot be reached" in caplog.text
    assert is_well("log not co-signed", timezone.now())
    assert not is_well("log not co-signed", timezone.now() + timezone.timedelta(minutes=11))
    sealed_in_batches(4)
    police.start()
    assert cosign.ask_cosigners(at=NOW).signed == 2
    assert is_well("log not co-signed", timezone.now() + timezone.timedelta(minutes=11))
    cps.stop()
    police.stop()
    cps.start(), police.start()  # both remember


def test_our_memory_of_what_was_signed_may_be_lost(both):
    sealed_in_batches(5, 4)
    cosign.ask_cosigners(at=NOW)
    tamper("DELETE FROM people_cosignature")
    sealed_in_batches(3)
    assert cosign.ask_cosigners(at=NOW).signed == 2


def test_a_rewritten_log_is_refused_by_both_and_told_by_audit_verify(
    both, caplog, capsys, settings
):
    """With our key and the copies, but without theirs."""
    sealed_in_batches(5, 4)
    cosign.ask_cosigners(at=NOW)
    root = b"y" * 32
    tamper(
        "UPDATE people_signedhead SET root = %(root)s, note = %(note)s WHERE size = 9",
        root=root, note=signed_by_us(9, root),
    )  # fmt: skip
    settings.SEALED_LOG_ROOT = settings.SEALED_LOG_ROOT.with_name("gone")
    _is_well, said = verdict(capsys)
    assert "forked: cps.example/cosigner signed another head of size 9" in said
    tamper("DELETE FROM people_cosignature")
    assert cosign.ask_cosigners(at=NOW).signed == 0
    assert caplog.text.count("has signed another log") == 2
    assert is_well("log refused by a co-signer", timezone.now())
    tasks.have_log_cosigned()
    assert not is_well("log refused by a co-signer", timezone.now())
    assert not is_well("log not co-signed", timezone.now() + timezone.timedelta(minutes=11))


def test_a_log_that_was_cut_is_told_by_what_was_co_signed(both, capsys, settings):
    sealed_in_batches(5, 4)
    cosign.ask_cosigners(at=NOW)
    tamper(
        "DELETE FROM people_sealedentry WHERE position > 4",
        "DELETE FROM people_signedhead WHERE size > 5",
    )
    settings.SEALED_LOG_ROOT = settings.SEALED_LOG_ROOT.with_name("gone")
    _is_well, said = verdict(capsys)
    assert "truncated: cps.example/cosigner signed a head of size 9" in said


def test_an_answer_without_its_signature_is_not_kept(both, settings):
    police, cps = both
    settings.AUDIT_COSIGNERS = [(police.address, cps.key)]
    write_entries(2)
    seal_all()
    assert cosign.ask_cosigners(at=NOW).signed == 0 and not CoSignature.objects.exists()


@given(st.data())
def test_its_own_reading_of_proofs_is_the_oracles(data):
    new = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(1, new))
    leaves = letters(new)
    roots, hashes = (mth(leaves[:old]), mth(leaves)), subproof(old, leaves, True)
    assert is_consistent(old, new, *roots, hashes)
    other = mth([b"other", *leaves[1:]])
    assert not is_consistent(old, new, roots[0], other, hashes)
    assert not is_consistent(old, new, *roots, [*hashes, b"x" * 32])
    assert not hashes or not is_consistent(old, new, *roots, hashes[:-1])
