"""Teaching material in the REST API: the progression, units, lessons and AI tools. What a lesson shows goes through the gate, `curriculum.audience`."""
