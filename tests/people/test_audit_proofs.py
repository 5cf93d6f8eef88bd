"""A proof that an entry is in the log, checked by a program that imports nothing of ours."""

import ast
import json
import subprocess
import sys
from base64 import b64encode
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import SealedEntry, SignedHead
from people.sealing.keys import verifier_keys
from people.sealing.queries.proofs import consistency_proof, proof_of_entry
from rasso.settings.environment import ROOT
from tests.support.sealed_log import sealed_in_batches, tamper, write_entries
from tools.cosigner import is_consistent

pytestmark = pytest.mark.django_db
SCRIPT = ROOT / "docs/examples/check_audit_proof.py"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SEALED_LOG_ROOT = tmp_path / "sealed-log"


@pytest.fixture
def ids():
    return sealed_in_batches(20, 17, 3)


def printed(command, *words):
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def ask_script(proof, key, tmp_path, *more):
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof))
    done = subprocess.run(
        [sys.executable, "-O", SCRIPT, path, key, *more], capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_a_program_that_is_not_ours_finds_the_entry_in_the_log(ids, tmp_path):
    key = printed("audit_keys").strip()
    for pk in (ids[0], ids[19], ids[31], ids[39]):
        code, said = ask_script(json.loads(printed("audit_proof", str(pk))), key, tmp_path)
        assert (code, said[: len(f"Entry {pk} is in")]) == (0, f"Entry {pk} is in"), said


def test_it_imports_nothing_but_what_everybody_has():
    tree = ast.parse(SCRIPT.read_text())
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert {each.split(".")[0] for each in modules} <= {*sys.stdlib_module_names, "cryptography"}


def changes(proof):
    """Each way to change a proof, by name."""
    entry = proof["entry"]
    for name, value in entry.items():
        other = [*value, "more"] if isinstance(value, list) else f"{value}0"
        yield name, proof | {"entry": entry | {name: other}}
    yield "position", proof | {"position": proof["position"] + 1}
    yield "no hashes", proof | {"hashes": []}
    yield "one hash more", proof | {"hashes": [*proof["hashes"], proof["hashes"][0]]}
    zero = b64encode(bytes(32)).decode()
    yield "another hash", proof | {"hashes": [zero, *proof["hashes"][1:]]}
    yield "another size", proof | {"head": proof["head"].replace("\n40\n", "\n41\n")}
    yield "another time", proof | {"head": proof["head"].replace("time 2", "time 1")}
    yield "unsigned", proof | {"head": proof["head"].rpartition("\n\n")[0] + "\n\n"}


def test_it_finds_whatever_was_changed(ids, tmp_path):
    key = printed("audit_keys").strip()
    for name, changed in changes(proof_of_entry(ids[12])):
        code, said = ask_script(changed, key, tmp_path)
        assert code == 1 and "Not proved" in said, (name, said)


def test_it_takes_no_head_that_another_key_signed(ids, tmp_path, settings):
    proof = proof_of_entry(ids[12])
    settings.AUDIT_SEAL_KEYS = ["another long random text"]
    code, said = ask_script(proof, verifier_keys()[0].text, tmp_path)
    assert code == 1 and "did not sign the head" in said


def test_an_edited_entry_has_no_proof_that_holds(ids, tmp_path):
    tamper("UPDATE people_auditentry SET verb = 'x' WHERE id = %(one)s", one=ids[5])
    code, said = ask_script(proof_of_entry(ids[5]), printed("audit_keys").strip(), tmp_path)
    assert code == 1 and "does not lead to the head" in said


def test_an_entry_that_is_not_sealed_has_no_proof(ids):
    [waiting] = write_entries(1)
    for pk in (waiting, waiting + 1):
        with pytest.raises(CommandError, match="not in the sealed log"):
            printed("audit_proof", str(pk))


def test_a_proof_takes_as_many_queries_however_long_the_log(ids):
    counts = []
    for pk in (ids[0], ids[39]):
        with CaptureQueriesContext(connection) as asked:
            proof_of_entry(pk)
        counts.append(len(asked))
    assert counts == [7, 7]


def test_any_two_heads_are_consistent_by_what_is_stored(ids):
    roots = dict(SignedHead.objects.values_list("size", "root"))
    for old, new in ((20, 37), (37, 40), (20, 40)):
        found = consistency_proof(old, new)
        assert is_consistent(old, new, bytes(roots[old]), bytes(roots[new]), found)
    assert SealedEntry.objects.count() == 40
