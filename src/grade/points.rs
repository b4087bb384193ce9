//! Recall drills: must and nice points with accepted phrasings.
