"""Any other address below /api/, joined last. Only what ends in a slash: Django still leads an address without one to the address with it."""

from django.urls import re_path

from cms.api.root import NotHere

urlpatterns = [re_path(r"^(?:.*/)?$", NotHere.as_view())]
