"""The rows of the command table, one module a chapter."""
