"""Devices as people call them."""

from django import template

from partnership import devices

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    """Say which browser and device it was."""
    return devices.device_name(user_agent)
