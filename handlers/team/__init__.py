"""Roles, and the switch that pauses everything outward."""
