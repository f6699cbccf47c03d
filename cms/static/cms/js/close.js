/* Tells the platform that its registration window may close. Nothing secret is in the message, so any platform may hear it. */
const platform = window.opener || window.parent;
if (platform && platform !== window) {
  for (const subject of ["org.imsglobal.lti.close", "lti.close"]) platform.postMessage({ subject }, "*");
}
