"""Dated parameters, clocks, calendars, authorities, one folder of data per jurisdiction."""
