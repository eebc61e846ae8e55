"""The files for the case system: an agreement or an event with all its papers, ready to be journalised."""
