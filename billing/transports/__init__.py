"""Ways in which an e-invoice leaves the house: plug-ins that know bytes and addresses, and neither rows nor requests."""
