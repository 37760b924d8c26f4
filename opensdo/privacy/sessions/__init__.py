"""Who is signed in, and a word for it that SQL cannot forge."""
