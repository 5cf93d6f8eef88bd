"""The co-signers of the audit log die, hang and come back; after a restore they refuse it."""

from drills.cosigners import DrillCoSigner, both_agencies, is_sealed, newest_head, run_command
from drills.drill_run import DrillRun
from drills.expected_state import Verdict, single_number
from drills.matrix import register_drill

REFUSED = "SELECT count(*) FROM timeliness_mark WHERE name = 'log refused'"


@register_drill("K32", "a co-signer dead, hung and back")
def cosigner_fails(scene: DrillRun) -> Verdict:
    """Nothing stops: people write, the log is sealed, the other agency signs; in the end both."""
    police, cps = both_agencies(scene)
    scene.service()
    scene.start_writing()
    scene.wait_for(lambda: police.signed() and cps.signed(), 60, "both to sign")
    cps.kill()
    last = sign_alone(scene, police, cps, "dead")
    cps.start()
    scene.wait_for(lambda: cps.signed() > last, 60, "the dead one to sign again")
    cps.hang()
    sign_alone(scene, police, cps, "hung")
    cps.go_on()
    verdict = scene.verdict()
    wait_until_both_signed(scene, police, cps)
    add_verification(scene, verdict)
    return verdict


def sign_alone(scene: DrillRun, well: DrillCoSigner, ill: DrillCoSigner, how: str) -> int:
    """
    Wait until one has signed two newer heads, and the other, which is ill, none of the second.

    Returns the size that the ill one signed last.
    """
    first = wait_for_signature(scene, well, above=well.signed())
    last = ill.signed()
    second = wait_for_signature(scene, well, above=first)
    scene.wrong += ill.signed() > last
    scene.note(f"{how} at {last} entries, and the other agency signed {second}")
    return last


def wait_for_signature(scene: DrillRun, cosigner: DrillCoSigner, *, above: int) -> int:
    """Wait until it has signed a larger size, and return that."""
    scene.wait_for(lambda: cosigner.signed() > above, 60, f"{cosigner.name} to sign")
    return cosigner.signed()


def wait_until_both_signed(scene: DrillRun, *cosigners: DrillCoSigner) -> None:
    """Wait until every entry is sealed and everybody has signed the newest head."""

    def have_signed() -> bool:
        with scene.ground.administrator() as session:
            sealed = is_sealed(session)
        return sealed and {each.signed() for each in cosigners} == {newest_head(scene)}

    scene.wait_for(have_signed, 60, "both to sign the newest head")


def forget_what_was_signed(scene: DrillRun, *cosigners: DrillCoSigner) -> None:
    """Wait until the restored log is refused; then their operators remove what they remember."""

    def is_refused() -> int:
        with scene.ground.administrator() as session:
            return single_number(session, REFUSED)

    scene.wait_for(is_refused, 60, "the co-signers to refuse the restored log")
    scene.note(f"refused by co-signers that had signed {cosigners[0].known()} entries")
    for each in cosigners:
        each.kill()
        each.forget()
        each.start()


def add_verification(scene: DrillRun, verdict: Verdict, says: str = "as they were sealed") -> None:
    """Add what audit_verify says to a verdict. says: what has to be in it."""
    code, said = run_command(scene, "audit_verify")
    verdict.wrong += code != 0 or says not in said
    verdict.notes += said.strip().splitlines()[:3]
