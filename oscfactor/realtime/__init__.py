"""What must be on time: the daemon's side of the processes that play."""
