"""An invented place to make reports of."""
