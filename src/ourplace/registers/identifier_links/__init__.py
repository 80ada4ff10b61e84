"""Which identifiers name the same organisation, as org-id.guide's volunteers have linked them; kept apart from the registers."""

from ourplace.registers.identifier_links.reader import links

__all__ = ["links"]
