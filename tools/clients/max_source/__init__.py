"""The patches of the Max package, as Python writes them."""
