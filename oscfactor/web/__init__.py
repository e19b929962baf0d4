"""HTTP and WebSocket: OSCQuery over the tree of leaves and commands, and how others find the daemon."""
