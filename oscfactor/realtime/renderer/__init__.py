"""The process that renders the playing buffers into a ring."""
