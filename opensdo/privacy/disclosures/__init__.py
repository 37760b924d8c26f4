"""The one act of giving data outside, what must travel with it, and the map of what there is to give."""
