"""Which of our values goes into which field of which platform, under the names the platform uses."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from lti.protocol.dynamic_registration import CUSTOM

CUSTOM_TEXT = "\n".join(f"{name}={value}" for name, value in CUSTOM.items())
ONE_ADDRESS = _("Try the one address first. By hand:")


@dataclass(frozen=True)
class PlatformValues:
    """One platform's form. `fields`: (label there, one of login, launch, jwks, canvas, custom)."""

    code: str
    name: str
    advice: str
    fields: tuple[tuple[str, str], ...]


PLATFORM_VALUES = (
    PlatformValues(
        "canvas",
        "Canvas",
        _("Choose “Enter URL” for the developer key and paste the first value. The rest are here if you prefer manual entry."),
        (
            ("JSON URL", "canvas"),
            ("Target Link URI", "launch"),
            ("OpenID Connect Initiation Url", "login"),
            ("Public JWK URL", "jwks"),
            ("Redirect URIs", "launch"),
            ("Custom Fields", "custom"),
        ),
    ),
    PlatformValues(
        "moodle",
        "Moodle",
        _("Try the one address first. By hand: LTI version 1.3, public key type “Keyset URL”, content selection on."),
        (
            ("Tool URL", "launch"),
            ("Initiate login URL", "login"),
            ("Public keyset", "jwks"),
            ("Redirection URI(s)", "launch"),
            ("Content selection URL", "launch"),
            ("Custom parameters", "custom"),
        ),
    ),
    PlatformValues(
        "schoology",
        "Schoology",
        _("This platform has no one-address setup. These values go in the app’s configuration, under the same names."),
        (
            ("Domain / URL", "launch"),
            ("OIDC login init URL", "login"),
            ("Redirect URLs", "launch"),
            ("Keyset URL", "jwks"),
            ("Deep linking URL", "launch"),
            ("Custom parameters", "custom"),
        ),
    ),
    PlatformValues(
        "brightspace",
        "Brightspace",
        _("Try the one address first. Copy its “OAuth2 Audience” into “token audience” here; it differs from the token address."),
        (
            ("Domain", "home"),
            ("Redirect URLs", "launch"),
            ("OpenID Connect Login URL", "login"),
            ("Target Link URI", "launch"),
            ("Keyset URL", "jwks"),
            ("Custom Parameters", "custom"),
        ),
    ),
    PlatformValues(
        "blackboard",
        "Blackboard",
        _("The tool is registered once in the developer portal; your institution then adds a deployment by the client ID from there."),
        (
            ("Login Initiation URL", "login"),
            ("Tool Redirect URL(s)", "launch"),
            ("Tool JWKS URL", "jwks"),
            ("Custom parameters", "custom"),
        ),
    ),
    PlatformValues(
        "sakai",
        "Sakai",
        ONE_ADDRESS,
        (
            ("Launch URL", "launch"),
            ("LTI 1.3 Tool OpenID Connect/Initialization Endpoint", "login"),
            ("LTI 1.3 Tool Redirect Endpoint(s)", "launch"),
            ("LTI 1.3 Tool Keyset URL", "jwks"),
            ("Custom parameters", "custom"),
        ),
    ),
    PlatformValues(
        "openedx",
        "Open edX",
        _("Each LTI block has a client ID of its own: add one connection here for each."),
        (
            ("Tool Launch URL", "launch"),
            ("Tool Initiate Login URL", "login"),
            ("Registered Redirect URIs", "launch"),
            ("Tool Keyset URL", "jwks"),
            ("Deep linking launch URL", "launch"),
        ),
    ),
    PlatformValues(
        "other",
        _("Any other"),
        ONE_ADDRESS,
        (
            ("Target link URI", "launch"),
            ("Login initiation URL", "login"),
            ("Redirect URI", "launch"),
            ("Public keyset (JWKS) URL", "jwks"),
            ("Deep linking URL", "launch"),
            ("Custom parameters", "custom"),
        ),
    ),
)


def canvas_configuration(*, login: str, launch: str, jwks: str, logo: str, scopes: tuple[str, ...], title: str, description: str) -> dict:
    """The document that Canvas reads for a developer key. Privacy "anonymous": no name, no e-mail address."""
    placements = [
        {
            "placement": place,
            "message_type": "LtiDeepLinkingRequest",
            "target_link_uri": launch,
            "text": title,
            "icon_url": logo,
            "enabled": True,
        }
        for place in ("assignment_selection", "link_selection")
    ]
    return {
        "title": title,
        "description": description,
        "oidc_initiation_url": login,
        "target_link_uri": launch,
        "public_jwk_url": jwks,
        "scopes": list(scopes),
        "custom_fields": CUSTOM,
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "privacy_level": "anonymous",
                "settings": {"text": title, "icon_url": logo, "placements": placements},
            }
        ],
    }
