"""Thirty-six faults, each breaking one promise, and the program that asks whether a test notices."""
