"""Dates and times as Britons write them, for Django to find by language."""
