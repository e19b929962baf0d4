"""Sockets that carry packets to the dispatcher and answers back."""
