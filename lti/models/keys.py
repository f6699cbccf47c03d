"""This tool's own keys (Security Framework 1.0, sections 6.2 and 6.3): platforms read the public part at /lti/jwks/."""

import json
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwcrypto.jwk import JWK

from lti.protocol.seal import key_cipher

KEY_BITS = 2_048
SHOWN_AFTER = timedelta(days=1)
"""How long a key stays in the key set after the last message signed with it."""


class ToolKeyQuerySet(models.QuerySet):
    def published(self):
        """Keys whose public part platforms may use, newest first: those in use, their successors, and those retired within a day,
        since a message signed with the last may still be on its way."""
        return self.filter(models.Q(retired_at=None) | models.Q(retired_at__gt=timezone.now() - SHOWN_AFTER)).order_by("-created_at", "-pk")

    def in_use(self, registration=None):
        """Keys to sign with, newest first: those of this registration alone, or those for everybody else."""
        return self.filter(retired_at=None, registration=registration).order_by("-created_at", "-pk")


class ToolKey(models.Model):
    """An RSA key pair. The private part is encrypted with a key derived from LTI_KEY_SECRET or SECRET_KEY."""

    registration = models.ForeignKey("lti.Registration", null=True, blank=True, on_delete=models.CASCADE, related_name="keys")
    """The one platform this key is for; None for all that have no key of their own."""
    kid = models.CharField(max_length=64, unique=True)
    public_jwk = models.JSONField()
    private_pem_encrypted = models.BinaryField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ToolKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tool key")
        verbose_name_plural = _("tool keys")

    def __str__(self):
        return self.kid

    @classmethod
    def generate(cls, registration=None) -> "ToolKey":
        """A new RSA-2048 key, saved and published."""
        private = rsa.generate_private_key(public_exponent=65_537, key_size=KEY_BITS)
        pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        jwk = JWK.from_pem(pem)
        public = {**json.loads(jwk.export_public()), "alg": "RS256", "use": "sig"}
        public["kid"] = kid = jwk.thumbprint()
        return cls.objects.create(registration=registration, kid=kid, public_jwk=public, private_pem_encrypted=key_cipher().encrypt(pem))

    def private_pem(self) -> bytes:
        """The private part. Raises ValueError where no known secret opens it."""
        try:
            return key_cipher().decrypt(bytes(self.private_pem_encrypted))
        except InvalidToken as error:
            raise ValueError("no known secret opens this tool key") from error
