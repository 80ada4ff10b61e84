"""Views of the picture, of what is taken away, and of the public page."""
