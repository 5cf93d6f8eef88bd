"""Referrals from writing to triage, what was submitted, and the quality of the file."""
