//! From memory, a date and minutes to what to ask next.

pub mod dual;
pub mod grid;
mod item;
pub mod prices;
pub mod problem;
pub mod steps;

pub use item::{Cost, Horizon, Item, Model, RIGHT_GRADES, key_of, mix, unit};
pub use prices::{Effort, Prices};
