"""What is kept on file."""
