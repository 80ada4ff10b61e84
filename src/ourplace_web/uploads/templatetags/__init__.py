"""Tags for the pages of files."""
