//! From facts to figures, and from figures to text, charts and a page.
//!
//! [`planned`] holds what a plan comes to and [`plan_text`] writes it; [`reason`] says why a drill
//! is, or is not, asked today.

pub mod ink;
pub mod plan_text;
pub mod planned;
pub mod reason;
pub mod words;

pub use ink::{Canvas, Line, Mark};
pub use planned::Planned;
