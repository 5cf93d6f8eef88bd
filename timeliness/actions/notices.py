"""What a person does with the notices on their page."""

from timeliness.models import Delivery


def mark_read(*, by, at, references):
    """Note that a person has read these of their own notices; anyone else's are left alone."""
    Delivery.objects.filter(recipient_id=by.user_id, reference__in=references, read_at=None).update(
        read_at=at
    )
