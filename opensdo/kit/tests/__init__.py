"""Tests of the small tools."""
