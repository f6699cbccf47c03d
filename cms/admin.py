"""Django's own admin, for superusers. Second factors are no part of it: its pages show secrets and change devices without a log entry. Nor
are rows of tasks: they would say which account asked for which e-mail."""

from django.contrib import admin

from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult

for model in (StaticDevice, TOTPDevice, DBTaskResult):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
