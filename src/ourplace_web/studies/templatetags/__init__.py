"""Tags for the pages of a study."""
