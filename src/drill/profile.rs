//! Who a drill is for, and who is practising.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! tag {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum $name { $(#[doc = concat!("Written `", $text, "`.")] $variant),+ }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the value as it is written in files and flags.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl FromStr for $name {
            type Err = String;

            /// Reads the value in any case; the error lists what is accepted.
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|value| value.as_str().eq_ignore_ascii_case(text.trim()))
                    .ok_or_else(|| {
                        let known: Vec<&str> = Self::ALL.iter().map(|value| value.as_str()).collect();
                        format!("{text:?} is not one of {}", known.join(", "))
                    })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

tag! {
    /// The job: product manager or technical program manager.
    Track { Pm = "pm", Tpm = "tpm" }
}
tag! {
    /// The grade of the job on the ladder.
    Level { P7 = "p7", P8 = "p8" }
}
tag! {
    /// The part of the company the interview is for.
    Division { Commerce = "commerce", Cloud = "cloud", Logistics = "logistics", Programme = "programme" }
}

/// Says whom a drill is for; an empty list means everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// Tracks the drill is for.
    pub tracks: Vec<Track>,
    /// Levels the drill is for.
    pub levels: Vec<Level>,
    /// Divisions the drill is for.
    pub divisions: Vec<Division>,
}

/// Says who is practising; `None` means that the learner has not said, so everything applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The track practised for.
    pub track: Option<Track>,
    /// The level practised for.
    pub level: Option<Level>,
    /// The division practised for.
    pub division: Option<Division>,
}

impl Profile {
    /// Tells whether a drill with these tags is for this learner.
    ///
    /// The division `programme` holds what a technical program manager needs in any division, so
    /// it matches every division for that track, and no other.
    pub fn wants(&self, tags: &Tags) -> bool {
        fn one<T: PartialEq>(wanted: Option<&T>, offered: &[T]) -> bool {
            offered.is_empty() || wanted.is_none_or(|wanted| offered.contains(wanted))
        }
        let programme = tags.divisions.contains(&Division::Programme) && self.track != Some(Track::Pm);
        one(self.track.as_ref(), &tags.tracks)
            && one(self.level.as_ref(), &tags.levels)
            && (programme || one(self.division.as_ref(), &tags.divisions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tracks: &[Track], divisions: &[Division]) -> Tags {
        Tags { tracks: tracks.to_vec(), levels: vec![], divisions: divisions.to_vec() }
    }

    #[test]
    fn a_commerce_pm_is_never_asked_about_the_critical_path() {
        let learner = Profile { track: Some(Track::Pm), level: None, division: Some(Division::Commerce) };
        assert!(!learner.wants(&tags(&[Track::Tpm], &[Division::Programme])));
        assert!(!learner.wants(&tags(&[], &[Division::Programme])));
        assert!(learner.wants(&tags(&[], &[])));
    }

    #[test]
    fn a_cloud_tpm_gets_the_programme_drills() {
        let learner = Profile { track: Some(Track::Tpm), level: None, division: Some(Division::Cloud) };
        assert!(learner.wants(&tags(&[Track::Tpm], &[Division::Programme])));
        assert!(!learner.wants(&tags(&[], &[Division::Commerce])));
    }

    #[test]
    fn values_are_read_in_any_case() {
        assert_eq!("P7".parse(), Ok(Level::P7));
        assert_eq!("TPM".parse(), Ok(Track::Tpm));
        assert!("p9".parse::<Level>().is_err());
    }
}
