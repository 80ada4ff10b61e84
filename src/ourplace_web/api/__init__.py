"""The interface for programs: what the pages show, as JSON, to those who may see it, with a token of their own."""
