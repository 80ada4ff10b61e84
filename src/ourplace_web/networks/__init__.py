"""Who works together on a place: networks, their organisations, the people in them and what each may do."""
