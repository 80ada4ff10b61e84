"""Running a study in the background: progress, cancelling, trying again, and where the result is."""
