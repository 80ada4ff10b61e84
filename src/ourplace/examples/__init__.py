"""Bundled examples: studies that write themselves, so that anybody can see the whole of OurPlace run in a minute."""

from ourplace.examples.preston import write_preston

__all__ = ["write_preston"]
