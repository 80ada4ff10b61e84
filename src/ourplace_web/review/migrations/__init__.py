"""Changes of the tables of judgements, in their order."""
