"""The pages of a study's files."""
