"""The pages of a study's runs."""
