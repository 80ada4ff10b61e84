"""Commands for whoever runs the website."""
