"""The district's single sign-on: OpenID Connect, authorization code with PKCE (ADR 0021). One provider, off unless configured."""
