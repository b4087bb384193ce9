//! Recall against reference answers alone.
