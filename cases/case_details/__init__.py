"""What a case is about: opened, its suspects, victims, allegations and linked cases."""
