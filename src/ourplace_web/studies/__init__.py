"""Studies of a network: what each is about, making a new one, and the folder from which the library runs it."""
