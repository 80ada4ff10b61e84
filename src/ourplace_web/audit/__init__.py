"""Who did what, when: an append-only log that a network's analysts can read."""
