"""The cheapest peer, measured in the same run: PyLTI1p3 by itself, as its manual shows it, with nothing recorded and no page.

The platform's key is given to it directly, so no key is fetched; what is left is state, nonce, signature and claims.
"""

import time
from urllib.parse import parse_qs, urlsplit

from django.contrib.sessions.backends.cache import SessionStore
from django.test import RequestFactory

from pylti1p3.contrib.django import DjangoMessageLaunch, DjangoOIDCLogin
from pylti1p3.tool_config import ToolConfDict

from tests.fake_platform import FakePlatform, rs_signer

TOOL = "https://testserver/launch"


def cpu_ms() -> float:
    """CPU of one login and one launch through the library's own Django classes."""
    platform = FakePlatform()
    conf = ToolConfDict({
        platform.issuer: {
            "client_id": platform.client_id,
            "auth_login_url": platform.auth_login_url,
            "auth_token_url": platform.auth_token_url,
            "key_set": {"keys": platform.jwks()},
            "key_set_url": None,
            "deployment_ids": [platform.deployment_id],
        }
    })  # fmt: skip
    rf, session = RequestFactory(), SessionStore()
    began = time.process_time()
    request = rf.get("/login", platform.login_fields(target_link_uri=TOOL), secure=True)
    request.session = session
    response = DjangoOIDCLogin(request, conf).redirect(TOOL)
    spent = time.process_time() - began
    query = parse_qs(urlsplit(response["Location"]).query)
    token = platform.sign(platform.good_claims(nonce=query["nonce"][0], target_link_uri=TOOL), signer=rs_signer(platform.key))
    began = time.process_time()
    request = rf.post("/launch", {"state": query["state"][0], "id_token": token}, secure=True)
    request.session = session
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    launch = DjangoMessageLaunch(request, conf)
    assert launch.get_launch_data()["sub"]
    return 1_000 * (spent + time.process_time() - began)
