"""The process that empties the ring into the sound card; it starts fast, so it imports no NumPy."""
