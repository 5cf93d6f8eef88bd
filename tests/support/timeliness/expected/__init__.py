"""What is expected of notices and their mail, by hand. It imports nothing from the project."""
