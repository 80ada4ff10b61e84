"""The first pages, errors, and what the website says of itself."""
