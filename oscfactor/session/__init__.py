"""The instrument without a network: named things, on the event loop."""
