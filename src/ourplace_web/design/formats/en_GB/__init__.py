"""English as Britons write it."""
