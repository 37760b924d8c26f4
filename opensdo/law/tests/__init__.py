"""What users of the law rely on."""
