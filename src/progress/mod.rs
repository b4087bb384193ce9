//! From facts to figures, and from figures to text, charts and a page.
//!
//! [`facts`] is what progress is told; [`figures`] works out what it says, with [`course`] for how
//! readiness went and [`weak`] for the drills that need care; [`text`] writes one screen of it with
//! [`charts`], [`page`] all of it as a file. [`planned`] holds what a plan comes to, [`plan_text`] writes it, and [`reason`] says
//! why a drill is, or is not, asked today.

pub mod charts;
pub mod course;
pub mod facts;
pub mod figures;
pub mod ink;
pub mod page;
pub mod plan_text;
pub mod planned;
pub mod reason;
pub mod text;
pub mod weak;
pub mod words;

pub use facts::Facts;
pub use figures::{Figures, Scope, figures};
pub use ink::{Canvas, Line, Mark};
pub use planned::Planned;
