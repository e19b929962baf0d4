"""The disk: sound files, sessions, paths."""
