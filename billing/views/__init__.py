"""What a municipality's coordinators see and do about the fee."""
