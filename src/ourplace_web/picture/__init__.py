"""The picture of a place: what a study found, seen from a ring or an anchor, down to the payments; and what may be taken away of it."""
