"""The cases, for another agency's system: the same doors, forms and actions as the pages."""
