"""What an application asks, version by version. The words of the law come from its dated data."""
