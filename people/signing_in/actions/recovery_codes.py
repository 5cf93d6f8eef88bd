"""
Recovery codes: made at random, stored as password hashes, each used once.

A code is shown when it is made and never again. Its first four letters say which hash it is tried
against, so that a wrong code costs one hash, as a wrong password does.
"""

import re
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AnonymousUser
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.models import User

CODES = 10  # that a person has at a time, as allauth made them before
# Crockford's base 32: without the letters i, l, o and u, the first three of which are read for
# 1 and 0. https://www.crockford.com/base32.html
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})
LENGTH, GROUP = 16, 4  # letters of a code, of which the first group is stored in clear
CODE = re.compile(f"[{LETTERS}]{{{LENGTH}}}")
HASHES = "hashes"  # of Authenticator.data: first group of each unused code to the hash of all of it
SHOWN = "shown"  # of Authenticator.data: whether a page has shown the codes to their owner
RECOVERY = Authenticator.Type.RECOVERY_CODES
NO_FACTOR = _("You have no second step of signing in, for which a recovery code could stand in.")
# Read by allauth, also by that of the release before: none of its codes is left.
NO_CODES_OF_ALLAUTH: dict[str, Any] = {"migrated_codes": []}


def bare_code(typed: str) -> str | None:
    """What was typed as the letters of a code; None if it is no recovery code."""
    bare = typed.strip().lower().translate(READ_AS)
    return bare if CODE.fullmatch(bare) else None


def make_codes(user: User) -> list[str]:
    """
    Give a person new codes in place of those they had. Returns them as they are to be shown.

    Of two calls at once the later one's codes count. Raises Refused if by then the account is
    closed, or has no second factor of its own for which a code could stand in.
    """
    bare: dict[str, str] = {}
    while len(bare) < CODES:
        code = "".join(secrets.choice(LETTERS) for _each in range(LENGTH))
        bare[code[:GROUP]] = code
    hashes = {name: make_password(code) for name, code in bare.items()}
    data = NO_CODES_OF_ALLAUTH | {HASHES: hashes, SHOWN: False}
    with atomic():
        now = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        own = Authenticator.objects.filter(user=user).exclude(type=RECOVERY)
        if not (now.is_active and own.exists()):
            raise Refused(NO_FACTOR, is_stage=True)
        _row_of(user).delete()
        Authenticator.objects.create(user=user, type=RECOVERY, data=data)
    return [_grouped(code) for code in bare.values()]


def use_code(user: User, typed: str) -> Authenticator | None:
    """
    Use up a code of the person's. Returns the row that had it; None if they have no such code.

    Of two who send the same code at once, the second waits and finds it used.
    """
    code = bare_code(typed)
    if code is None:
        return None
    with atomic():
        row = _row_of(user).select_for_update().first()
        hashes = row.data.get(HASHES, {}) if row else {}
        if row is None or code[:GROUP] not in hashes:
            make_password(code)  # takes as long as a code that is tried
            return None
        if not check_password(code, hashes[code[:GROUP]]):
            return None
        del row.data[HASHES][code[:GROUP]]
        row.save(update_fields=["data"])
    return row


def codes_left(user: User | AnonymousUser) -> int:
    """How many codes of the person were shown to them and have not been used."""
    row = _row_of(user).first() if user.is_authenticated else None
    return len(row.data.get(HASHES, {})) if row and row.data.get(SHOWN) else 0


def show_codes(user: User, codes: list[str]) -> list[str]:
    """
    Note that codes are shown to the person. Returns those that work.

    None if others were made since.
    """
    with atomic():
        row = _row_of(user).select_for_update().first()
        live = row.data.get(HASHES, {}).keys() if row else {}.keys()
        if row is None or not live <= {code[:GROUP] for code in codes}:
            return []
        row.data[SHOWN] = True
        row.save(update_fields=["data"])
    return [code for code in codes if code[:GROUP] in live]


def remove_codes_of_allauth(user: User) -> None:
    """Remove codes that the release before made from a stored seed."""
    rows = _row_of(user).exclude(data__has_key=HASHES)
    rows.update(data=NO_CODES_OF_ALLAUTH | {HASHES: {}})


def _row_of(user: User | AnonymousUser) -> Any:
    return Authenticator.objects.filter(user_id=user.pk, type=RECOVERY)


def _grouped(code: str) -> str:
    """A code as it is shown: k7mp-3xqd-9wtr-52cz."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))
