"""The documents that an agreement brings with it, each made from its snapshot alone."""
