"""Badges by Open Badges 3.0, as plain functions: no models, no settings, no network.

    award, credential   what a badge says
    keys, signing       how it is vouched for
    verifying           whether it holds
    status              which ones were taken back
    picture, baking     what it looks like, and the badge inside its picture

`errors` lists every reason for which something is not taken for a badge.
"""
