"""What the addresses of educator tracks answer, one module for each kind of thing."""
