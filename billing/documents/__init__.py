"""The documents that an invoice becomes, each made from its snapshot alone."""
