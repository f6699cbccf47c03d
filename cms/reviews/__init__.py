"""The review clock: everything we publish is looked at again every few months (docs/runbooks/reviews.md).

`cms.models.reviews` holds the dates and the history; in here are what writes them, what counts them, the report and the digest.
"""

from cms.reviews.queue import Question, ReviewCounts, queue_rows, review_counts, review_queue
from cms.reviews.services import Seen, ask_for_review, hand_over, record_review, start_clock, undo_review

__all__ = [
    "Question",
    "ReviewCounts",
    "Seen",
    "ask_for_review",
    "hand_over",
    "queue_rows",
    "record_review",
    "review_counts",
    "review_queue",
    "start_clock",
    "undo_review",
]
