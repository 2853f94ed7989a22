"""What leaves the workspace: how the outside is reached, and the gates, acts and records of what is sent."""
