"""The programs that write the client packages from the command table."""
