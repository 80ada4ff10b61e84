"""Tags for the pages of the picture."""
