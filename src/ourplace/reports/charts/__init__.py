"""Pictures of a place's spend as SVG, drawn once for wide pages and once for phones."""
