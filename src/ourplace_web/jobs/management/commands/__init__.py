"""The commands that do background work."""
