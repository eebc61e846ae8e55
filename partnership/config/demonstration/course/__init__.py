"""A partnership that has run its course: played through the services in order of time, from invitation to closing report."""
