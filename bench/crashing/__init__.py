"""A whole office under load whose processes are killed: the office, the crowd, the reckoning."""
