from timeliness.models.clock import Clock, Confidence, CountedIn, ExtraDay
from timeliness.models.delivery import Delivery
from timeliness.models.heartbeat import Mark
from timeliness.models.mail_choice import MailChoice
from timeliness.models.reminder import Reminder, Stage

__all__ = [
    "Clock",
    "Confidence",
    "CountedIn",
    "Delivery",
    "ExtraDay",
    "MailChoice",
    "Mark",
    "Reminder",
    "Stage",
]
