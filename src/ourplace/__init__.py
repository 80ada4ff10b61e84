"""OurPlace shows where a place's public money goes, and helps the place bring more of it home."""

from importlib.metadata import version

__version__ = version("ourplace")
