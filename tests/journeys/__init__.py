"""What people do from end to end, in a real browser, in a real office that `./dev up` started."""
