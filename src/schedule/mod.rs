//! From memory, a date and minutes to what to ask next.

pub mod dual;
pub mod grid;
mod item;
pub mod prices;
pub mod problem;
mod queue;
pub mod steps;
mod today;

pub use item::{Cost, Horizon, Item, Model, RIGHT_GRADES, key_of, mix, unit};
pub use prices::{Effort, Prices};
pub use queue::{
    Choice, DESIRED_RETENTION, NEW_A_DAY, Reason, area_mastery, chance_on, expected_seconds,
    is_due, may_start, queue_with_plan, queue_without_date,
};
pub use today::{Today, today};
