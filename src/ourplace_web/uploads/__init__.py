"""An anchor's files for a study: received, checked, kept under random names, read, and their receipts shown."""
