"""Passwords: written alone, and only to an account that is still active."""

from people.models import User


def save_password(user: User, password: str) -> bool:
    """
    Save a new password of an account that was read before; False if it is deactivated by now.

    Nothing else of the account is written, since it may have changed since it was read. Call it in
    a transaction.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not locked.is_active:
        return False
    user.set_password(password)
    user.save(update_fields=["password"])
    return True
