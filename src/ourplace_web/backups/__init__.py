"""Keeping everything that the website holds in one file, and putting it back."""
