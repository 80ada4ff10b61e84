"""Bundled examples: studies that write themselves, so that anybody can see the whole of OurPlace run in a minute."""

from typing import TYPE_CHECKING

from ourplace.loading import exported_on_demand

if TYPE_CHECKING:
    from ourplace.examples.preston import write_preston
else:
    __getattr__ = exported_on_demand(__name__, {"preston": ["write_preston"]})

__all__ = ["write_preston"]
