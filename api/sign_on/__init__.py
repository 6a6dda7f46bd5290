"""Sign-on by OpenID Connect: whom an issuer vouches for, what they may do here, and how they sign in on the page."""
