"""What a person does with the notices on their page."""

from timeliness.models import Delivery


def mark_read(*, by, at, references):
    """
    Note that a person has read these of their own notices; anyone else's are left alone.

    They are locked in the order in which a clock that is resumed locks its own.
    """
    mine = Delivery.objects.filter(recipient_id=by.user_id, reference__in=references, read_at=None)
    locked = mine.select_for_update().order_by("reference").values_list("pk", flat=True)
    Delivery.objects.filter(pk__in=list(locked)).update(read_at=at)
