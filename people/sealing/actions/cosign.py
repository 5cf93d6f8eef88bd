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
from people.sealing.signed_notes import Head, read_head

logger = logging.getLogger(__name__)


@dataclass
class CoSigningOutcome:
    """How many co-signers signed, and how many refused because they know another log."""

    signed: int = 0
    refused: int = 0


def ask_cosigners(*, at: datetime) -> CoSigningOutcome:
    """
    Ask every co-signer that has not signed the newest head.

    Who does not answer, or refuses, stops nothing: an error is logged, readiness tells of it
    (people/sealing/queries/lag.py), and it is asked again next time.
    """
    newest = SignedHead.objects.order_by("-size").first()
    asked = CoSigningOutcome()
    for cosigner in cosigners() if newest else []:
        try:
            asked.signed += have_head_signed(cosigner, newest.note, at=at) if newest else 0
        except ForkRefused as refusal:
            asked.refused += 1
            logger.critical("The audit log was not co-signed: %s", refusal)
        except NotCoSigned as reason:
            logger.error("The audit log was not co-signed: %s", reason)
    return asked


def have_head_signed(cosigner: CoSigner, note: str, *, at: datetime) -> bool:
    """
    Have a head signed, unless this co-signer has. Returns whether it signed now.

    Raises NotCoSigned, and ForkRefused if it remembers a log that ours does not go on from.
    """
    head = read_head(note, verifier_keys())
    mine = CoSignature.objects.filter(name=cosigner.name)
    if mine.filter(size=head.size).exists():
        return False
    line = _ask(cosigner, head, note, mine.aggregate(size=Max("size"))["size"] or 0)
    row = CoSignature(name=cosigner.name, size=head.size, line=line, at=at)
    CoSignature.objects.bulk_create([row], ignore_conflicts=True)  # another worker asked too
    return True


def _ask(cosigner: CoSigner, head: Head, note: str, old: int) -> str:
    """Ask with the size that we think it has signed, then once with the one that it answers."""
    old = min(old, head.size)
    for _time in range(2):
        try:
            return cosigner.ask(head, note, old=old, proof=consistency_proof(old, head.size))
        except OtherSize as other:
            old = other.size
    raise NotCoSigned(f"{cosigner.name} is asked by someone else too")
