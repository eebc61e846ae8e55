"""The web pages of events: public ones, the participant's own, the coordinator's."""
