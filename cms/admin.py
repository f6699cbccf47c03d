"""Django's own admin, for superusers. Second factors are no part of it: its pages show secrets and change devices without a log entry."""

from django.contrib import admin

from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

for model in (StaticDevice, TOTPDevice):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
