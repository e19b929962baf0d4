"""The process that hears: it keeps what was heard lately, and gives it when asked."""
