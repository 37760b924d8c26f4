"""How to read what is typed: by applicants, and at the desk."""
