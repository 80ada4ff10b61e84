"""Preston 2012/13: invented suppliers and payments that add up to the published spend analysis of six anchors."""

from ourplace.examples.preston.content import read_content
from ourplace.examples.preston.inventing import invent_preston
from ourplace.examples.preston.records import InventedStudy, Payment, Supplier
from ourplace.examples.preston.writing import write_preston

__all__ = ["InventedStudy", "Payment", "Supplier", "invent_preston", "read_content", "write_preston"]
