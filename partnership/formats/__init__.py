"""Formats of dates and numbers in forms and in the admin site, where Django's own do not fit."""
