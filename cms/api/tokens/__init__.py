"""Where people make, see and revoke their tokens: one screen, at /admin/sign-in/tokens/, for everybody who is signed in."""
