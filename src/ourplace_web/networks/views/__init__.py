"""The pages of a network: its organisations, its people, invitations and the audit log."""
