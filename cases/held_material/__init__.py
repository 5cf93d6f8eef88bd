"""Material of a case that is held elsewhere: recorded interviews, video, downloads."""
