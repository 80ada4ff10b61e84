"""Public bodies of the United Kingdom, written down by us as facts: who they are, were, and were replaced by."""

from ourplace.registers.public_bodies.reader import entities

__all__ = ["entities"]
