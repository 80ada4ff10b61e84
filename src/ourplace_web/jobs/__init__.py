"""Work that goes on beside the pages: its states, its heartbeat, and the processes that do it."""
