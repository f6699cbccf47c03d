"""What every resource of the REST API shares: who asks, what a token may do, languages, pages of lists, errors, caching, the description.

Resources are their app's (`<app>/api.py` or `<app>/api/`); `cms/urls.py` mounts them below `/api/v1/`. On the site only, never inside a launch.
"""
