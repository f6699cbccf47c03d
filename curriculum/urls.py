"""Routes of teaching material on the public site, under /lessons/."""

urlpatterns: list = []
