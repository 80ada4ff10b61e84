"""The Food Standards Agency's list of approved food premises: trading names at the places where they work."""

from ourplace.registers.food_premises.reader import entities

__all__ = ["entities"]
