//! What the learner set, and who this device is.

use chrono::NaiveDate;
use rusqlite::OptionalExtension;
use uuid::Uuid;

use super::{Store, StoreError};
use crate::memory::{Family, Parameters};

/// A saved interview.
#[derive(Clone, Debug, PartialEq)]
pub struct Interview {
    /// The day.
    pub date: NaiveDate,
    /// Minutes of practice a day until then.
    pub minutes: f64,
    /// Days of the week without practice: `mon` … `sun`.
    pub days_off: Vec<String>,
}

impl Store {
    /// Reads a setting.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Writes a setting.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )?;
        Ok(())
    }

    /// Returns this device's id.
    pub fn device(&self) -> &str {
        &self.device
    }

    /// Returns the family of ways to forget around the parameters in force.
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// Puts new memory parameters in force and rebuilds what depends on them.
    pub fn set_parameters(&mut self, parameters: &Parameters) -> Result<(), StoreError> {
        let text = serde_json::to_string(parameters.values()).unwrap_or_default();
        self.set("parameters", &text)?;
        self.family = Family::around(parameters);
        self.rebuild()
    }

    pub(super) fn read_identity(&mut self, device_seed: u64) -> Result<(), StoreError> {
        if let Some(text) = self.setting("parameters")?
            && let Ok(values) = serde_json::from_str::<Vec<f64>>(&text)
            && let Ok(values) = <[f64; 21]>::try_from(values)
            && let Ok(parameters) = Parameters::new(values)
        {
            self.family = Family::around(&parameters);
        }
        if let Some(device) = self.setting("device")? {
            self.device = device;
            return Ok(());
        }
        let high = crate::schedule::mix(device_seed, 0x6465_7669_6365);
        let low = crate::schedule::mix(high, device_seed);
        let id = uuid::Builder::from_random_bytes(bytes_of(high, low)).into_uuid();
        // Two that start at once agree on the name that was written first.
        self.connection.execute(
            "INSERT INTO setting (key, value) VALUES ('device', ?1) ON CONFLICT DO NOTHING",
            [id.to_string()],
        )?;
        self.device = self.setting("device")?.unwrap_or_default();
        Ok(())
    }

    /// Lists the interviews by date.
    pub fn interviews(&self) -> Result<Vec<Interview>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT date, minutes, days_off FROM interview ORDER BY date")?;
        let rows = statement.query_map([], |row| {
            let (date, minutes, days_off): (String, f64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((date, minutes, days_off))
        })?;
        let mut interviews = Vec::new();
        for row in rows {
            let (date, minutes, days_off) = row?;
            if let Ok(date) = date.parse() {
                let days_off = serde_json::from_str(&days_off).unwrap_or_default();
                interviews.push(Interview { date, minutes, days_off });
            }
        }
        Ok(interviews)
    }

    /// Returns the nearest interview on or after a day.
    pub fn next_interview(&self, today: NaiveDate) -> Result<Option<Interview>, StoreError> {
        Ok(self.interviews()?.into_iter().find(|interview| interview.date >= today))
    }

    /// Saves an interview; one on the same date is replaced.
    pub fn save_interview(&mut self, interview: &Interview) -> Result<(), StoreError> {
        let days_off = serde_json::to_string(&interview.days_off).unwrap_or_default();
        self.connection.execute(
            "INSERT INTO interview (date, minutes, days_off) VALUES (?1, ?2, ?3)
             ON CONFLICT (date) DO UPDATE SET minutes = excluded.minutes, days_off = excluded.days_off",
            rusqlite::params![interview.date.to_string(), interview.minutes, days_off],
        )?;
        Ok(())
    }

    /// Forgets every interview and returns how many there were.
    pub fn clear_interviews(&mut self) -> Result<usize, StoreError> {
        Ok(self.connection.execute("DELETE FROM interview", [])?)
    }

    /// Notes that a drill was skipped on a study day.
    pub fn skip(&mut self, drill: &str, day: i64) -> Result<(), StoreError> {
        self.connection
            .execute("INSERT INTO skip (drill, day) VALUES (?1, ?2) ON CONFLICT DO NOTHING", (drill, day))?;
        Ok(())
    }

    /// Lists the drills skipped on a study day.
    pub fn skipped(&self, day: i64) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT drill FROM skip WHERE day = ?1")?;
        let rows = statement.query_map([day], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Returns sixteen bytes of two words.
pub(super) fn bytes_of(high: u64, low: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&high.to_be_bytes());
    bytes[8..].copy_from_slice(&low.to_be_bytes());
    bytes
}

/// Builds a version-7 uuid from a time and random bits.
pub(super) fn uuid_v7(unix_s: i64, high: u64, low: u64) -> Uuid {
    let millis = u64::try_from(unix_s).unwrap_or(0).saturating_mul(1000);
    let bytes = bytes_of(high, low);
    let mut random = [0; 10];
    random.copy_from_slice(&bytes[..10]);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
