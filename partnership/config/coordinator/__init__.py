"""A coordinator's home, its printed sheet and its weekly mail: what all rooms together know about one municipality."""
