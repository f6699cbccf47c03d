"""This tool's own keys (Security Framework 1.0, sections 6.2 and 6.3): platforms read the public part at /lti/jwks/."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwcrypto.jwk import JWK

from lti.protocol.seal import key_cipher

KEY_BITS = 2_048


class ToolKeyQuerySet(models.QuerySet):
    def published(self):
        """Keys whose public part platforms may use, newest first: several during a rotation."""
        return self.filter(retired_at=None).order_by("-created_at", "-pk")


class ToolKey(models.Model):
    """An RSA key pair. The private part is encrypted with a key derived from LTI_KEY_SECRET or SECRET_KEY."""

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
    def generate(cls) -> "ToolKey":
        """A new RSA-2048 key, saved and published."""
        private = rsa.generate_private_key(public_exponent=65_537, key_size=KEY_BITS)
        pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        jwk = JWK.from_pem(pem)
        public = {**json.loads(jwk.export_public()), "alg": "RS256", "use": "sig"}
        public["kid"] = kid = jwk.thumbprint()
        return cls.objects.create(kid=kid, public_jwk=public, private_pem_encrypted=key_cipher().encrypt(pem))

    def private_pem(self) -> bytes:
        """The private part. Raises ValueError where no known secret opens it."""
        try:
            return key_cipher().decrypt(bytes(self.private_pem_encrypted))
        except InvalidToken as error:
            raise ValueError("no known secret opens this tool key") from error
