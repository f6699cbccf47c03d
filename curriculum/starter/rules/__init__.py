"""Rules between records, by subject. Each module takes records that are whole and tells what does not fit together."""
