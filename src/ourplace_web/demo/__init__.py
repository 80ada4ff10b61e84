"""The bundled example as a network, with a person of every role, for looking round on one's own machine."""
