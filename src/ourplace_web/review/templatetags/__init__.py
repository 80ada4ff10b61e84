"""Filters for the pages of a review."""
