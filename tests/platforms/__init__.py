"""What other systems do, brought about on this one."""
