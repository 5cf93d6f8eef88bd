"""
The kinds of notices that may wait for a daily email or the end of quiet hours.

Written by hand: a kind that is new must be added here or to what is emailed at once. Here are those
about which nobody has to do anything within a day: no Red referral, bail, custody, charge, victim,
or access depends on them.
"""

MAY_WAIT = {
    # The police close an investigation.
    "closing_wanted", "closing_sent_back", "closing_signed", "closing_reopened",
    # Early advice, before there is a referral.
    "advice_sign_off_wanted", "advice_sent_back", "advice_requested", "advice_withdrawn",
    "advice_to_decide", "advice_refused", "advice_escalated", "advice_answered", "advice_reply",
    "advice_accepted", "advice_given", "advice_wanted",
    # What is in a file, how good it was, and what others hold.
    "allegation_changed", "document_replaced", "document_revealed", "holder_replied",
    "file_assessed", "file_disputed", "file_decided",
    # What is over, or is somebody else's now.
    "approval_withdrawn", "disposal_reported", "finalised", "reallocated", "cover_ended",
    # A reminder before something is due, on a later day.
    "before_due",
    # Reviews and panels look at decisions that were made.
    "review_named", "review_decided", "review_asked", "decision_referred_back",
    "second_look_named", "second_look_taken", "panel_case_left", "passage_waits",
    "passage_settled", "panel_to_read", "opinion_due", "panel_opinions_in", "panel_closed",
    "pilot_area_set",
    # Answers to what somebody proposed; what they change is told by another notice.
    "access_approved", "access_refused", "access_settled", "emergency_confirmed",
    "opening_approved", "opening_refused", "opening_settled", "lifting_settled",
    "break_glass_reviewed", "destruction_refused", "identity_end_refused", "directory_waits",
}  # fmt: skip
