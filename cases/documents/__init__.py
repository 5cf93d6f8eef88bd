"""Documents of a case: uploads, virus scans, versions, what stays with the police."""
