//! To come.
mod verdict;
pub use verdict::Check;
