"""The Mutuals Public Register: co-operative and community benefit societies, credit unions, friendly and building societies."""

from ourplace.registers.mutuals.reader import entities

__all__ = ["entities"]
