"""Tags for the pages of a network."""
