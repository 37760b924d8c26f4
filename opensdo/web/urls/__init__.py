"""Every address, one module for each site."""
