//! From reviews to what is remembered: the memory of a drill, the mastery of an area, and what
//! the learner's own log says about both.
//!
//! Everything here is derived from reviews and can be rebuilt by replaying them.

mod area;
mod family;
mod grade;
mod parameters;
mod refit;
pub mod state;

pub use area::{AreaState, ENOUGH_REVIEWS, FIRST_TRY_RATE, Mastery, logit, pooled_first_try_rate, sigmoid};
pub use family::{Answer, Beliefs, Family, Hypothesis, Trace};
pub use grade::{Grade, NoSuchGrade, grade_from_score};
pub use parameters::{BadParameters, Parameters};
pub use refit::{ENOUGH_FOR_REFIT, Refit, loss_from, refit};
pub use state::Memory;
