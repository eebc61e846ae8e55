"""What this room prints: lists of participants, name badges and proofs of attendance."""
