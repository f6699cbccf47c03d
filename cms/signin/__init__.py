"""Signing in to the administration: one door, a second factor, sign-ins that can be seen and ended (ADR "admin sign-in")."""
