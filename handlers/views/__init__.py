"""What people see: facts in, Block Kit out; nothing here knows the database or the network."""
