"""The policy, clause by clause: each control is broken a second time, in another way."""
