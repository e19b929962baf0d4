"""The process that empties the ring into the sound card."""
