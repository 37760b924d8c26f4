"""Side-by-side measurements, one file per question. Ratios, not seconds."""
