"""The rules of the house. Each is a sentence, a function that finds what breaks it, and samples that it must refuse."""
