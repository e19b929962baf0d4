"""Playing on time: the daemon's side of the processes that render and that feed the sound card."""
