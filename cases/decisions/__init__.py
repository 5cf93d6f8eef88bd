"""Decisions about a suspect, what they rest on, and what follows: charges, court facts."""
