"""Open Sound Control without sockets and without sound: codec, patterns, the command table, dispatch."""
