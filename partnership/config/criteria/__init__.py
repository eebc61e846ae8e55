"""The success criteria on the screen and on paper: they need what every room knows."""
