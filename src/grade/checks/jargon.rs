//! Unexplained technical terms of a plain-language answer.

// Filled by the plain-language recogniser.
