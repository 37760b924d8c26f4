"""What happened in the demonstration office before you came, made by the office's own actions."""
