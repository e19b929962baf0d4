"""The process that renders what plays into a ring."""
