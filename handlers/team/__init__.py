"""Roles, and the switch that pauses everything outward; people's facts are asked in slack."""
