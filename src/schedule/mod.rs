//! From memory, a date and minutes to what to ask next.
//!
//! Without a date: [`queue_without_date`]. With one: [`today`] settles the price of a second on
//! each day left and ranks the drills, [`queue_with_plan`] makes that a session, [`plan`] and
//! [`outlook`] tell what to expect, [`why`] explains one drill.

mod cost;
pub mod dual;
pub mod grid;
mod item;
mod outlook;
mod plan;
pub mod prices;
pub mod problem;
mod queue;
pub mod steps;
mod today;
mod warm_up;
mod why;

pub use cost::{KindCosts, kind_costs, prior_cost};
pub use item::{Cost, Horizon, Item, Model, Phase, RIGHT_GRADES, key_of, mix, unit};
pub use outlook::{Outlook, Range, Scenario, draw, outlook, scenarios};
pub use plan::{DayForecast, Plan, minutes_to_cover, plan};
pub use prices::{Effort, Prices};
pub use queue::{
    Choice, DESIRED_RETENTION, NEW_A_DAY, Reason, area_mastery, chance_on, expected_seconds, is_due,
    may_start, probe_share, queue_with_plan, queue_without_date,
};
pub use today::{Today, today};
pub use warm_up::warm_up;
pub use why::{Why, why};
