"""The practice LMS: a development-only LTI 1.3 platform. See README.md."""
