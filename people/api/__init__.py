"""How another agency's system asks the same of the same rules, and is told in JSON."""
