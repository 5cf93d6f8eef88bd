"""Have the newest head of the sealed log signed by each co-signer."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from people.models import CoSignature, SignedHead
from people.sealing.cosigners import (
    CoSigner,
    ForkRefused,
    NotCoSigned,
    OtherSize,
    cosigners,
)
from people.sealing.keys import verifier_keys
from people.sealing.queries.proofs import consistency_proof
from people.sealing.signed_notes import read_head

logger = logging.getLogger(__name__)

ASKED_AT_MOST = 3  # for one head: again if it knows another size, again if we have a newer head


@dataclass
class CoSigningOutcome:
    """
    What co-signers answered.

    signed: how many signed. refused: how many because they know another log. forgot: how many know
    less than they have signed.
    """

    signed: int = 0
    refused: int = 0
    forgot: int = 0


def ask_cosigners(*, at: datetime) -> CoSigningOutcome:
    """
    Ask every co-signer that has not signed the newest head.

    Who does not answer, or refuses, stops nothing: an error is logged, readiness tells of it
    (people/sealing/queries/lag.py), and it is asked again next time.
    """
    asked = CoSigningOutcome()
    for cosigner in cosigners() if SignedHead.objects.exists() else []:
        try:
            have_newest_signed(cosigner, asked, at=at)
        except ForkRefused as refusal:
            asked.refused += 1
            logger.critical("The audit log was not co-signed: %s", refusal)
        except NotCoSigned as reason:
            logger.error("The audit log was not co-signed: %s", reason)
    return asked


# nosemgrep: check-then-act - a second row is ignored
def have_newest_signed(cosigner: CoSigner, asked: CoSigningOutcome, *, at: datetime) -> None:
    """
    Have the newest head signed, unless this co-signer has, and count it in `asked`.

    It is asked from the size that we know it has signed, then from the one that it answers. That
    may be larger: an answer was lost, or another task asks too, with a head that is newer. Raises
    NotCoSigned, and ForkRefused if it has signed a log that ours does not go on from.
    """
    mine = CoSignature.objects.filter(name=cosigner.name)
    old = signed = mine.aggregate(size=Max("size"))["size"] or 0
    for _time in range(ASKED_AT_MOST):
        newest = SignedHead.objects.latest("size")
        if mine.filter(size=newest.size).exists():
            return
        if old > newest.size:
            raise ForkRefused(f"{cosigner.name} has signed a longer log")
        try:
            line = _ask(cosigner, newest.note, old)
        except OtherSize as other:
            old = other.size
            _tell_if_forgotten(cosigner, asked, signed=signed, known=old)
            continue
        row = CoSignature(name=cosigner.name, size=newest.size, line=line, at=at)
        CoSignature.objects.bulk_create([row], ignore_conflicts=True)  # another worker asked too
        asked.signed += 1
        return
    raise NotCoSigned(f"{cosigner.name} is asked by someone else too")


def _ask(cosigner: CoSigner, note: str, old: int) -> str:
    head = read_head(note, verifier_keys())
    return cosigner.ask(head, note, old=old, proof=consistency_proof(old, head.size))


def _tell_if_forgotten(
    cosigner: CoSigner, asked: CoSigningOutcome, *, signed: int, known: int
) -> None:
    """Tell of a co-signer that knows less than it has signed: it would sign a fork from there."""
    if known < signed:
        asked.forgot += 1
        text = "%s has signed %s entries of the audit log, and now knows of %s"
        logger.error(text, cosigner.name, signed, known)
