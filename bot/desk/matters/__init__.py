"""Incidents: opening one, its channel, finding it; its cases are not looked into."""
