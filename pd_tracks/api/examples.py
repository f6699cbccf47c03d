"""Answers as the description of the API shows them. A test compares each with its schema."""

TRACK = {
    "key": "2b6d4a86-0b0f-4f1e-8a55-6f1f2f1d7c01",
    "language": "en",
    "is_translated": True,
    "title": "Feedback and assessment",
    "for_whom": "All educators",
    "purpose": "Give feedback that stays yours.",
    "opt_in": "Nobody has to.",
    "module_keys": ["7c0a9e6e-51a6-4b7c-9b1f-0f6a3c1d2e02"],
    "page_url": "https://waymark.example.org/tracks/feedback/",
}
MODULE_FACTS = {
    "key": "7c0a9e6e-51a6-4b7c-9b1f-0f6a3c1d2e02",
    "language": "en",
    "is_translated": True,
    "track": "2b6d4a86-0b0f-4f1e-8a55-6f1f2f1d7c01",
    "title": "Approved by a person",
    "purpose": "Read every word before it goes out.",
    "minutes": 45,
    "version": 1,
    "published_at": "2026-09-01T08:00:00-07:00",
    "page_url": "https://waymark.example.org/tracks/feedback/approved/",
}
MODULE = {
    **MODULE_FACTS,
    "sections": [{"kind": "read", "title": "Why", "minutes": 10, "body_html": "<p>…</p>"}],
    "checks": [{"index": 0, "kind": "multiple_choice", "prompt": "Who answers for it?", "choices": [{"index": 0, "text": "I do"}]}],
    "reflection_prompts": ["When did an answer sound right and was not?"],
    "evidence_html": "<p>One piece of feedback, read twice.</p>",
}
MARK = {
    "module": "Approved by a person",
    "key": "7c0a9e6e-51a6-4b7c-9b1f-0f6a3c1d2e02",
    "tried": "2026-10-01T15:00:00-07:00",
    "done": "",
    "parts_done": 2,
}
ENROLMENT = {
    "track": "Feedback and assessment",
    "key": "2b6d4a86-0b0f-4f1e-8a55-6f1f2f1d7c01",
    "joined": "2026-09-15T15:00:00-07:00",
    "agreed_until": "2027-06-30",
    "tells_gradebook": False,
    "paused": "",
    "left": "",
    "modules": [MARK],
}
ENROLMENTS = {"enrolments": [ENROLMENT]}
REFLECTION = {
    "key": "1f7b0a55-9f3a-4b0e-8b57-3d7a6c8e9f03",
    "module": "Approved by a person",
    "module_key": "7c0a9e6e-51a6-4b7c-9b1f-0f6a3c1d2e02",
    "question": "When did an answer sound right and was not?",
    "text": "Last week.",
    "written": "2026-10-01T15:20:00-07:00",
    "shared_with": "",
    "shared_until": "",
}
REFLECTIONS = {"texts_are_closed": False, "reflections": [REFLECTION]}
LINE = {
    "module": "Approved by a person",
    "module_key": "7c0a9e6e-51a6-4b7c-9b1f-0f6a3c1d2e02",
    "track_key": "2b6d4a86-0b0f-4f1e-8a55-6f1f2f1d7c01",
    "version": 1,
    "minutes": 45,
    "rule": "own_word",
    "day": "2026-10-02",
    "school_year": "2026–27",
}
HOURS = {"minutes": 45, "hours": [LINE]}
CERTIFICATE = {
    "key": "3f2c9a10-7b1d-4e6f-9c55-0a4f2b6d8e04",
    "title": "Feedback and assessment",
    "track_key": "2b6d4a86-0b0f-4f1e-8a55-6f1f2f1d7c01",
    "minutes": 90,
    "name": "Rosa Ruiz",
    "issued": "2026-11-01T09:00:00-07:00",
    "taken_back": "",
    "url": "https://waymark.example.org/learning/certificates/3f2c9a10-7b1d-4e6f-9c55-0a4f2b6d8e04/",
}
CERTIFICATES = {"certificates": [CERTIFICATE]}
ME = {
    "account": "rosa",
    "has_code": False,
    "texts_are_closed": False,
    "resources": {"hours": "https://waymark.example.org/api/v1/me/hours/"},
}
EXPORT = {
    "format": "waymark-own-learning/2",
    "account": "rosa",
    "comes_from": [],
    "has_code": False,
    "texts_are_closed": False,
    "tracks": [],
    "hours": [],
    "certificates": [],
}
GONE = {"enrolments": 1, "modules": 3, "reflections": 2, "conversations": 0, "hours": 3, "certificates": 1, "account": False}
COUNT = {
    "week": "2026-11-23",
    "floor": 10,
    "group": "school:0d9f5a52-6c1e-4b57-8a7b-5b3f0e1c9a05",
    "group_name": "Alder Middle School",
    "track": "2b6d4a86-0b0f-4f1e-8a55-6f1f2f1d7c01",
    "module": None,
    "people": 25,
}
PERSON = {
    "name": "Ms. R.",
    "track": "Feedback and assessment",
    "shows": True,
    "place": "Alder Middle School",
    "modules": [{"module": "Approved by a person", "state": "done", "on": "2026-10-01T15:00:00-07:00"}],
    "texts": [{"key": "1f7b0a55-9f3a-4b0e-8b57-3d7a6c8e9f03", "module": "Approved by a person", "at": "2026-10-02T09:00:00-07:00"}],
    "talks": [{"key": "5a1d7c20-2e8f-4c3b-9d66-1b2c3d4e5f06", "state": "waiting for an answer"}],
    "until": "2027-06-30",
}
