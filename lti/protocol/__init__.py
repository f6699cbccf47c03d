"""The LTI 1.3 wire protocol: no models, no settings of people, sole importer of the token library.

Everything here takes plain values and returns frozen dataclasses or raises `lti.errors.LtiError`.
"""
